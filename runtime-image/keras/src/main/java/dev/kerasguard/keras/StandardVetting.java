package dev.kerasguard.keras;

import dev.kerasguard.keras.ModelReport.Activations;
import dev.kerasguard.keras.ModelReport.Contents;
import dev.kerasguard.keras.archive.MappedFile;
import dev.kerasguard.keras.assembly.CustomObjects;
import dev.kerasguard.keras.assembly.KerasGraph;
import dev.kerasguard.keras.assembly.KerasModelBuilder;
import dev.kerasguard.keras.assembly.ModelFile;
import dev.kerasguard.keras.assembly.Refusals;
import dev.kerasguard.keras.custom.CustomLayers;
import dev.kerasguard.keras.graph.Signature.Port;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.graph.WeightDeclaration;
import dev.kerasguard.keras.savedmodel.SavedModelLoader;
import dev.kerasguard.keras.tensorflow.DataTypes;
import dev.kerasguard.keras.vetting.CustomObject;
import dev.kerasguard.keras.vetting.Finding;
import dev.kerasguard.keras.vetting.MemoryEstimate;
import dev.kerasguard.keras.weights.WeightFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Vets every format that {@link ModelLoaders#standard} loads. */
final class StandardVetting {

    private StandardVetting() {}

    static ModelReport vet(Path path, ModelFormat wanted, int batchSize, LoadLimits limits, CustomLayers custom)
            throws IOException {
        Refusals refusals = new Refusals();
        ModelFormat format = null;
        Seen seen = new Seen(custom);
        Contents contents = null;
        try {
            format = ModelLoaders.detect(path, wanted);
            if (format == ModelFormat.SAVED_MODEL) {
                contents = SavedModelLoader.vet(path);
            } else {
                try (Arena arena = Arena.ofConfined()) {
                    ModelFormat known = format;
                    contents = MappedFile.reading(path, () -> {
                        ModelFile file = KerasFiles.read(path, known, limits, arena, seen);
                        return contents(KerasModelBuilder.vet(file, refusals, limits, custom), batchSize);
                    });
                }
            }
        } catch (ModelRefusedException e) {
            // What was gathered ends in the exception that is thrown for it.
            if (!refusals.all().contains(e)) {
                refusals.add(e);
            }
        }
        List<Finding> findings = refusals.all().stream().map(Finding::of).toList();
        return new ModelReport(format, seen.version, findings, List.copyOf(seen.objects), contents);
    }

    /** What a file says, whether or not it is refused then. */
    private static final class Seen implements FileObserver {

        private final CustomLayers custom;
        private final List<CustomObject> objects = new ArrayList<>();
        private @Nullable String version;

        Seen(CustomLayers custom) {
            this.custom = custom;
        }

        @Override
        public void version(String found) {
            version = found;
        }

        @Override
        public void parts(Config config, WeightFile weights) {
            try {
                objects.addAll(CustomObjects.in(config.read(), weights, custom));
            } catch (ModelRefusedException e) {
                // Reading the same again gives the finding.
                objects.clear();
            }
        }
    }

    private static Contents contents(KerasGraph graph, int batchSize) {
        List<Tensor> outputs =
                graph.signature().outputs().stream().map(Port::tensor).toList();
        long parameters = graph.weights().all().stream()
                .map(WeightDeclaration::type)
                .mapToLong(type -> type.shape().elements())
                .sum();
        return new Contents(
                parameters,
                MemoryEstimate.weights(graph.nodes()),
                MemoryEstimate.flops(graph.nodes()),
                new Activations(
                        MemoryEstimate.activations(graph.nodes(), outputs, 1),
                        MemoryEstimate.activations(graph.nodes(), outputs, batchSize),
                        batchSize),
                graph.signature().inputs().stream().map(StandardVetting::spec).toList(),
                graph.signature().outputs().stream().map(StandardVetting::spec).toList(),
                graph.layers().summaries(graph.weights()));
    }

    /** A tensor of the signature, of which no engine has an operation yet. */
    private static TensorSpec spec(Port port) {
        return new TensorSpec(
                port.name(),
                DataTypes.of(port.tensor().dtype()),
                port.tensor().shape().sizes(),
                "",
                port.tensor().index());
    }
}
