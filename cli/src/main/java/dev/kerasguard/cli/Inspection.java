package dev.kerasguard.cli;

import dev.kerasguard.keras.ModelReport;
import dev.kerasguard.keras.ModelReport.Contents;
import dev.kerasguard.keras.TensorSpec;
import dev.kerasguard.keras.graph.TensorType;
import dev.kerasguard.keras.vetting.CustomObject;
import dev.kerasguard.keras.vetting.Finding;
import dev.kerasguard.keras.vetting.LayerSummary;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.DataType;

/**
 * What {@code kg inspect} prints; its JSON is this record.
 *
 * @param file the file
 * @param digest as {@code spec.model.digest} wants it
 * @param format Keras, H5 or SavedModel; null when it is none of them
 * @param kerasVersion the Keras that wrote it; null when the file does not say
 * @param loadable whether it would be served
 * @param parameters how many numbers its weights are; null, as all that follows, when a refusal kept it from being
 *     known
 * @param memory what it needs
 * @param flops floating-point operations for one example
 * @param inputs the signature's inputs
 * @param outputs the signature's outputs
 * @param layers its layers
 * @param findings everything that was found
 * @param customObjects what in it is the owner's own, and what a builder of it would read
 */
record Inspection(
        String file,
        String digest,
        @Nullable String format,
        @Nullable String kerasVersion,
        boolean loadable,
        @Nullable Long parameters,
        @Nullable Memory memory,
        @Nullable Long flops,
        @Nullable List<Tensor> inputs,
        @Nullable List<Tensor> outputs,
        @Nullable List<Layer> layers,
        List<Finding> findings,
        List<CustomObject> customObjects) {

    /** One tensor, in the words of the Open Inference Protocol. */
    record Tensor(String name, String dtype, List<Long> shape) {}

    /** One layer; shapes have the batch first, and -1 for any. */
    record Layer(String name, String className, List<Tensor> outputs, long parameters, List<String> inputs) {}

    /** Bytes: of the weights, and of the tensors that live at the same time for one example and for a batch. */
    record Memory(long weights, long tensors, long tensorsAtBatch, int batchSize) {}

    static Inspection of(Path file, String digest, ModelReport report) {
        Contents contents = report.contents();
        String format = report.format() == null
                ? null
                : switch (report.format()) {
                    case KERAS -> "Keras";
                    case H5 -> "Keras in HDF5";
                    case SAVED_MODEL -> "SavedModel";
                    case AUTO -> throw new IllegalStateException("a report names the format that was found");
                };
        return new Inspection(
                file.toString(),
                digest,
                format,
                report.kerasVersion(),
                report.isLoadable(),
                contents == null ? null : (Long) contents.parameters(),
                contents == null ? null : memory(contents),
                contents == null ? null : (Long) contents.flops(),
                contents == null
                        ? null
                        : contents.inputs().stream().map(Inspection::tensor).toList(),
                contents == null
                        ? null
                        : contents.outputs().stream().map(Inspection::tensor).toList(),
                contents == null
                        ? null
                        : contents.layers().stream().map(Inspection::layer).toList(),
                report.findings(),
                report.customObjects());
    }

    private static Memory memory(Contents contents) {
        return new Memory(
                contents.weightBytes(),
                contents.activationBytes().one(),
                contents.activationBytes().batch(),
                contents.activationBytes().batchSize());
    }

    private static Tensor tensor(TensorSpec spec) {
        return new Tensor(spec.name(), protocolName(spec.dtype()), spec.shape());
    }

    private static Layer layer(LayerSummary layer) {
        List<Tensor> outputs = layer.outputs().stream().map(Inspection::tensor).toList();
        return new Layer(layer.name(), layer.className(), outputs, layer.parameters(), layer.inputs());
    }

    private static Tensor tensor(TensorType type) {
        return new Tensor("", type.dtype().keras(), type.shape().sizes());
    }

    private static String protocolName(DataType type) {
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
