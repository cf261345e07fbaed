package dev.kerasguard.keras.layers;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.Value.Constant;
import dev.kerasguard.keras.layers.Value.Leaf;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a layer is called with. Of the keywords, {@code training} and what is null have been taken away; {@code mask} is
 * still there, and wins over the masks that tensors carry (see {@link #masked}).
 *
 * @param positional values in order
 * @param keywords values by name
 */
public record Arguments(List<Value> positional, Map<String, Value> keywords) {
    public Arguments {
        positional = List.copyOf(positional);
        keywords = Map.copyOf(keywords);
    }

    /** One tensor. */
    public static Arguments of(Leaf input) {
        return new Arguments(List.of(input), Map.of());
    }

    /** The value at a position, or else of a name; null when there is none. */
    public @Nullable Value find(int position, String name) {
        Value value = position < positional.size() ? positional.get(position) : keywords.get(name);
        return value instanceof Constant(JsonNode node) && node.isNull() ? null : value;
    }

    /** The tensor at a position, or else of a name; null when there is none. */
    public @Nullable Leaf leaf(int position, String name) {
        return find(position, name) instanceof Leaf leaf ? leaf : null;
    }

    /** The constant of a name or position; null when there is none. */
    public @Nullable JsonNode constant(int position, String name) {
        return find(position, name) instanceof Constant(JsonNode node) ? node : null;
    }

    /** All tensors of the first argument, each with its mask: that of the keyword {@code mask} where it is given. */
    public List<Leaf> masked() {
        Value inputs = find(0, "inputs");
        List<Leaf> leaves = inputs == null ? List.of() : inputs.leaves();
        Value masks = find(Integer.MAX_VALUE, "mask");
        return switch (masks) {
            case Leaf(Tensor mask, var _)
            when leaves.size() == 1 -> List.of(new Leaf(leaves.getFirst().tensor(), mask));
            case Value.Sequence(List<Value> each)
            when each.size() == leaves.size() -> {
                List<Leaf> zipped = new ArrayList<>();
                for (int i = 0; i < leaves.size(); i++) {
                    Leaf leaf = leaves.get(i);
                    zipped.add(each.get(i) instanceof Leaf(Tensor mask, var _) ? new Leaf(leaf.tensor(), mask) : leaf);
                }
                yield List.copyOf(zipped);
            }
            case null, default -> leaves;
        };
    }
}
