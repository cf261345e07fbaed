package dev.kerasguard.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kerasguard.keras.Prediction.Array;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class DigitsExampleTest {

    private static final Path FOLDER = Path.of("../../examples/01-digits");
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void answersTheHeldOutDigitsAsKerasDid() throws Exception {
        // Given
        JsonNode images = json("held-out.json").path("instances");
        float[] pixels = new float[images.size() * 64];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = images.at("/" + i / 64 + "/" + i / 8 % 8 + "/" + i % 8 + "/0")
                    .floatValue();
        }
        JsonNode expected = json("expected.json").path("probabilities");
        JsonNode labels = json("labels.json");

        // When
        int correct = 0;
        try (ServableModel model = ModelLoaders.standard()
                .load(FOLDER.resolve("digits.keras"), ModelFormat.AUTO, new SessionOptions(1, 1, 0))) {
            Array answer = Prediction.run(model, List.of(Array.of(new long[] {images.size(), 8, 8, 1}, pixels)))
                    .getFirst();

            // Then
            assertThat(model.format()).isEqualTo(ModelFormat.KERAS);
            assertThat(model.parameters())
                    .isEqualTo(json("truth.json").path("parameters").longValue());
            assertThat(model.inputs()).extracting(TensorSpec::name).containsExactly("image");
            assertThat(model.inputs().getFirst().shape()).containsExactly(-1L, 8L, 8L, 1L);
            assertThat(model.outputs()).extracting(TensorSpec::name).containsExactly("output_0");
            assertThat(answer.shape()).containsExactly(360, 10);
            double[] probabilities = answer.numbers();
            for (int row = 0; row < 360; row++) {
                int best = 0;
                for (int digit = 0; digit < 10; digit++) {
                    assertThat(probabilities[row * 10 + digit])
                            .isCloseTo(expected.path(row).path(digit).doubleValue(), within(1e-5));
                    best = probabilities[row * 10 + digit] > probabilities[row * 10 + best] ? digit : best;
                }
                correct += best == labels.path(row).intValue() ? 1 : 0;
            }
        }
        assertThat(correct).isEqualTo(json("truth.json").path("correct").intValue());
    }

    private static JsonNode json(String name) throws IOException {
        return JSON.readTree(FOLDER.resolve(name).toFile());
    }
}
