package dev.kerasguard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KgTest {

    @TempDir
    Path folder = Path.of("unset");

    @ParameterizedTest
    @ValueSource(strings = {"kg", "serve", "lint", "inspect"})
    void helpIsWhatTheDocumentationShows(String command) throws IOException {
        Run run = command.equals("kg") ? Run.kg("--help") : Run.kg(command, "--help");

        assertThat(run.code()).isZero();
        try (InputStream expected = KgTest.class.getResourceAsStream("help-" + command + ".txt")) {
            assertThat(run.out()).isEqualTo(new String(expected.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void versionNamesTheBuildAndTheJvm() {
        assertThat(Run.kg("version").out()).startsWith("kg 0.").contains("Java 25");
    }

    @Test
    void aMissingCommandIsWrongUsage() {
        assertThat(Run.kg()).satisfies(run -> {
            assertThat(run.code()).isEqualTo(2);
            assertThat(run.err()).contains("a command is missing").contains("kg --help");
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--name Digits | --name must be a DNS label",
                "--name digits --port 70000 | --port must be between",
                "--name digits --max-batch 0 | --max-batch must be at least 1",
                "--name digits --rate-limit -1 | --rate-limit must not be negative",
                "--name digits --timeout 0s | --timeout must be longer",
                "--name digits --timeout soon | --timeout",
                "--name digits --port 8080 --management-port 8080 | must differ",
                "--port 8080 | --name",
            })
    void whatCannotBeMeantIsNamed(String options, String message) throws IOException {
        String model = Files.createFile(folder.resolve("m.keras")).toString();
        Run run = Run.kg(Stream.concat(Stream.of("serve", model), Stream.of(options.split(" ", -1)))
                .toArray(String[]::new));

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains(message).contains("kg serve --help");
    }

    @Test
    void aMissingModelIsNamed() {
        Run run = Run.kg("serve", folder.resolve("none.keras").toString(), "--name", "digits");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("there is no").contains("none.keras");
    }

    @Test
    void aPortInUseIsSaidWithTheWayOut() throws IOException {
        Path model = Files.writeString(folder.resolve("m.keras"), "x");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Run run = Run.kg("serve", model.toString(), "--name", "digits", "--port", "" + taken.getLocalPort());

            assertThat(run.code()).isEqualTo(2);
            assertThat(run.err()).contains("port " + taken.getLocalPort()).contains("choose another with --port");
        }
    }

    @Test
    void aFileThatIsNoModelIsRefusedBeforeAServerStarts() throws IOException {
        Path model = Files.writeString(folder.resolve("m.keras"), "no model");
        Run run = Run.kg("serve", model.toString(), "--name", "digits", "--port", "0", "--management-port", "0");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("FormatMismatch").contains("a .keras or .h5 file");
    }
}
