package dev.kerasguard.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLException;

/** One try to download a URI, redirects included. Every address on the way is checked before it is connected to. */
final class HttpDownload {

    private final HttpClient client;
    private final HttpLimits limits;
    private final AddressGuard guard;
    private final UriPrefixes prefixes;
    private final Consumer<String> log;
    private final LongSupplier nanoTime;

    HttpDownload(
            HttpClient client, HttpLimits limits, UriPrefixes prefixes, Consumer<String> log, LongSupplier nanoTime) {
        this.client = client;
        this.limits = limits;
        this.guard = new AddressGuard(prefixes);
        this.prefixes = prefixes;
        this.log = log;
        this.nanoTime = nanoTime;
    }

    /**
     * Downloads to a new file.
     *
     * @throws SourceFailedException when another try may succeed
     */
    ModelSource.Delivery download(URI start, Path to, long maxBytes) throws FetchRefusedException, IOException {
        URI uri = start;
        for (int redirects = 0; redirects <= HttpLimits.MAX_REDIRECTS; redirects++) {
            HttpResponse<InputStream> response = ask(uri);
            try (InputStream body = new WatchedStream(response.body(), limits)) {
                Optional<URI> next = redirect(uri, response);
                if (next.isEmpty()) {
                    return receive(uri, response, body, to, maxBytes);
                }
                uri = next.get();
            }
        }
        throw new FetchRefusedException(
                FetchReason.SourceUnreachable,
                "%s redirects more than %d times; give the final address as model.uri"
                        .formatted(HttpSource.shown(start), HttpLimits.MAX_REDIRECTS));
    }

    private HttpResponse<InputStream> ask(URI uri) throws FetchRefusedException, IOException {
        try {
            guard.check(uri);
            HttpRequest request = HttpRequest.newBuilder(uri)
                    .timeout(limits.headers())
                    .header("Accept", "application/octet-stream, */*")
                    .header("User-Agent", "kerasguard-fetch")
                    .build();
            return client.send(request, BodyHandlers.ofInputStream());
        } catch (UnknownHostException e) {
            throw new SourceFailedException("no address is known for the host " + uri.getHost(), false);
        } catch (ConnectException e) {
            throw new SourceFailedException("no connection to " + uri.getAuthority(), false);
        } catch (HttpTimeoutException e) {
            throw new SourceFailedException(
                    "%s did not answer within %d s"
                            .formatted(uri.getAuthority(), limits.headers().toSeconds()),
                    false);
        } catch (SSLException e) {
            throw new FetchRefusedException(
                    FetchReason.SourceUnreachable,
                    "%s: no trusted TLS connection: %s".formatted(HttpSource.shown(uri), e.getMessage()));
        } catch (IOException e) {
            throw new SourceFailedException("the connection broke: " + e.getMessage(), false);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private Optional<URI> redirect(URI from, HttpResponse<?> response) throws FetchRefusedException {
        int status = response.statusCode();
        if (status != 301 && status != 302 && status != 303 && status != 307 && status != 308) {
            return Optional.empty();
        }
        String location = response.headers().firstValue("Location").orElse("");
        URI to;
        try {
            to = from.resolve(location);
        } catch (IllegalArgumentException e) {
            throw notFollowed(from, "to something that is no URI");
        }
        String scheme = to.getScheme();
        if (location.isEmpty() || !("https".equals(scheme) || "http".equals(scheme)) || to.getHost() == null) {
            throw notFollowed(from, "to something that is no web address");
        }
        if (!prefixes.permit(to)) {
            throw notFollowed(from, "to " + HttpSource.shown(to) + ", which no allowed prefix names");
        }
        log.accept("redirected to " + HttpSource.shown(to));
        return Optional.of(to);
    }

    private static FetchRefusedException notFollowed(URI from, String where) {
        return new FetchRefusedException(
                FetchReason.RedirectNotAllowed,
                "%s redirects %s; give the final address as model.uri, or name its prefix in the policy's models.allowedUriPrefixes"
                        .formatted(HttpSource.shown(from), where));
    }

    private ModelSource.Delivery receive(
            URI uri, HttpResponse<InputStream> response, InputStream body, Path to, long maxBytes)
            throws FetchRefusedException, IOException {
        refuseUnlessFound(uri, response.statusCode());
        long declared = response.headers().firstValueAsLong("Content-Length").orElse(-1);
        if (declared > maxBytes) {
            throw MeteredCopy.tooLarge(HttpSource.shown(uri), maxBytes);
        }
        return MeteredCopy.copy(body, to, maxBytes, HttpSource.shown(uri), new Progress(log, nanoTime, declared));
    }

    private static void refuseUnlessFound(URI uri, int status) throws FetchRefusedException, SourceFailedException {
        String shown = HttpSource.shown(uri);
        switch (status) {
            case 200 -> {}
            case 404, 410 ->
                throw new FetchRefusedException(
                        FetchReason.SourceNotFound,
                        "the server answered %d: there is no %s; check model.uri".formatted(status, shown));
            case 401, 403, 407 ->
                throw new FetchRefusedException(
                        FetchReason.SourceForbidden,
                        "the server answered %d: it does not give %s to everyone; publish it, or use a pvc:// source"
                                .formatted(status, shown));
            case 408, 425, 429 -> throw new SourceFailedException("the server answered " + status, false);
            default -> {
                if (status >= 500) {
                    throw new SourceFailedException("the server answered " + status, false);
                }
                throw new FetchRefusedException(
                        FetchReason.SourceUnreachable,
                        "the server answered %d instead of 200 with the model at %s".formatted(status, shown));
            }
        }
    }
}
