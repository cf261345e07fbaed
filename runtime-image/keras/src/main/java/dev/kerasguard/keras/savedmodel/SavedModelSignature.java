package dev.kerasguard.keras.savedmodel;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.RefusalRule;
import dev.kerasguard.keras.TensorSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

/**
 * The signature that is served: {@code serving_default}, else {@code serve}, else the only one.
 *
 * @param inputs by name, shorter names first, so that output_2 comes before output_10
 * @param outputs in the same order
 */
record SavedModelSignature(List<TensorSpec> inputs, List<TensorSpec> outputs) {

    private static final Comparator<String> ORDER =
            Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder());

    static SavedModelSignature of(MetaGraphDef model) throws ModelRefusedException {
        SignatureDef signature = choose(model);
        SavedModelSignature specs =
                new SavedModelSignature(specs(signature.getInputsMap()), specs(signature.getOutputsMap()));
        if (specs.inputs().isEmpty() || specs.outputs().isEmpty()) {
            throw RefusalRule.SAVED_MODEL_INVALID.at(
                    "signature", "has no inputs or no outputs; export the model with model.export()");
        }
        return specs;
    }

    /** Every tensor of it. */
    List<String> tensors() {
        return Stream.concat(inputs.stream(), outputs.stream())
                .map(TensorSpec::operation)
                .toList();
    }

    private static SignatureDef choose(MetaGraphDef model) throws ModelRefusedException {
        for (String name : List.of("serving_default", "serve")) {
            if (model.containsSignatureDef(name)) {
                return model.getSignatureDefOrThrow(name);
            }
        }
        List<String> names = model.getSignatureDefMap().keySet().stream()
                .filter(name -> !name.startsWith("__saved_model_"))
                .sorted()
                .toList();
        if (names.size() != 1) {
            throw RefusalRule.SAVED_MODEL_INVALID.at(
                    "saved_model.pb",
                    "has " + names.size() + " signatures, none called serving_default or serve; export the model with"
                            + " model.export()");
        }
        return model.getSignatureDefOrThrow(names.getFirst());
    }

    private static List<TensorSpec> specs(Map<String, TensorInfo> tensors) throws ModelRefusedException {
        List<TensorSpec> specs = new ArrayList<>();
        SortedMap<String, TensorInfo> ordered = new TreeMap<>(ORDER);
        ordered.putAll(tensors);
        for (Map.Entry<String, TensorInfo> each : ordered.entrySet()) {
            specs.add(spec(each.getKey(), each.getValue()));
        }
        return specs;
    }

    private static TensorSpec spec(String name, TensorInfo tensor) throws ModelRefusedException {
        String place = "signature \"" + name.replaceAll("[^\\x20-\\x7e]", "?") + "\"";
        String[] parts = tensor.getName().split(":", -1);
        if (parts.length != 2 || !parts[1].matches("[0-9]{1,4}")) {
            throw RefusalRule.SAVED_MODEL_INVALID.at(
                    place, "is not a dense tensor; export the model with model.export()");
        }
        if (tensor.getTensorShape().getUnknownRank()) {
            throw RefusalRule.SAVED_MODEL_INVALID.at(
                    place, "has no known number of dimensions; export the model with an input of a given rank");
        }
        return new TensorSpec(
                name,
                tensor.getDtype(),
                tensor.getTensorShape().getDimList().stream()
                        .map(dimension -> dimension.getSize())
                        .toList(),
                parts[0],
                Integer.parseInt(parts[1]));
    }
}
