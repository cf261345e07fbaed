package dev.kerasguard.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** A model on a PersistentVolumeClaim is served, and only from the bytes that were verified. */
@OnCluster
class ClaimTest {

    private static final double TOLERANCE = 1e-4;

    @AfterAll
    static void theVolumeGoes(Sandbox sandbox) {
        sandbox.client().persistentVolumes().withName(sandbox.namespace()).delete();
    }

    @Test
    void servesAModelFromAClaim(Sandbox sandbox) {
        // Given
        var digits = Digits.in(sandbox);
        claim(sandbox);
        fill(
                sandbox,
                "keras",
                "http://models.${namespace}.svc/digits.keras",
                "[\"http://models.${namespace}.svc/\"]",
                Map.of());

        // When
        sandbox.apply(Digits.spec("digits", "scaling: {minReplicas: 1, maxReplicas: 1}")
                .replace("http://models.${namespace}.svc/digits.keras", "pvc://models/keras-${namespace}/model.keras"));
        sandbox.awaitReady("digits");

        // Then
        assertThat(digits.correct("digits"))
                .isEqualTo(Digits.TRUTH.get("correct").asInt());
    }

    @Test
    void servesASavedModelDirectoryFromAClaimInBothProtocols(Sandbox sandbox) {
        // Given
        var digits = Digits.in(sandbox);
        var model = SavedModelFixture.convolution();
        claim(sandbox);
        fill(sandbox, "saved", "pvc://models/saved_model.zip", "[]", Map.of("saved_model.zip", model.zip()));

        // When
        sandbox.apply(Digits.spec("convolution", "scaling: {minReplicas: 1, maxReplicas: 1}")
                .replace("http://models.${namespace}.svc/digits.keras", "pvc://models/saved-${namespace}/saved_model")
                .replace(Digits.TRUTH.get("digest").asText(), model.digest()));
        sandbox.awaitReady("convolution");

        // Then
        var metadata = digits.get("convolution", "/v2/models/convolution");
        for (var run : model.runs()) {
            var input = run.get("inputs").get(0);
            var expected = run.get("outputs").get(0);
            var v2 = digits.post("convolution", "/v2/models/convolution/infer", v2(metadata, input));
            var v1 = digits.post("convolution", "/v1/models/convolution:predict", v1(input));
            assertThat(v2.get("outputs").get(0).get("shape")).isEqualTo(expected.get("shape"));
            assertClose(v2.get("outputs").get(0).get("data"), floats(expected));
            assertClose(flat(v1.get("outputs")), floats(expected));
        }
    }

    private static void claim(Sandbox sandbox) {
        var node = sandbox.client()
                .nodes()
                .list()
                .getItems()
                .getFirst()
                .getMetadata()
                .getName();
        sandbox.apply("""
                apiVersion: v1
                kind: PersistentVolume
                metadata: {name: "${namespace}"}
                spec:
                  capacity: {storage: 16Mi}
                  accessModes: [ReadWriteOnce]
                  storageClassName: ""
                  persistentVolumeReclaimPolicy: Retain
                  claimRef: {name: models, namespace: "${namespace}"}
                  local: {path: /tmp}
                  nodeAffinity:
                    required:
                      nodeSelectorTerms:
                      - matchExpressions: [{key: kubernetes.io/hostname, operator: In, values: ["%s"]}]
                ---
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: models}
                spec:
                  accessModes: [ReadWriteOnce]
                  storageClassName: ""
                  volumeName: "${namespace}"
                  resources: {requests: {storage: 16Mi}}
                """.formatted(node));
    }

    /** The product's own fetch puts a model on the volume: what a data pipeline does elsewhere. */
    private static void fill(
            Sandbox sandbox, String name, String uri, String allowedUriPrefixes, Map<String, byte[]> files) {
        var source = new ConfigMapBuilder()
                .withNewMetadata()
                .withName("source-" + name)
                .endMetadata();
        files.forEach((file, bytes) ->
                source.addToBinaryData(file, Base64.getEncoder().encodeToString(bytes)));
        sandbox.client()
                .configMaps()
                .inNamespace(sandbox.namespace())
                .resource(source.build())
                .create();
        sandbox.apply("""
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: NAME}
                data:
                  runtime.json: |
                    {"service": "NAME", "namespace": "${namespace}",
                     "model": {"uri": "URI", "format": "Auto", "version": "1",
                               "digest": null, "maxBytes": 16777216,
                               "allowedUriPrefixes": PREFIXES, "directory": "/claim/NAME-${namespace}",
                               "customLayers": []},
                     "tensorflow": {"intraOpThreads": 0, "interOpThreads": 1, "gpuMemoryLimitBytes": 0},
                     "serving": {"timeout": "PT2S", "queueCapacity": 1, "maxBatchSize": 1, "maxBatchDelay": "PT0S",
                                 "maxPayloadBytes": 1, "maxRequestRows": 1, "trustedProxies": []},
                     "rateLimits": [], "inputs": []}
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: NAME}
                spec:
                  restartPolicy: OnFailure
                  automountServiceAccountToken: false
                  securityContext: {runAsNonRoot: true, runAsUser: 65532, seccompProfile: {type: RuntimeDefault}}
                  containers:
                  - name: fetch
                    image: docker.io/kerasguard/runtime:dev
                    args: ["@/opt/kerasguard/fetch.args"]
                    resources: {requests: {cpu: 10m, memory: 64Mi}, limits: {cpu: "1", memory: 256Mi}}
                    securityContext: {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}}
                    volumeMounts: [{name: claim, mountPath: /claim}, {name: config, mountPath: /etc/kerasguard},
                                   {name: source, mountPath: /mnt/source}, {name: tmp, mountPath: /tmp}]
                  volumes:
                  - {name: claim, persistentVolumeClaim: {claimName: models}}
                  - {name: config, configMap: {name: NAME}}
                  - {name: source, configMap: {name: source-NAME}}
                  - {name: tmp, emptyDir: {}}
                """.replace("NAME", name).replace("URI", uri).replace("PREFIXES", allowedUriPrefixes));
        Sandbox.await("the model is on the volume")
                .until(() -> "Succeeded"
                        .equals(sandbox.client()
                                .pods()
                                .inNamespace(sandbox.namespace())
                                .withName(name)
                                .get()
                                .getStatus()
                                .getPhase()));
    }

    private static String v2(JsonNode metadata, JsonNode input) {
        var body = new ObjectMapper().createObjectNode();
        var tensor = body.putArray("inputs").addObject();
        tensor.set("name", metadata.get("inputs").get(0).get("name"));
        tensor.put("datatype", "FP32").set("shape", input.get("shape"));
        var data = tensor.putArray("data");
        for (var value : floats(input)) {
            data.add(value);
        }
        return body.toString();
    }

    private static String v1(JsonNode input) {
        var body = new ObjectMapper().createObjectNode();
        var elements = floats(input);
        nest(body.putArray("inputs"), input.get("shape"), 0, elements, 0, elements.length);
        return body.toString();
    }

    private static void nest(ArrayNode list, JsonNode shape, int axis, float[] elements, int from, int length) {
        var size = shape.get(axis).asInt();
        var part = length / size;
        for (var i = 0; i < size; i++) {
            if (axis == shape.size() - 1) {
                list.add(elements[from + i]);
            } else {
                nest(list.addArray(), shape, axis + 1, elements, from + i * part, part);
            }
        }
    }

    private static JsonNode flat(JsonNode nested) {
        var list = new ObjectMapper().createArrayNode();
        nested.forEach(row -> row.forEach(list::add));
        return list;
    }

    private static float[] floats(JsonNode array) {
        var bytes = ByteBuffer.wrap(Base64.getDecoder().decode(array.get("data").asText()))
                .order(ByteOrder.LITTLE_ENDIAN);
        var floats = new float[bytes.remaining() / Float.BYTES];
        bytes.asFloatBuffer().get(floats);
        return floats;
    }

    private static void assertClose(JsonNode actual, float[] expected) {
        assertThat(actual).hasSize(expected.length);
        IntStream.range(0, expected.length)
                .forEach(i -> assertThat(actual.get(i).asDouble())
                        .isCloseTo(expected[i], within(TOLERANCE * Math.max(1, Math.abs(expected[i])))));
    }
}
