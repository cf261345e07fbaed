package dev.kerasguard.loaderbench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Result;
import org.tensorflow.Tensor;
import org.tensorflow.TensorFlow;
import org.tensorflow.types.TFloat32;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * One model in one JVM. It answers each line of its standard input with one line of JSON: {@code load} loads the model,
 * answers one row and says how long that took and how much memory it needed; {@code run ROWS SECONDS} runs a batch
 * again and again, {@code profile ROWS} says which operations of TensorFlow take the time.
 */
@Command(
        name = "loader-bench",
        mixinStandardHelpOptions = true,
        version = "0.1.0",
        description = {
            "Loads a model and runs it, on orders from standard input:",
            "  load                what loading and the first answer take",
            "  run ROWS SECONDS    how long a batch takes",
            "  profile ROWS        how long TensorFlow's operations take, by type",
            "bench/loader/compare.py gives these orders, to this and to other engines."
        })
public final class LoaderBench implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_RUNS = 200_000;

    @Option(names = "--keras", description = "a .keras file, for the project's own loader")
    @Nullable Path keras;

    @Option(names = "--saved-model", description = "a SavedModel directory, for TensorFlow's loader")
    @Nullable Path savedModel;

    @Option(names = "--description", required = true, description = "model.json: the input's type and shape")
    Path description = Path.of("");

    @Option(names = "--inputs", required = true, description = "rows for the input, little endian")
    Path rows = Path.of("");

    @Option(
            names = "--threads",
            defaultValue = "2",
            description = "threads in and between operations (${DEFAULT-VALUE})")
    int threads;

    /** Runs until standard input ends. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new LoaderBench()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        if ((keras == null) == (savedModel == null)) {
            throw new IllegalArgumentException("give either --keras or --saved-model");
        }
        PrintStream out = System.out;
        Inputs inputs = Inputs.of(rows, JSON.readTree(description.toFile()));
        TensorFlow.version();
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        RunningModel model = null;
        out.println(JSON.createObjectNode().put("ready", true));
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            String[] words = order.split(" ", -1);
            switch (words[0]) {
                case "load" -> {
                    ObjectNode report = JSON.createObjectNode();
                    model = load(inputs, report);
                    out.println(report);
                }
                case "run" -> {
                    if (model == null) {
                        throw new IllegalArgumentException("load comes before run");
                    }
                    out.println(run(model, inputs, Integer.parseInt(words[1]), Double.parseDouble(words[2])));
                }
                case "profile" -> {
                    if (model == null) {
                        throw new IllegalArgumentException("load comes before profile");
                    }
                    try (Tensor batch = inputs.rows(Integer.parseInt(words[1]))) {
                        out.println(JSON.valueToTree(Profile.of(model, batch)));
                    }
                }
                default -> throw new IllegalArgumentException("no such order: " + order);
            }
        }
        if (model != null) {
            model.owner().close();
        }
        return 0;
    }

    private RunningModel load(Inputs inputs, ObjectNode report) throws Exception {
        try (Tensor row = inputs.rows(1)) {
            long before = Usage.resident();
            Usage.forgetPeak();
            long cpu = Usage.cpuNanos();
            long began = System.nanoTime();
            RunningModel model = keras != null
                    ? RunningModel.ofKeras(keras, threads)
                    : RunningModel.ofSavedModel(Objects.requireNonNull(savedModel), threads);
            long loaded = System.nanoTime();
            try (Result result = model.run(row)) {
                long answered = System.nanoTime();
                report.put("load_ms", (loaded - began) / 1e6)
                        .put("first_ms", (answered - began) / 1e6)
                        .put("cpu_ms", (Usage.cpuNanos() - cpu) / 1e6)
                        .put("peak_bytes", Usage.peak() - before)
                        .put("kept_bytes", Usage.resident() - before);
                ArrayNode output = report.putArray("output");
                ((TFloat32) result.get(0)).scalars().forEach(each -> output.add(each.getFloat()));
            }
            return model;
        }
    }

    private static JsonNode run(RunningModel model, Inputs inputs, int rows, double seconds) throws Exception {
        double[] took = new double[MAX_RUNS];
        int runs = 0;
        try (Tensor batch = inputs.rows(rows)) {
            long cpu = Usage.cpuNanos();
            long began = System.nanoTime();
            long end = began + (long) (seconds * 1e9);
            long now = began;
            do {
                model.run(batch).close();
                long after = System.nanoTime();
                took[runs++] = (after - now) / 1e6;
                now = after;
            } while (now < end && runs < MAX_RUNS);
            double[] sorted = Arrays.copyOf(took, runs);
            Arrays.sort(sorted);
            return JSON.createObjectNode()
                    .put("runs", runs)
                    .put("ms", sorted[runs / 2])
                    .put("cpu_ms", (Usage.cpuNanos() - cpu) / 1e6 / runs);
        }
    }
}
