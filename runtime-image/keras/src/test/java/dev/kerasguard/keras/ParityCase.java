package dev.kerasguard.keras;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kerasguard.keras.Prediction.Array;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/**
 * A model with inputs and the answers of the real Keras, as parity/make_cases.py writes it.
 *
 * @param folder holds model.keras and case.json
 */
record ParityCase(Path folder) {

    /** The promise: every output within this of Keras', relative to the output's largest number. */
    static final float TOLERANCE = 1e-4f;

    private static final ObjectMapper JSON = new ObjectMapper();

    static List<ParityCase> in(Path directory) {
        try (Stream<Path> folders = Files.list(directory)) {
            return folders.filter(folder -> Files.exists(folder.resolve("case.json")))
                    .sorted()
                    .map(ParityCase::new)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String name() {
        return folder.getFileName().toString();
    }

    Path kerasFile() {
        return folder.resolve("model.keras");
    }

    /** Runs every run of the case on a model and compares. */
    void check(ServableModel model) throws IOException {
        check(model, model);
    }

    /** Runs every run of the case on a model; the case is in the order of another model's signature. */
    void check(ServableModel model, ServableModel order) throws IOException {
        JsonNode runs = JSON.readTree(folder.resolve("case.json").toFile()).path("runs");
        assertThat(runs).isNotEmpty();
        for (JsonNode run : runs) {
            List<Array> actual = Prediction.run(model, order, arrays(run.path("inputs")));
            List<Array> expected = arrays(run.path("outputs"));
            assertThat(actual).hasSameSizeAs(expected);
            for (int i = 0; i < expected.size(); i++) {
                compare(actual.get(i), expected.get(i));
            }
        }
    }

    private static void compare(Array actual, Array expected) {
        assertThat(actual.shape()).isEqualTo(expected.shape());
        float scale = Float.MIN_NORMAL;
        float worst = 0;
        for (int i = 0; i < expected.values().length; i++) {
            scale = Math.max(scale, Math.abs(expected.values()[i]));
            float difference = Math.abs(expected.values()[i] - actual.values()[i]);
            worst = Float.isNaN(difference) ? Float.MAX_VALUE : Math.max(worst, difference);
        }
        assertThat(worst / scale).isLessThanOrEqualTo(TOLERANCE);
    }

    private static List<Array> arrays(JsonNode node) {
        List<Array> arrays = new ArrayList<>();
        for (JsonNode each : node) {
            long[] shape = each.path("shape")
                    .valueStream()
                    .mapToLong(JsonNode::longValue)
                    .toArray();
            ByteBuffer bytes = ByteBuffer.wrap(
                            Base64.getDecoder().decode(each.path("data").textValue()))
                    .order(ByteOrder.LITTLE_ENDIAN);
            float[] values = new float[bytes.remaining() / Float.BYTES];
            bytes.asFloatBuffer().get(values);
            arrays.add(new Array(shape, values));
        }
        return arrays;
    }
}
