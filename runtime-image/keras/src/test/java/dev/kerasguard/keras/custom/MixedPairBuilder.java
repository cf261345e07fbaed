package dev.kerasguard.keras.custom;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.Value;
import dev.kerasguard.keras.layers.Value.Leaf;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code acme>Mixed_Pair} of parity/custom_layers.py. */
public final class MixedPairBuilder implements CustomLayerBuilder {

    @Override
    public String registeredName() {
        return "acme>Mixed_Pair";
    }

    @Override
    public CustomLayer read(LayerConfig config) throws ModelRefusedException {
        List<Integer> units = config.integers("units", 1);
        if (units.size() != 2) {
            throw config.invalid("units", "must be two whole numbers");
        }
        return new Pair(
                config.layer("Dense", Map.of("units", units.getFirst())),
                config.layer("Dense", Map.of("units", units.getLast())));
    }

    private record Pair(Sublayer first, Sublayer second) implements CustomLayer {
        @Override
        public Set<String> keywords() {
            return Set.of("second");
        }

        @Override
        public Value call(LayerCall call) throws ModelRefusedException {
            Tensor x = call.input().tensor();
            if (!(call.argument(1, "second") instanceof Leaf(Tensor other, var _))) {
                throw call.invalid("is called without \"second\"");
            }
            Tensor a = call.call(first, "blocks/dense", x);
            Tensor b = call.call(second, "blocks/dense_1", x);
            return Value.of(List.of(call.graph().add(a, other), call.graph().maximum(b, other)));
        }
    }
}
