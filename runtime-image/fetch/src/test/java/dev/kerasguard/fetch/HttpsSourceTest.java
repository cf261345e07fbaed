package dev.kerasguard.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpsSourceTest {

    private static final char[] PASSWORD = "changeit".toCharArray();

    private byte[] model = {};
    private final SSLContext trustOfTheJvm = defaultTrust();

    @TempDir
    Path folder = Path.of("unset");

    private static SSLContext defaultTrust() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void makeAModel() throws IOException {
        model = Bytes.keras(50_000);
    }

    @AfterEach
    void restoreTrust() {
        SSLContext.setDefault(trustOfTheJvm);
    }

    @Test
    void deliversOverATrustedConnection() throws Exception {
        KeyStore keys = certificateFor("ip:127.0.0.1");
        HttpsServer server = serving(keys);
        try {
            SSLContext.setDefault(trusting(keys));
            Fetching fetching = fetching(server);

            assertThat(fetching.fetch(url(server)))
                    .isEqualTo(new FetchedModel(Bytes.digest(model), "Keras", model.length));
            assertThat(fetching.models.resolve("model.keras")).hasBinaryContent(model);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void refusesACertificateThatNobodyTrusts() throws Exception {
        HttpsServer server = serving(certificateFor("ip:127.0.0.1"));
        try {
            FetchRefusedException refusal = fetching(server).refusal(url(server), FetchReason.SourceUnreachable);

            assertThat(refusal).hasMessageContaining("no trusted TLS connection");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void refusesATrustedCertificateOfAnotherHost() throws Exception {
        KeyStore keys = certificateFor("dns:models.example");
        HttpsServer server = serving(keys);
        try {
            SSLContext.setDefault(trusting(keys));

            FetchRefusedException refusal = fetching(server).refusal(url(server), FetchReason.SourceUnreachable);

            assertThat(refusal).hasMessageContaining("no trusted TLS connection");
        } finally {
            server.stop(0);
        }
    }

    private Fetching fetching(HttpsServer server) {
        Fetching fetching = new Fetching(folder);
        fetching.prefixes = List.of("https://127.0.0.1:" + server.getAddress().getPort() + "/");
        fetching.digest = Bytes.digest(model);
        return fetching;
    }

    private static String url(HttpsServer server) {
        return "https://127.0.0.1:" + server.getAddress().getPort() + "/m.keras";
    }

    private HttpsServer serving(KeyStore keys) throws Exception {
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), null, null);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext("/m.keras", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(200, model.length);
                exchange.getResponseBody().write(model);
            }
        });
        server.start();
        return server;
    }

    private static SSLContext trusting(KeyStore keys) throws Exception {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(keys);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    /** A self-signed certificate, by the JDK's own tool. */
    private KeyStore certificateFor(String name) throws Exception {
        Path file = folder.resolve(name.replaceAll("\\W", "-") + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=test",
                        "-ext",
                        "san=" + name,
                        "-validity",
                        "2",
                        "-storepass",
                        String.valueOf(PASSWORD),
                        "-keystore",
                        file.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
        return read(file);
    }

    private static KeyStore read(Path file) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD);
        }
        // The server's own entry is not what a client trusts: that is the certificate by itself.
        keys.setCertificateEntry("trusted", keys.getCertificate("mykey"));
        return keys;
    }
}
