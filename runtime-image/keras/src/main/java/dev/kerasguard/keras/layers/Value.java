package dev.kerasguard.keras.layers;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kerasguard.keras.graph.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a layer is called with and what it gives: tensors, in any structure that Keras can pass. */
public sealed interface Value {

    /**
     * A tensor, with the mask that Keras carries along with it.
     *
     * @param mask which steps of a sequence hold data: (batch, steps), truth values; null when all do
     */
    record Leaf(Tensor tensor, @Nullable Tensor mask) implements Value {

        /** A tensor without a mask. */
        public Leaf(Tensor tensor) {
            this(tensor, null);
        }

        /** Another tensor with this one's mask. */
        public Leaf with(Tensor other) {
            return new Leaf(other, mask);
        }
    }

    /** Several in a row: a list or a tuple. */
    record Sequence(List<Value> values) implements Value {
        public Sequence {
            values = List.copyOf(values);
        }
    }

    /** Several by name. */
    record Mapping(Map<String, Value> values) implements Value {
        public Mapping {
            values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        }
    }

    /** Anything that is no tensor: a number, a string, null, a slice; as config.json says it. */
    record Constant(JsonNode value) implements Value {}

    /** Its tensors in the order of Keras' {@code tree.flatten}: dictionaries by their keys. */
    default List<Leaf> leaves() {
        return switch (this) {
            case Leaf leaf -> List.of(leaf);
            case Sequence(List<Value> values) ->
                values.stream().flatMap(each -> each.leaves().stream()).toList();
            case Mapping(Map<String, Value> values) -> {
                List<Leaf> leaves = new ArrayList<>();
                values.keySet().stream()
                        .sorted()
                        .forEach(key -> leaves.addAll(sorted(values, key).leaves()));
                yield leaves;
            }
            case Constant _ -> List.of();
        };
    }

    private static Value sorted(Map<String, Value> values, String key) {
        return values.getOrDefault(key, new Sequence(List.of()));
    }

    /** Several tensors in a row, without masks. */
    static Sequence of(List<Tensor> tensors) {
        return new Sequence(tensors.stream().<Value>map(Leaf::new).toList());
    }
}
