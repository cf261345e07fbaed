package dev.kerasguard.keras;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kerasguard.keras.Prediction.Array;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/**
 * A model with inputs and the answers of the real Keras, as parity/make_cases.py writes it.
 *
 * @param folder holds model.keras and case.json
 */
record ParityCase(Path folder) {

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

    /** The model: a .keras file, or one of another form that Keras has. */
    Path kerasFile() {
        return Stream.of("model.h5", "model")
                .map(folder::resolve)
                .filter(Files::exists)
                .findFirst()
                .orElse(folder.resolve("model.keras"));
    }

    /** The Keras classes in the model; those that are no layers with their module. */
    List<String> classes() throws IOException {
        return texts(JSON.readTree(folder.resolve("case.json").toFile()).path("classes"));
    }

    private static List<String> texts(JsonNode list) {
        return list.valueStream().map(JsonNode::textValue).toList();
    }

    private static List<String> names(List<TensorSpec> specs) {
        return specs.stream().map(TensorSpec::name).toList();
    }

    /** Runs every run of the case on a model and compares; the largest difference, relative to its output's scale. */
    double check(ServableModel model) throws IOException {
        JsonNode names = JSON.readTree(folder.resolve("case.json").toFile()).path("names");
        return check(
                model,
                names.isMissingNode() ? names(model.inputs()) : texts(names.path("inputs")),
                names.isMissingNode() ? names(model.outputs()) : texts(names.path("outputs")));
    }

    /** Runs every run of the case on a model; the case is in the order of another model's signature. */
    double check(ServableModel model, ServableModel order) throws IOException {
        return check(model, names(order.inputs()), names(order.outputs()));
    }

    private double check(ServableModel model, List<String> inputs, List<String> outputs) throws IOException {
        JsonNode document = JSON.readTree(folder.resolve("case.json").toFile());
        JsonNode runs = document.path("runs");
        double tolerance = document.path("tolerance").doubleValue();
        double worst = 0;
        assertThat(runs).isNotEmpty();
        for (JsonNode run : runs) {
            List<Array> actual = Prediction.run(model, inputs, arrays(run.path("inputs")), outputs);
            List<Array> expected = arrays(run.path("outputs"));
            assertThat(actual).hasSameSizeAs(expected);
            for (int i = 0; i < expected.size(); i++) {
                worst = Math.max(worst, compare(actual.get(i), expected.get(i), tolerance));
            }
        }
        return worst;
    }

    /** How much Keras' answers to a batch differ from each other, relative to the largest number in them. */
    double spread() throws IOException {
        JsonNode runs = JSON.readTree(folder.resolve("case.json").toFile()).path("runs");
        double spread = 0;
        for (Array output : arrays(runs.path(runs.size() - 1).path("outputs"))) {
            double[] numbers = output.numbers();
            int width = numbers.length / (int) output.shape()[0];
            for (int i = width; i < numbers.length; i++) {
                spread = Math.max(spread, Math.abs(numbers[i] - numbers[i % width]) / scale(numbers));
            }
        }
        return spread;
    }

    private static double scale(double[] numbers) {
        return Arrays.stream(numbers).filter(Double::isFinite).map(Math::abs).reduce(Float.MIN_NORMAL, Math::max);
    }

    /** How far an output is from Keras', relative to the output's largest number; no farther than the tolerance. */
    private static double compare(Array actual, Array expected, double tolerance) {
        assertThat(actual.shape()).isEqualTo(expected.shape());
        assertThat(actual.dtype()).isEqualTo(expected.dtype());
        if (expected.dtype().equals("string")) {
            assertThat(actual.texts()).usingRecursiveComparison().isEqualTo(expected.texts());
            return 0;
        }
        double[] ours = actual.numbers();
        double[] theirs = expected.numbers();
        double worst = 0;
        for (int i = 0; i < theirs.length; i++) {
            if (ours[i] != theirs[i] && !(Double.isNaN(ours[i]) && Double.isNaN(theirs[i]))) {
                double difference = Math.abs(theirs[i] - ours[i]);
                worst = Double.isNaN(difference) ? Double.MAX_VALUE : Math.max(worst, difference);
            }
        }
        boolean exact = !expected.dtype().contains("float");
        double difference = exact ? worst : worst / scale(theirs);
        assertThat(difference).isLessThanOrEqualTo(exact ? 0 : tolerance);
        return difference;
    }

    private static List<Array> arrays(JsonNode node) {
        List<Array> arrays = new ArrayList<>();
        for (JsonNode each : node) {
            long[] shape = each.path("shape")
                    .valueStream()
                    .mapToLong(JsonNode::longValue)
                    .toArray();
            List<byte[]> texts = each.path("values")
                    .valueStream()
                    .map(text -> Base64.getDecoder().decode(text.textValue()))
                    .toList();
            byte[] data = Base64.getDecoder().decode(each.path("data").asText(""));
            arrays.add(new Array(each.path("dtype").textValue(), shape, data, texts));
        }
        return arrays;
    }
}
