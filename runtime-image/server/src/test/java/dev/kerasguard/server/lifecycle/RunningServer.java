package dev.kerasguard.server.lifecycle;

import dev.kerasguard.keras.ModelLoader;
import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.ServableModel;
import dev.kerasguard.runtime.config.RuntimeConfig;
import dev.kerasguard.server.http.Endpoints;
import dev.kerasguard.server.http.Traffic;
import dev.kerasguard.server.metrics.ServerMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/** The server as it is, on a free port of this machine, but for Quarkus around it. */
public final class RunningServer implements AutoCloseable {

    public final Traffic traffic = new Traffic();
    public final MeterRegistry registry = new SimpleMeterRegistry();

    private final Vertx vertx = Vertx.vertx();
    private final HttpServer http;
    private final ServedModel served;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    public RunningServer(RuntimeConfig config, ServableModel model) throws ModelRefusedException, IOException {
        this(config, (path, format, options) -> model);
    }

    public RunningServer(RuntimeConfig config, ModelLoader loader) throws ModelRefusedException, IOException {
        ServerMetrics metrics = new ServerMetrics(registry);
        PathWarmUp brief = new PathWarmUp(vertx, 1, Duration.ofSeconds(10));
        served = new ModelStart(config, loader, metrics, traffic, brief).start();
        Endpoints endpoints = new Endpoints(() -> Optional.of(served), traffic, metrics, vertx, "test");
        http = vertx.createHttpServer(new HttpServerOptions().setPort(0))
                .requestHandler(endpoints::handle)
                .listen()
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    public int port() {
        return http.actualPort();
    }

    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path));
    }

    public HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path));
    }

    public HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return send(request(path).POST(BodyPublishers.ofString(body)));
    }

    public HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    public HttpClient client() {
        return client;
    }

    public double counter(String name, String... tags) {
        return registry.get(name).tags(tags).counter().count();
    }

    @Override
    public void close() {
        client.close();
        http.close().toCompletionStage().toCompletableFuture().join();
        served.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
