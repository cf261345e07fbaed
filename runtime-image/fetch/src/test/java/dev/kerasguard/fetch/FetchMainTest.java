package dev.kerasguard.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kerasguard.runtime.config.RuntimeConfig;
import dev.kerasguard.runtime.config.RuntimeConfig.ModelConfig;
import dev.kerasguard.runtime.config.RuntimeConfig.ServingConfig;
import dev.kerasguard.runtime.config.RuntimeConfig.TensorflowConfig;
import dev.kerasguard.runtime.config.RuntimeConfigFile;
import dev.kerasguard.runtime.config.TerminationMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FetchMainTest {

    @TempDir
    Path folder = Path.of("unset");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @BeforeEach
    void prepare() throws IOException {
        Files.createDirectory(folder.resolve("mount"));
        Files.write(folder.resolve("mount/m.keras"), Bytes.keras(10));
        Files.createFile(folder.resolve("termination-log"));
    }

    private int run(String config) throws IOException {
        Files.writeString(folder.resolve("runtime.json"), config);
        Map<String, String> environment = Map.of(
                "KERASGUARD_CONFIG", folder.resolve("runtime.json").toString(),
                "KERASGUARD_TERMINATION_LOG", folder.resolve("termination-log").toString(),
                "KUBERNETES_SERVICE_HOST", "10.96.0.1");
        return FetchMain.run(environment, folder.resolve("mount"), new PrintStream(out, true, StandardCharsets.UTF_8));
    }

    private TerminationMessage last() throws IOException {
        return TerminationMessage.parse(Files.readString(folder.resolve("termination-log")))
                .orElseThrow();
    }

    private String config(String uri) {
        return RuntimeConfigFile.write(new RuntimeConfig(
                "digits",
                "vision",
                new ModelConfig(
                        uri,
                        "Auto",
                        "1",
                        null,
                        1 << 20,
                        List.of(),
                        folder.resolve("models").toString(),
                        List.of()),
                new TensorflowConfig(0, 1, 0),
                new ServingConfig(Duration.ofSeconds(2), 16, 8, Duration.ZERO, 1 << 20, 8, List.of()),
                List.of(),
                List.of()));
    }

    @Test
    void theLastWordSaysWhatWasFetched() throws Exception {
        assertThat(run(config("pvc://models/m.keras"))).isZero();

        assertThat(last())
                .isEqualTo(new TerminationMessage(
                        "Fetched",
                        "Keras, %d bytes from pvc://models/m.keras"
                                .formatted(Files.size(folder.resolve("mount/m.keras"))),
                        Bytes.digest(Files.readAllBytes(folder.resolve("mount/m.keras")))));
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("Fetched: Keras");
    }

    @Test
    void theLastWordSaysWhyNothingWasFetched() throws Exception {
        assertThat(run(config("pvc://models/none.keras"))).isEqualTo(1);

        assertThat(last().reason()).isEqualTo("SourceNotFound");
        assertThat(last().message()).contains("pvc://models/none.keras");
    }

    @Test
    void aConfigThatIsNoneIsNamed() throws Exception {
        assertThat(run(config("pvc://models/m.keras").replaceFirst("\\{", "{\"servise\": \"digits\",")))
                .isEqualTo(1);

        assertThat(last().reason()).isEqualTo("InvalidConfig");
        assertThat(last().message()).contains("servise");
    }
}
