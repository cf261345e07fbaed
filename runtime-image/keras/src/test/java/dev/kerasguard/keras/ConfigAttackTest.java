package dev.kerasguard.keras;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(20)
class ConfigAttackTest {

    @TempDir
    private Path folder;

    @Test
    void refusesLambdaLayerAndNamesItsPlaceAndTheWayOut() throws Exception {
        // Given
        Path file = digits("\"class_name\": \"Rescaling\"", "\"class_name\": \"Lambda\"");

        // When
        ModelRefusedException refused = Refusal.of(file, RefusalRule.LAMBDA_REFUSED);

        // Then
        assertThat(refused).hasMessageContaining("to_unit_range").hasMessageContaining("model.export()");
    }

    @Test
    void refusesLambdaInSettingsThatAreNeverRead() throws Exception {
        Path file = digits(
                "\"kernel_regularizer\": null",
                "\"kernel_regularizer\": {\"class_name\": \"__lambda__\", \"config\": {\"value\": \"4wAAAA\"}}");
        Refusal.of(file, RefusalRule.LAMBDA_REFUSED);
    }

    @Test
    void refusesLambdaInTheTrainingConfiguration() throws Exception {
        Path file = digits(
                "\"compile_config\": {}",
                "\"compile_config\": {\"loss\": {\"class_name\": \"__lambda__\", \"config\": {}}}");
        Refusal.of(file, RefusalRule.LAMBDA_REFUSED);
    }

    @Test
    void loadsModelWhoseOwnLossIsNamedInTheTrainingConfiguration() throws Exception {
        Path file = digits(
                "\"compile_config\": {}",
                "\"compile_config\": {\"loss\": {\"module\": \"builtins\", \"class_name\": \"function\", \"config\": \"mine\"}}");
        try (ServableModel model = ModelLoaders.standard().load(file, ModelFormat.AUTO, new SessionOptions(1, 1, 0))) {
            assertThat(model.parameters()).isEqualTo(21594);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "class_name": "Rescaling" | "class_name": "TFSMLayer" | CUSTOM_OBJECT
            "class_name": "Rescaling" | "class_name": "TorchModuleWrapper" | CUSTOM_OBJECT
            "class_name": "Rescaling" | "class_name": "NoSuchLayer" | LAYER_NOT_SUPPORTED
            "module": "keras.layers", "class_name": "Rescaling" | "module": null, "class_name": "Mine" | CUSTOM_OBJECT
            "module": "keras.layers", "class_name": "Rescaling" | "module": "keras.utils", "class_name": "get_file" | LAYER_NOT_SUPPORTED
            "module": "keras.layers", "class_name": "Rescaling" | "module": "os", "class_name": "system" | CUSTOM_OBJECT
            "module": "keras.layers", "class_name": "Rescaling" | "module": "builtins", "class_name": "eval" | CUSTOM_OBJECT
            "activation": "relu" | "activation": "mine" | OPTION_NOT_SUPPORTED
            "activation": "relu" | "activation": {"module": "mine", "class_name": "Act", "config": {}} | CUSTOM_OBJECT
            "activation": "relu" | "activation": {"module": "builtins", "class_name": "function", "config": "f"} | CUSTOM_OBJECT
            "config": {"name": "float32"} | "config": {"name": "complex64"} | DTYPE_NOT_SUPPORTED
            "config": {"name": "float32"} | "config": {"name": "int8_from_float32"} | WEIGHTS_MISMATCH
            "data_format": "channels_last" | "data_format": "channels_first" | GRAPH_INVALID
            "padding": "same" | "padding": "causal" | OPTION_NOT_SUPPORTED
            "scale": 0.0625 | "scale": NaN | CONFIG_INVALID
            "scale": 0.0625 | "scale": 1e999 | CONFIG_INVALID
            "scale": 0.0625 | "scale": "x" | CONFIG_INVALID
            "epsilon": 0.001 | "epsilon": Infinity | CONFIG_INVALID
            "units": 32 | "units": -1 | CONFIG_INVALID
            "units": 32 | "units": 32.5 | CONFIG_INVALID
            "units": 32 | "units": 99999999999999999999999 | CONFIG_INVALID
            "units": 32 | "units": 9999999 | MODEL_TOO_LARGE
            "units": 32 | "units": 32, "units": 32 | CONFIG_INVALID
            "filters": 32 | "filters": 64 | WEIGHTS_MISMATCH
            "kernel_size": [3, 3] | "kernel_size": [3, 3, 3] | CONFIG_INVALID
            "kernel_size": [3, 3] | "kernel_size": [16777216, 16777216] | CONFIG_INVALID
            "strides": [1, 1] | "strides": [0, 1] | CONFIG_INVALID
            "batch_shape": [null, 8, 8, 1] | "batch_shape": [null, 16777216, 16777216, 16777216] | MODEL_TOO_LARGE
            "batch_shape": [null, 8, 8, 1] | "batch_shape": [null, -8, 8, 1] | CONFIG_INVALID
            "batch_shape": [null, 8, 8, 1] | "batch_shape": [null, 12, 12, 1] | WEIGHTS_MISMATCH
            "batch_shape": [null, 8, 8, 1] | "batch_shape": [null, 1, 1, 1] | GRAPH_INVALID
            "batch_shape": [null, 8, 8, 1] | "batch_shape": [null, 1, 1, 1, 1, 1, 1, 1, 1] | CONFIG_INVALID
            "axis": -1 | "axis": 9 | GRAPH_INVALID
            "axis": -1 | "axis": 4 | GRAPH_INVALID
            "name": "strokes", | "name": "../../etc/passwd", | CONFIG_INVALID
            "name": "strokes", | "name": "a/../b", | CONFIG_INVALID
            "name": "strokes", | "name": "shapes", | CONFIG_INVALID
            "name": "strokes", | "name": 7, | CONFIG_INVALID
            "class_name": "Sequential" | "class_name": "Mine" | LAYER_NOT_SUPPORTED
            "layers": [ | "layers": [[], | CONFIG_INVALID
            """)
    void refusesConfigBySaying(String what, String by, RefusalRule rule) throws Exception {
        Refusal.of(digits(what, by), rule);
    }

    @Test
    void refusesConfigThatNestsWithoutBound() throws Exception {
        Path file = TestArchive.digits()
                .put("config.json", "{\"a\":".repeat(100_000).getBytes(StandardCharsets.UTF_8))
                .writeTo(folder);
        Refusal.of(file, RefusalRule.CONFIG_INVALID);
    }

    @Test
    void refusesConfigWithMoreAfterItsEnd() throws Exception {
        Path file = TestArchive.digits().config(text -> text + "{}").writeTo(folder);
        Refusal.of(file, RefusalRule.CONFIG_INVALID);
    }

    @Test
    void refusesConfigThatIsNotUtf8() throws Exception {
        Path file = TestArchive.digits()
                .put("config.json", new byte[] {'{', '"', (byte) 0xff, (byte) 0xfe, '"', ':', '1', '}'})
                .writeTo(folder);
        Refusal.of(file, RefusalRule.CONFIG_INVALID);
    }

    @Test
    void refusesPaddingThatWouldFillTheMemory() throws Exception {
        Path file = digits(
                "\"class_name\": \"Dropout\", \"config\": {\"name\": \"forget_some\"",
                "\"class_name\": \"ZeroPadding2D\", \"config\": {\"padding\": 16000, \"name\": \"forget_some\"");
        Refusal.of(file, RefusalRule.MODEL_TOO_LARGE);
    }

    @Test
    void refusesModelsThatMultiplyWhenTheyCallEachOther() throws Exception {
        Path file = TestArchive.digits()
                .put("config.json", multiplying().getBytes(StandardCharsets.UTF_8))
                .writeTo(folder);
        Refusal.of(file, RefusalRule.GRAPH_INVALID);
    }

    /** A model of which each of twelve levels calls the next one ten times. */
    static String multiplying() {
        String model = functional("leaf", "");
        for (int level = 0; level < 12; level++) {
            model = functional("level" + level, model);
        }
        return model;
    }

    @Test
    void refusesLayersThatWaitForEachOther() throws Exception {
        String file = functional("loop", functional("leaf", ""))
                .replace("[\"in\", 0, 0]]}", "[\"next\", 9, 0]]}")
                .replace("{\"keras_history\": [\"in\", 0, 0]}", "{\"keras_history\": [\"next\", 9, 0]}");
        Refusal.of(
                TestArchive.digits()
                        .put("config.json", file.getBytes(StandardCharsets.UTF_8))
                        .writeTo(folder),
                RefusalRule.GRAPH_INVALID);
    }

    /** A functional model that calls another one ten times in a row, or only its Identity when there is none. */
    private static String functional(String name, String nested) {
        StringBuilder calls = new StringBuilder();
        for (int call = 0; call < 10; call++) {
            String argument = call == 0 ? "[\"in\", 0, 0]" : "[\"next\", " + (call - 1) + ", 0]";
            calls.append(call == 0 ? "" : ",")
                    .append("{\"args\": [{\"class_name\": \"__keras_tensor__\", \"config\": {\"keras_history\": ")
                    .append(argument)
                    .append("}}], \"kwargs\": {}}");
        }
        String next = nested.isEmpty()
                ? "{\"module\": \"keras.layers\", \"class_name\": \"Identity\", \"config\": {\"name\": \"next\"}"
                : nested.substring(0, nested.length() - 1)
                        .replaceFirst("\"name\": \"[a-z0-9]+\"", "\"name\": \"next\"");
        return "{\"module\": \"keras\", \"class_name\": \"Functional\", \"config\": {\"name\": \"" + name
                + "\", \"layers\": [{\"module\": \"keras.layers\", \"class_name\": \"InputLayer\", \"config\": {\"name\":"
                + " \"in\", \"batch_shape\": [null, 4]}, \"inbound_nodes\": []}, " + next + ", \"inbound_nodes\": ["
                + calls + "]}], \"input_layers\": [[\"in\", 0, 0]], \"output_layers\": [[\"next\", "
                + (nested.isEmpty() ? 9 : 10) + ", 0]]}}";
    }

    private Path digits(String what, String by) throws Exception {
        return TestArchive.digits().replaceInConfig(what, by).writeTo(folder);
    }
}
