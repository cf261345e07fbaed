package dev.kerasguard.cli;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.kerasguard.keras.LoadLimits;
import dev.kerasguard.keras.ModelFormat;
import dev.kerasguard.keras.ModelLoaders;
import dev.kerasguard.keras.ModelReport;
import dev.kerasguard.runtime.config.ModelDigest;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kg inspect}: what a model consists of, and whether it would be served. */
@Command(
        name = "inspect",
        description = {
            "Says what a model consists of and what it needs, or everything for which it is refused.",
            "Nothing of it is loaded or run."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:it can be served", "1:it is refused", "2:wrong usage, or a file that cannot be read"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  kg inspect digits.keras",
            "  kg inspect --batch-size 32 --graph digits.svg digits.keras",
            "  kg inspect --json saved_model/ | jq -r .digest"
        })
final class InspectCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "MODEL", description = "A .keras or .h5 file, or a SavedModel directory.")
    private Path model = Path.of("");

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            defaultValue = "32",
            description = "Estimate memory for N examples at a time (default: ${DEFAULT-VALUE}).")
    private int batchSize;

    @Mixin
    private CustomLayerOptions custom = new CustomLayerOptions();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Option(names = "--graph", paramLabel = "FILE.svg", description = "Draw the model's layers into FILE.svg.")
    private @Nullable Path graph;

    @Override
    public Integer call() throws IOException {
        if (!Files.exists(model)) {
            throw new ParameterException(spec.commandLine(), "there is no " + model);
        }
        if (batchSize < 1) {
            throw new ParameterException(spec.commandLine(), "--batch-size must be at least 1");
        }
        ModelReport report =
                ModelLoaders.vetting(LoadLimits.DEFAULT, custom.layers(spec)).vet(model, ModelFormat.AUTO, batchSize);
        Inspection inspection = Inspection.of(model, ModelDigest.of(model), report);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(JsonMapper.builder()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .build()
                    .writeValueAsString(inspection));
        } else {
            InspectionView.print(inspection, out);
        }
        if (graph != null) {
            draw(graph, report);
        }
        return report.isLoadable() ? 0 : Kg.NO;
    }

    private void draw(Path file, ModelReport report) throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        if (report.contents() == null || report.contents().layers().isEmpty()) {
            err.println("No drawing: there are no layers to draw.");
        } else if (report.contents().layers().size() > ModelDrawing.MAX_LAYERS) {
            err.printf("No drawing: more than %,d layers.%n", ModelDrawing.MAX_LAYERS);
        } else {
            String title = String.valueOf(model.getFileName());
            Files.writeString(file, ModelDrawing.svg(title, report.contents().layers()));
        }
    }
}
