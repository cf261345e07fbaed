package dev.kerasguard.fetch;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** A web server: tried again with growing pauses while its failure may pass. */
final class HttpSource implements ModelSource {

    private final URI uri;
    private final HttpLimits limits;
    private final UriPrefixes prefixes;
    private final Consumer<String> log;
    private final LongSupplier nanoTime;

    /**
     * @param uri http or https, with a host
     * @param prefixes where redirects may lead, and whose private addresses are meant
     */
    HttpSource(URI uri, HttpLimits limits, UriPrefixes prefixes, Consumer<String> log, LongSupplier nanoTime) {
        this.uri = uri;
        this.limits = limits;
        this.prefixes = prefixes;
        this.log = log;
        this.nanoTime = nanoTime;
    }

    /** A URI as logs and messages show it: what follows {@code ?} may be a signature that gives access. */
    static String shown(URI uri) {
        String query = uri.getRawQuery() == null ? "" : "?...";
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        String port = uri.getPort() == -1 ? "" : ":" + uri.getPort();
        return uri.getScheme() + "://" + uri.getHost() + port + path + query;
    }

    @Override
    public Delivery deliverTo(Path folder, long maxBytes) throws FetchRefusedException, IOException {
        Path file = folder.resolve("download");
        Duration pause = limits.firstPause();
        long patienceEnds = nanoTime.getAsLong() + limits.patience().toNanos();
        try (HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(limits.connect())
                .build()) {
            HttpDownload download = new HttpDownload(client, limits, prefixes, log, nanoTime);
            for (int attempt = 1; ; attempt++) {
                try {
                    return download.download(uri, file, maxBytes);
                } catch (SourceFailedException e) {
                    Files.deleteIfExists(file);
                    long now = nanoTime.getAsLong();
                    if (e.wasRunning()) {
                        patienceEnds = now + limits.patience().toNanos();
                    }
                    if (attempt == limits.attempts() || now + pause.toNanos() - patienceEnds > 0) {
                        throw new FetchRefusedException(
                                FetchReason.SourceUnreachable,
                                "%s: %s; given up after %d tries".formatted(shown(uri), e.getMessage(), attempt));
                    }
                    log.accept("%s; next try in %d ms".formatted(e.getMessage(), pause.toMillis()));
                    sleep(pause);
                    pause = pause.multipliedBy(2);
                }
            }
        }
    }

    private static void sleep(Duration pause) throws IOException {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
