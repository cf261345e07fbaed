package dev.kerasguard.operator.telemetry;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Gets what a pod exposes. A pod is not trusted: it has a deadline for the whole answer, which may not be longer than
 * its cap, and a redirect is not followed.
 */
final class MetricsClient implements AutoCloseable {

    private final HttpClient http;
    private final Duration deadline;

    MetricsClient(Duration deadline) {
        this.deadline = deadline;
        http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(deadline)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /**
     * The body of a 200 answer.
     *
     * @param cap bytes at most
     * @throws IOException what went wrong, in words for a log
     */
    byte[] get(URI uri, int cap) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri).timeout(deadline).build();
        CompletableFuture<HttpResponse<byte[]>> exchange =
                http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), cap));
        try {
            // The request's own timeout ends with the headers; this one is for the body too.
            HttpResponse<byte[]> response = exchange.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
            if (response.statusCode() != 200) {
                throw new IOException("status " + response.statusCode() + " instead of 200");
            }
            return response.body();
        } catch (TimeoutException late) {
            throw new IOException("no full answer within " + deadline.toMillis() + " ms", late);
        } catch (ExecutionException failed) {
            throw new IOException(String.valueOf(failed.getCause()), failed);
        } finally {
            exchange.cancel(true);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
