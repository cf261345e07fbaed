package dev.kerasguard.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpSourceTest {

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger requests = new AtomicInteger();
    private HttpServer server = noServer();
    private Fetching fetching = new Fetching(Path.of("unset"));
    private String base = "";

    @TempDir
    Path folder = Path.of("unset");

    private static HttpServer noServer() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @BeforeEach
    void start() {
        server.setExecutor(threads);
        server.start();
        base = "http://127.0.0.1:" + server.getAddress().getPort() + "/";
        fetching = new Fetching(folder);
        fetching.prefixes = List.of(base);
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(String path, int status, byte[] body) {
        server.createContext(path, exchange -> {
            requests.incrementAndGet();
            send(exchange, status, body);
        });
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        try (exchange) {
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Test
    void deliversTheVerifiedFileAndSaysWhatItIs() throws Exception {
        byte[] model = Bytes.keras(100_000);
        answer("/digits.keras", 200, model);
        fetching.digest = Bytes.digest(model);

        FetchedModel fetched = fetching.fetch(base + "digits.keras");

        assertThat(fetched).isEqualTo(new FetchedModel(Bytes.digest(model), "Keras", model.length));
        assertThat(fetching.models.resolve("model.keras")).hasBinaryContent(model);
        assertThat(fetching.models.resolve("fetched.json"))
                .content()
                .contains("\"digest\":\"" + Bytes.digest(model) + "\"", "\"format\":\"Keras\"", "\"bytes\":");
        assertThat(fetching.models).isDirectoryNotContaining("glob:**/.fetch-*");
    }

    @Test
    void otherBytesThanTheDigestNamesAreRefusedWithBothDigests() throws Exception {
        byte[] model = Bytes.keras(100);
        answer("/m", 200, model);
        fetching.digest = "sha256:" + "0".repeat(64);

        FetchRefusedException refusal = fetching.refusal(base + "m", FetchReason.DigestMismatch);

        assertThat(refusal).hasMessageStartingWith("expected sha256:000").hasMessageContaining(Bytes.digest(model));
        assertThat(refusal.digest()).isEqualTo(Bytes.digest(model));
    }

    @Test
    void aModelThatIsNotThereIsNotAskedForTwice() throws Exception {
        answer("/", 404, new byte[0]);

        assertThat(fetching.refusal(base + "m.keras", FetchReason.SourceNotFound))
                .hasMessageContaining("404")
                .hasMessageContaining("m.keras");
        assertThat(requests).hasValue(1);
    }

    @Test
    void aServerThatWantsCredentialsIsNamedAndTheQueryIsNotShown() throws Exception {
        answer("/", 403, new byte[0]);

        assertThat(fetching.refusal(base + "m?signature=secret", FetchReason.SourceForbidden))
                .message()
                .contains("403")
                .doesNotContain("secret");
        assertThat(fetching.log).noneMatch(line -> line.contains("secret"));
    }

    @Test
    void aServerThatRecoversIsAskedAgain() throws Exception {
        byte[] model = Bytes.keras(100);
        server.createContext("/", exchange -> {
            boolean first = requests.incrementAndGet() == 1;
            send(exchange, first ? 503 : 200, first ? new byte[0] : model);
        });

        assertThat(fetching.fetch(base + "m").bytes()).isEqualTo(model.length);
        assertThat(fetching.log).anyMatch(line -> line.startsWith("the server answered 503; next try"));
    }

    @Test
    void aServerThatStaysDownIsGivenUp() throws Exception {
        answer("/", 500, new byte[0]);

        assertThat(fetching.refusal(base + "m", FetchReason.SourceUnreachable))
                .hasMessageContaining("answered 500")
                .hasMessageContaining("3 tries");
        assertThat(requests).hasValue(3);
    }

    @Test
    void nobodyListeningIsUnreachable() throws Exception {
        int port;
        try (ServerSocket closed = new ServerSocket(0)) {
            port = closed.getLocalPort();
        }
        fetching.prefixes = List.of("http://127.0.0.1:" + port + "/");

        assertThat(fetching.refusal("http://127.0.0.1:" + port + "/m", FetchReason.SourceUnreachable))
                .hasMessageContaining("no connection");
    }

    @Test
    void aRedirectWithinThePrefixIsFollowed() throws Exception {
        byte[] model = Bytes.keras(100);
        answer("/new", 200, model);
        server.createContext("/old", exchange -> {
            exchange.getResponseHeaders().set("Location", "/new");
            send(exchange, 302, new byte[0]);
        });

        assertThat(fetching.fetch(base + "old").bytes()).isEqualTo(model.length);
    }

    @Test
    void aRedirectToAnotherHostIsNotFollowed() throws Exception {
        AtomicInteger elsewhere = new AtomicInteger();
        HttpServer other = noServer();
        other.createContext("/", exchange -> {
            elsewhere.incrementAndGet();
            send(exchange, 200, new byte[1]);
        });
        other.start();
        server.createContext("/", exchange -> {
            exchange.getResponseHeaders()
                    .set("Location", "http://localhost:" + other.getAddress().getPort() + "/m");
            send(exchange, 302, new byte[0]);
        });

        fetching.refusal(base + "m", FetchReason.RedirectNotAllowed);
        other.stop(0);
        assertThat(elsewhere).hasValue(0);
    }

    @Test
    void aRedirectToTheMetadataServiceIsNotFollowedEvenWhereEveryHostIsAllowed() throws Exception {
        fetching.prefixes = List.of(base, "http://");
        server.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Location", "http://169.254.169.254/latest/meta-data");
            send(exchange, 302, new byte[0]);
        });

        fetching.refusal(base + "m", FetchReason.AddressNotAllowed);
    }

    @Test
    void redirectsInACircleEnd() throws Exception {
        server.createContext("/", exchange -> {
            requests.incrementAndGet();
            exchange.getResponseHeaders().set("Location", "/again");
            send(exchange, 307, new byte[0]);
        });

        assertThat(fetching.refusal(base + "m", FetchReason.SourceUnreachable)).hasMessageContaining("more than 5");
        assertThat(requests).hasValue(6);
    }

    @Test
    void aDeclaredSizeBeyondTheCapIsRefusedAtOnce() throws Exception {
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 5_000_000);
            exchange.getResponseBody().flush();
        });

        fetching.refusal(base + "m", FetchReason.TooLarge);
    }

    @Test
    void anUndeclaredSizeBeyondTheCapIsRefusedWhileItStreams() throws Exception {
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (exchange;
                    OutputStream body = exchange.getResponseBody()) {
                while (true) {
                    body.write(new byte[64 * 1024]);
                }
            }
        });

        fetching.refusal(base + "m", FetchReason.TooLarge);
    }

    @Test
    void aBodyThatEndsEarlyIsTriedAgainAndThenGivenUp() throws Exception {
        try (ServerSocket raw = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            String uri = "http://127.0.0.1:" + raw.getLocalPort() + "/";
            fetching.prefixes = List.of(uri);
            threads.execute(() -> {
                while (!raw.isClosed()) {
                    try (Socket socket = raw.accept()) {
                        requests.incrementAndGet();
                        assertThat(socket.getInputStream().read()).isEqualTo('G');
                        socket.getOutputStream()
                                .write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nshort"
                                        .getBytes(StandardCharsets.US_ASCII));
                        socket.getOutputStream().flush();
                        socket.shutdownOutput();
                        socket.getInputStream().readAllBytes();
                    } catch (IOException e) {
                        // The test is over, or the client hung up first.
                    }
                }
            });

            fetching.refusal(uri + "m", FetchReason.SourceUnreachable);
        }
        assertThat(requests).hasValue(3);
    }

    @Test
    void aServerThatTricklesIsCut() throws Exception {
        fetching.window = Duration.ofMillis(200);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 100_000);
            try (exchange) {
                // Until the client has gone; it never brings a thousand bytes in a window.
                while (true) {
                    exchange.getResponseBody().write(1);
                    exchange.getResponseBody().flush();
                    Thread.sleep(20);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });

        assertThat(fetching.refusal(base + "m", FetchReason.SourceUnreachable)).hasMessageContaining("too slowly");
    }

    @Test
    void loopbackIsRefusedUnlessThePolicyNamesIt() throws Exception {
        answer("/", 200, Bytes.keras(10));
        fetching.prefixes = List.of("http://models.demo.svc/");

        fetching.refusal(base + "m", FetchReason.AddressNotAllowed);
        assertThat(requests).hasValue(0);
    }

    @Test
    void aLoginPageIsNoModel() throws Exception {
        answer("/", 200, "<!doctype html><title>Sign in</title>".getBytes(StandardCharsets.UTF_8));

        assertThat(fetching.refusal(base + "m", FetchReason.FormatMismatch)).hasMessageContaining("web page");
    }

    @Test
    void aDeclaredFormatThatTheContentIsNotIsRefused() throws Exception {
        answer("/", 200, Bytes.keras(10));
        fetching.format = "SavedModel";

        assertThat(fetching.refusal(base + "m", FetchReason.FormatMismatch)).hasMessageContaining("is a .keras file");
    }

    @Test
    void aSecondFetchReplacesTheFirst() throws Exception {
        answer("/a", 200, Bytes.keras(10));
        answer("/b", 200, Bytes.zip(Bytes.SAVED_MODEL));

        fetching.fetch(base + "a");
        fetching.fetch(base + "b");

        assertThat(fetching.models.resolve("model.keras")).doesNotExist();
        assertThat(Files.readString(fetching.models.resolve("saved_model/saved_model.pb")))
                .isEqualTo("graph");
    }
}
