package dev.kerasguard.cli;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.kerasguard.keras.ModelFormat;
import dev.kerasguard.keras.ModelLoaders;
import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.ServableModel;
import dev.kerasguard.keras.SessionOptions;
import dev.kerasguard.keras.TensorSpec;
import dev.kerasguard.runtime.config.ModelDigest;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.DataType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kg inspect}: whether a model would be served, and as what. */
@Command(
        name = "inspect",
        description = "Says what a model is: digest, format, inputs and outputs, or why it is refused.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:it can be served", "1:it is refused", "2:wrong usage, or a file that cannot be read"},
        footerHeading = "%nExamples:%n",
        footer = {"  kg inspect digits.keras", "  kg inspect --json saved_model/ | jq -r .digest"})
final class InspectCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "MODEL", description = "A .keras file or a SavedModel directory.")
    private Path model = Path.of("");

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    /** One tensor, in the words of the Open Inference Protocol. */
    record Tensor(String name, String dtype, List<Long> shape) {
        static Tensor of(TensorSpec spec) {
            return new Tensor(spec.name(), dtype(spec.dtype()), spec.shape());
        }

        private static String dtype(DataType type) {
            return switch (type) {
                case DT_FLOAT -> "FP32";
                case DT_DOUBLE -> "FP64";
                case DT_HALF -> "FP16";
                case DT_BFLOAT16 -> "BF16";
                case DT_STRING -> "BYTES";
                default -> type.name().substring("DT_".length()).toUpperCase(Locale.ROOT);
            };
        }
    }

    /** Why a model is refused. */
    record Refusal(String rule, String place, String message) {}

    /** All that is known; what a refusal left unknown is null. */
    record Report(
            String file,
            String digest,
            @Nullable String format,
            @Nullable Long parameters,
            @Nullable List<Tensor> inputs,
            @Nullable List<Tensor> outputs,
            @Nullable Refusal refused) {}

    @Override
    public Integer call() throws IOException {
        if (!Files.exists(model)) {
            throw new ParameterException(spec.commandLine(), "there is no " + model);
        }
        Report report = report();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(JsonMapper.builder()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .build()
                    .writeValueAsString(report));
        } else {
            print(report, out);
        }
        return report.refused() == null ? 0 : Kg.NO;
    }

    private Report report() throws IOException {
        String digest = ModelDigest.of(model);
        try (ServableModel loaded =
                ModelLoaders.standard().load(model, ModelFormat.AUTO, new SessionOptions(1, 1, 0))) {
            return new Report(
                    model.toString(),
                    digest,
                    loaded.format() == ModelFormat.KERAS ? "Keras" : "SavedModel",
                    loaded.parameters(),
                    loaded.inputs().stream().map(Tensor::of).toList(),
                    loaded.outputs().stream().map(Tensor::of).toList(),
                    null);
        } catch (ModelRefusedException e) {
            Refusal refusal = new Refusal(e.rule(), e.place(), String.valueOf(e.getMessage()));
            return new Report(model.toString(), digest, null, null, null, null, refusal);
        }
    }

    private static void print(Report report, PrintWriter out) {
        out.printf("file        %s%n", report.file());
        out.printf("digest      %s%n", report.digest());
        if (report.refused() != null) {
            out.printf(
                    "refused     %s%n            %s%n",
                    report.refused().rule(), report.refused().message());
            return;
        }
        out.printf("format      %s%n", report.format());
        out.printf(Locale.ROOT, "parameters  %,d%n", report.parameters());
        print("input", report.inputs(), out);
        print("output", report.outputs(), out);
    }

    private static void print(String role, @Nullable List<Tensor> tensors, PrintWriter out) {
        if (tensors != null) {
            tensors.forEach(t -> out.printf("%-11s %s %s %s%n", role, t.name(), t.dtype(), t.shape()));
        }
    }
}
