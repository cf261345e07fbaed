package dev.kerasguard.keras.legacy;

import dev.kerasguard.keras.LoadLimits;
import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.RefusalRule;
import dev.kerasguard.keras.hdf5.Hdf5File;
import dev.kerasguard.keras.weights.StoredArray;
import dev.kerasguard.keras.weights.WeightFile;
import dev.kerasguard.keras.weights.WeightFile.LayerWeights;
import dev.kerasguard.keras.weights.WeightFile.NamedArray;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A whole model in one HDF5 file ({@code keras/src/legacy/saving/legacy_h5_format.py}).
 *
 * @param config the bytes of the model's config
 * @param kerasVersion the Keras that wrote it, such as {@code 2.18.0}
 * @param weights its weights
 */
@SuppressWarnings("ArrayRecordComponent") // Carried from the reader to the parser, never compared.
public record LegacyFile(byte[] config, String kerasVersion, WeightFile.ByOrder weights) {

    private static final Pattern VERSION = Pattern.compile("[0-9A-Za-z.+-]{1,40}");
    private static final String WEIGHTS = "model_weights";

    /** What Keras 3 calls the weights that a model holds outside of its layers. */
    private static final String OF_THE_MODEL_ITSELF = "top_level_model_weights";

    /** Reads the parts of a model from its file. */
    public static LegacyFile read(Hdf5File file, LoadLimits limits) throws ModelRefusedException {
        List<String> config = file.strings("", "model_config");
        if (config.size() != 1) {
            throw RefusalRule.ARCHIVE_INCOMPLETE.at(
                    file.name(),
                    "holds weights and no model_config; save the whole model with model.save(\"model.keras\")");
        }
        if (config.getFirst().length() > limits.configBytes()) {
            throw RefusalRule.MODEL_TOO_LARGE.at(
                    file.name(),
                    "its model_config has more than " + limits.configBytes()
                            + " bytes; export larger models as SavedModel with model.export()");
        }
        if (!file.has(WEIGHTS)) {
            throw RefusalRule.ARCHIVE_INCOMPLETE.at(
                    file.name(), "has no model_weights; save the whole model with model.save(\"model.keras\")");
        }
        List<String> version = file.strings("", "keras_version");
        return new LegacyFile(
                config.getFirst().getBytes(StandardCharsets.UTF_8),
                version.isEmpty() || !VERSION.matcher(version.getFirst()).matches() ? "1" : version.getFirst(),
                new WeightFile.ByOrder(file.name(), layers(file)));
    }

    /** Whether Keras 2 wrote it, whose configs say some things otherwise. */
    public boolean isKeras2() {
        return !kerasVersion.startsWith("3");
    }

    private static List<LayerWeights> layers(Hdf5File file) throws ModelRefusedException {
        Set<String> taken = new HashSet<>();
        List<LayerWeights> layers = new ArrayList<>();
        for (String layer : names(file, WEIGHTS, "layer_names")) {
            LayerWeights weights = layer(file, layer, taken);
            if (!weights.arrays().isEmpty()) {
                layers.add(weights);
            }
        }
        if (!names(file, WEIGHTS + "/" + OF_THE_MODEL_ITSELF, "weight_names").isEmpty()) {
            throw RefusalRule.CUSTOM_OBJECT.at(
                    file.name(),
                    "the model has weights outside of its layers, as only a class of its own can; export as"
                            + " SavedModel with model.export()");
        }
        for (String path : file.datasets().keySet()) {
            if (path.startsWith(WEIGHTS + "/") && !taken.contains(path)) {
                throw RefusalRule.WEIGHTS_MISMATCH.at(
                        file.name() + " " + path, "belongs to no layer of the file; save the whole model again");
            }
        }
        return layers;
    }

    private static LayerWeights layer(Hdf5File file, String layer, Set<String> taken) throws ModelRefusedException {
        String group = WEIGHTS + "/" + layer;
        List<NamedArray> arrays = new ArrayList<>();
        for (String name : names(file, group, "weight_names")) {
            String path = group + "/" + name;
            StoredArray array = file.datasets().get(path);
            if (array == null) {
                throw RefusalRule.WEIGHTS_MISSING.at(
                        file.name() + " " + path, "is named and not there; save the whole model again");
            }
            if (!taken.add(path)) {
                throw RefusalRule.WEIGHTS_UNSAFE.at(
                        file.name() + " " + path, "is named twice; save the whole model again");
            }
            arrays.add(new NamedArray(name, array));
        }
        return new LayerWeights(layer, arrays);
    }

    /** A list that is one attribute, or several where it is longer than HDF5 lets an attribute be. */
    private static List<String> names(Hdf5File file, String group, String attribute) throws ModelRefusedException {
        if (file.hasAttribute(group, attribute)) {
            return file.strings(group, attribute);
        }
        List<String> names = new ArrayList<>();
        for (int i = 0; file.hasAttribute(group, attribute + i); i++) {
            names.addAll(file.strings(group, attribute + i));
        }
        return names;
    }
}
