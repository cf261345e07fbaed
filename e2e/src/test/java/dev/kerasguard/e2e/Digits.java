package dev.kerasguard.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;

/** The example of handwritten digits: its model in a web server of the sandbox, its spec, and its held-out images. */
final class Digits {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** What Keras itself says of the held-out images, from {@code examples/01-digits/truth.json}. */
    static final JsonNode TRUTH = json(Sandbox.file("examples/01-digits/truth.json"));

    /** Rows of one request: within the default of what a request may hold. */
    private static final int ROWS = 64;

    private final Sandbox sandbox;

    private Digits(Sandbox sandbox) {
        this.sandbox = sandbox;
    }

    /** Serves the model file at {@code http://models.<namespace>.svc/digits.keras} and allows that prefix. */
    static Digits in(Sandbox sandbox) {
        try {
            var model = Files.readAllBytes(
                    Path.of(System.getProperty("kerasguard.root")).resolve("examples/01-digits/digits.keras"));
            sandbox.client()
                    .configMaps()
                    .inNamespace(sandbox.namespace())
                    .resource(new ConfigMapBuilder()
                            .withNewMetadata()
                            .withName("models")
                            .endMetadata()
                            .addToBinaryData("digits.keras", Base64.getEncoder().encodeToString(model))
                            .addToBinaryData(
                                    "garbage.keras",
                                    Base64.getEncoder()
                                            .encodeToString("not a model".getBytes(StandardCharsets.US_ASCII)))
                            .build())
                    .serverSideApply();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var models = Sandbox.file("examples/01-digits/models.yaml");
        var mount = "{name: models, mountPath: /models/digits.keras, subPath: digits.keras, readOnly: true}";
        assertThat(models).contains(mount);
        sandbox.apply(models.replace(mount, mount + ", " + mount.replace("digits.keras", "garbage.keras")));
        sandbox.apply("""
                apiVersion: kerasguard.dev/v1alpha1
                kind: KerasInferencePolicy
                metadata: {name: "${namespace}"}
                spec:
                  namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: "${namespace}"}}
                  models: {allowedUriPrefixes: ["http://models.${namespace}.svc/", "pvc://"]}
                """);
        var url = "http://models." + sandbox.namespace() + ".svc/";
        Sandbox.await("the webhook knows the policy")
                .until(() -> sandbox.kubectl(
                                        java.util.List.of("apply", "--dry-run=server", "-f", "-"),
                                        spec("probe", "").replace("${namespace}", sandbox.namespace()))
                                .status()
                        == 0);
        Sandbox.await(url)
                .until(() -> sandbox.client()
                                .apps()
                                .deployments()
                                .inNamespace(sandbox.namespace())
                                .withName("models")
                                .get()
                                .getStatus()
                                .getReadyReplicas()
                        != null);
        return new Digits(sandbox);
    }

    /** A spec of the digits model; {@code more} is YAML below {@code spec}, indented by two. */
    static String spec(String name, String more) {
        return """
                apiVersion: kerasguard.dev/v1alpha1
                kind: KerasInferenceService
                metadata: {name: %s}
                spec:
                  model:
                    uri: http://models.${namespace}.svc/digits.keras
                    digest: %s
                    version: "1"
                  resources:
                    requests: {cpu: 100m, memory: 512Mi}
                    limits: {cpu: "1", memory: 1Gi}
                %s
                """.formatted(name, TRUTH.get("digest").asText(), more.indent(2));
    }

    void serve(String name, String more) {
        sandbox.apply(spec(name, more));
        sandbox.awaitReady(name);
    }

    /** How many of the held-out images the service reads correctly. */
    int correct(String service) {
        var instances = json(Sandbox.file("examples/01-digits/held-out.json")).get("instances");
        var labels = json(Sandbox.file("examples/01-digits/labels.json"));
        var right = 0;
        for (var from = 0; from < instances.size(); from += ROWS) {
            var body = JSON.createObjectNode();
            var rows = body.putArray("instances");
            for (var i = from; i < Math.min(from + ROWS, instances.size()); i++) {
                rows.add(instances.get(i));
            }
            var predictions = post(service, "/v1/models/" + service + ":predict", body.toString())
                    .get("predictions");
            for (var i = 0; i < predictions.size(); i++) {
                if (argmax(predictions.get(i)) == labels.get(from + i).asInt()) {
                    right++;
                }
            }
        }
        return right;
    }

    private static int argmax(JsonNode probabilities) {
        var best = 0;
        for (var i = 1; i < probabilities.size(); i++) {
            if (probabilities.get(i).asDouble() > probabilities.get(best).asDouble()) {
                best = i;
            }
        }
        return best;
    }

    private String readyPod(String service) {
        return sandbox
                .client()
                .pods()
                .inNamespace(sandbox.namespace())
                .withLabel("kerasguard.dev/service", service)
                .list()
                .getItems()
                .stream()
                .filter(Readiness::isPodReady)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no ready pod of " + service))
                .getMetadata()
                .getName();
    }

    /** Posts JSON to a ready pod of a service and returns its answer, which must be one. */
    JsonNode post(String service, String path, String body) {
        return send(
                service,
                path,
                HttpRequest.newBuilder()
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    /** What a ready pod of a service says at a path. */
    JsonNode get(String service, String path) {
        return send(service, path, HttpRequest.newBuilder());
    }

    private JsonNode send(String service, String path, HttpRequest.Builder request) {
        // Fabric8 forwards a Service's port to the same port of a pod; the pods listen on another.
        try (var forward = sandbox.client()
                        .pods()
                        .inNamespace(sandbox.namespace())
                        .withName(readyPod(service))
                        .portForward(8080);
                var http = HttpClient.newHttpClient()) {
            var response = http.send(
                    request.uri(URI.create("http://127.0.0.1:" + forward.getLocalPort() + path))
                            .timeout(Duration.ofSeconds(30))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new AssertionError(response.statusCode() + " " + response.body());
            }
            return json(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
