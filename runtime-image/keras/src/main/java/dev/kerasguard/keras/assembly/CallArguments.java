package dev.kerasguard.keras.assembly;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.RefusalRule;
import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.layers.Arguments;
import dev.kerasguard.keras.layers.LayerBuilder;
import dev.kerasguard.keras.layers.LayerScope;
import dev.kerasguard.keras.layers.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes what a config calls a layer with into what the layer's builder wants. */
final class CallArguments {

    private static final Set<String> COMMON = Set.of("inputs", "mask");

    private CallArguments() {}

    static Arguments prepare(LayerScope scope, LayerBuilder builder, Arguments arguments) throws ModelRefusedException {
        boolean casts = builder.castsInputs();
        Map<String, Value> keywords = new LinkedHashMap<>();
        for (Map.Entry<String, Value> each : arguments.keywords().entrySet()) {
            if ((says(each.getValue(), false) && each.getKey().equals("training")) || isNothing(each.getValue())) {
                continue;
            }
            if (!COMMON.contains(each.getKey()) && !builder.keywords().contains(each.getKey())) {
                throw RefusalRule.OPTION_NOT_SUPPORTED.at(
                        scope.place(),
                        "is called with \"" + each.getKey()
                                + "\", which is not supported; export as SavedModel with model.export()");
            }
            keywords.put(each.getKey(), casts ? cast(each.getValue(), scope) : each.getValue());
        }
        List<Value> positional = casts
                ? arguments.positional().stream().map(each -> cast(each, scope)).toList()
                : arguments.positional();
        return new Arguments(positional, keywords);
    }

    /** Floating tensors enter a layer in the type that it computes in. */
    private static Value cast(Value value, LayerScope scope) {
        return switch (value) {
            case Value.Leaf leaf ->
                leaf.tensor().dtype().isFloating()
                        ? leaf.with(scope.graph().cast(leaf.tensor(), compute(scope)))
                        : leaf;
            case Value.Sequence(List<Value> values) ->
                new Value.Sequence(
                        values.stream().map(each -> cast(each, scope)).toList());
            case Value.Mapping(Map<String, Value> values) -> {
                Map<String, Value> all = new LinkedHashMap<>();
                values.forEach((key, each) -> all.put(key, cast(each, scope)));
                yield new Value.Mapping(all);
            }
            case Value.Constant constant -> constant;
        };
    }

    private static DType compute(LayerScope scope) {
        DType compute = scope.policy().compute();
        return compute.isFloating() ? compute : DType.FLOAT32;
    }

    private static boolean says(Value value, boolean expected) {
        return value instanceof Value.Constant(JsonNode node) && node.isBoolean() && node.booleanValue() == expected;
    }

    /** A call of several tensors has one mask for each, all of them null. */
    private static boolean isNothing(Value value) {
        return switch (value) {
            case Value.Constant(JsonNode node) -> node.isNull();
            case Value.Sequence(List<Value> values) -> values.stream().allMatch(CallArguments::isNothing);
            case Value.Leaf _, Value.Mapping _ -> false;
        };
    }
}
