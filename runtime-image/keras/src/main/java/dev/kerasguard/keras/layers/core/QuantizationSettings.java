package dev.kerasguard.keras.layers.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.KerasObject;
import dev.kerasguard.keras.config.Quantization;
import dev.kerasguard.keras.config.Settings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The setting {@code quantization_config} of a layer whose kernel is stored in few bits.
 *
 * @param given whether the layer has the setting at all
 * @param inputs how its inputs are made whole numbers; null when they are not
 * @param blockSize how many rows share a scale; null when the dtype policy says
 */
record QuantizationSettings(
        boolean given,
        @Nullable InputQuantizer inputs,
        @Nullable Integer blockSize) {

    private static final String KEY = "quantization_config";

    /** What a layer without the setting has: the dtype policy says all. */
    static final QuantizationSettings NONE = new QuantizationSettings(false, null, null);

    static QuantizationSettings read(Settings settings) throws ModelRefusedException {
        if (settings.has("gptq_unpacked_column_size")) {
            throw settings.unsupported("gptq_unpacked_column_size", "none");
        }
        if (!settings.has(KEY)) {
            return NONE;
        }
        KerasObject object = KerasObject.read(settings.object(KEY).node(), settings.place() + " " + KEY);
        boolean known =
                object.module().equals("keras.quantizers") || object.module().startsWith("keras.src.quantizers");
        if (!known) {
            throw settings.unsupported(KEY, "Int8QuantizationConfig, Int4QuantizationConfig");
        }
        InputQuantizer inputs = inputs(object.config());
        return switch (object.className()) {
            case "Int8QuantizationConfig" -> new QuantizationSettings(true, inputs, null);
            case "Int4QuantizationConfig" -> new QuantizationSettings(true, inputs, blockSize(object.config()));
            default -> throw settings.unsupported(KEY, "Int8QuantizationConfig, Int4QuantizationConfig");
        };
    }

    private static int blockSize(Settings config) throws ModelRefusedException {
        int size = config.integer("block_size", -1, Quantization.PER_CHANNEL);
        if (size == 0) {
            throw config.invalid("block_size", "must be -1 or a positive number");
        }
        return size;
    }

    private static @Nullable InputQuantizer inputs(Settings config) throws ModelRefusedException {
        JsonNode node = config.find("activation_quantizer");
        if (node == null) {
            return null;
        }
        if (!(node instanceof ObjectNode object)
                || !object.path("class_name").asText("").equals("AbsMaxQuantizer")
                || !object.path("module").asText("").startsWith("keras.")) {
            throw config.unsupported("activation_quantizer", "AbsMaxQuantizer");
        }
        Settings quantizer = config.object("activation_quantizer").object("config");
        if (!quantizer.string("output_dtype", "int8").equals("int8")) {
            throw quantizer.unsupported("output_dtype", "int8");
        }
        List<Integer> range =
                quantizer.has("value_range") ? quantizer.integers("value_range", -128) : List.of(-127, 127);
        if (range.size() != 2 || range.getLast() > 127 || range.getFirst() > range.getLast()) {
            throw quantizer.invalid("value_range", "must be two numbers from -128 to 127");
        }
        return new InputQuantizer(range.getFirst(), range.getLast(), quantizer.real("epsilon", 1e-7));
    }

    /** How inputs are made whole numbers in a mode; null when they are not. */
    @Nullable InputQuantizer inputs(Quantization.Mode mode) {
        boolean byDefault = !given && mode == Quantization.Mode.INT8;
        return byDefault ? InputQuantizer.DEFAULT : inputs;
    }

    /** How many rows of a kernel share a scale. */
    int blockSize(Quantization quantization) {
        return blockSize == null ? quantization.blockSize() : blockSize;
    }
}
