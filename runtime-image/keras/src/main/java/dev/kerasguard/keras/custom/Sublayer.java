package dev.kerasguard.keras.custom;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.KerasObject;
import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.layers.Arguments;
import dev.kerasguard.keras.layers.LayerBuilder;
import dev.kerasguard.keras.layers.LayerScope;
import dev.kerasguard.keras.layers.Value;
import dev.kerasguard.keras.layers.Value.Leaf;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A layer inside an owner's layer, or a function in the place of one; {@link LayerCall#call} calls it. */
public final class Sublayer {

    private final LayerBuilder builder;
    private final @Nullable KerasObject object;

    Sublayer(LayerBuilder builder, @Nullable KerasObject object) {
        this.builder = builder;
        this.object = object;
    }

    /** What has neither weights nor a dtype policy of its own. */
    static Sublayer of(LayerBuilder function) {
        return new Sublayer(function, null);
    }

    Value call(LayerScope outer, String attribute, List<Value> arguments) throws ModelRefusedException {
        if (object == null) {
            return builder.call(outer, new Arguments(arguments, Map.of()));
        }
        LayerScope scope = outer.child(attribute, object);
        scope.budget().call(scope);
        DType compute = scope.policy().compute();
        List<Value> given = builder.castsInputs() && compute.isFloating()
                ? arguments.stream().map(each -> cast(each, scope, compute)).toList()
                : arguments;
        return builder.call(scope, new Arguments(given, Map.of()));
    }

    private static Value cast(Value value, LayerScope scope, DType compute) {
        return switch (value) {
            case Leaf leaf
            when leaf.tensor().dtype().isFloating() -> leaf.with(scope.graph().cast(leaf.tensor(), compute));
            case Value.Sequence(List<Value> values) ->
                new Value.Sequence(
                        values.stream().map(each -> cast(each, scope, compute)).toList());
            case Leaf _, Value.Mapping _, Value.Constant _ -> value;
        };
    }
}
