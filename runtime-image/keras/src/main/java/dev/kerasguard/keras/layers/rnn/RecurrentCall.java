package dev.kerasguard.keras.layers.rnn;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.Shape;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.Arguments;
import dev.kerasguard.keras.layers.LayerScope;
import dev.kerasguard.keras.layers.Value;
import dev.kerasguard.keras.layers.Value.Leaf;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a recurrent layer is called with.
 *
 * @param sequence (batch, steps, ...)
 * @param initial the first states; null for zeros
 * @param mask which steps count; null when all do. Keras hands a layer the mask that a tensor carries only when it is
 *     called with one tensor: with first states a mask counts only where it is passed by name
 * @param carried the mask that goes on to what follows
 */
record RecurrentCall(
        Tensor sequence,
        @Nullable List<Tensor> initial,
        @Nullable Tensor mask,
        @Nullable Tensor carried) {

    /** The keywords of such a call. */
    static final Set<String> KEYWORDS = Set.of("sequences", "sequence", "initial_state");

    static RecurrentCall read(LayerScope scope, Arguments arguments) throws ModelRefusedException {
        Value inputs = arguments.find(0, "inputs");
        for (String name : List.of("sequences", "sequence")) {
            inputs = inputs == null ? arguments.find(0, name) : inputs;
        }
        List<Leaf> leaves = inputs == null ? List.of() : inputs.leaves();
        if (leaves.isEmpty()) {
            throw scope.invalid("is called without a sequence");
        }
        Leaf sequence = leaves.getFirst();
        Value given = arguments.find(1, "initial_state");
        // Keras 2 wrote the first states behind the sequence.
        List<Leaf> states = given == null ? leaves.subList(1, leaves.size()) : given.leaves();
        Value said = arguments.find(2, "mask");
        List<Leaf> masks = said == null ? List.of() : said.leaves();
        Tensor own = sequence.mask();
        Tensor mask = !masks.isEmpty() ? masks.getFirst().tensor() : states.isEmpty() ? own : null;
        return new RecurrentCall(
                sequence.tensor(),
                states.isEmpty() ? null : states.stream().map(Leaf::tensor).toList(),
                mask == null ? null : steps(scope, mask, sequence.tensor()),
                masks.isEmpty() ? own : masks.getFirst().tensor());
    }

    /** A mask as truth values of (batch, steps). */
    private static Tensor steps(LayerScope scope, Tensor mask, Tensor sequence) throws ModelRefusedException {
        GraphBuilder graph = scope.graph();
        Tensor flat = mask.rank() == 3 && mask.size(2) == 1 ? graph.squeeze(mask, 2) : mask;
        boolean fits = flat.rank() == 2
                && (flat.size(1) == sequence.size(1) || flat.size(1) == Shape.ANY || sequence.size(1) == Shape.ANY);
        if (!fits) {
            throw scope.invalid(
                    "is masked by " + mask.shape() + ", which is not one value for each step of " + sequence.shape());
        }
        return graph.cast(flat, DType.BOOL);
    }
}
