package dev.kerasguard.keras.layers.merging;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.Arguments;
import dev.kerasguard.keras.layers.LayerScope;
import dev.kerasguard.keras.layers.Value;
import dev.kerasguard.keras.layers.Value.Leaf;
import java.util.ArrayList;
import java.util.List;

/** What a merging layer is called with: a list of tensors. */
final class MergeInputs {

    private MergeInputs() {}

    /** The tensors, of one element type. */
    static List<Leaf> of(LayerScope scope, Arguments arguments) throws ModelRefusedException {
        Value inputs = arguments.find(0, "inputs");
        if (!(inputs instanceof Value.Sequence) || inputs.leaves().isEmpty()) {
            throw scope.invalid("takes a list of tensors and is not called with one");
        }
        return sameType(scope, inputs.leaves());
    }

    private static List<Leaf> sameType(LayerScope scope, List<Leaf> leaves) throws ModelRefusedException {
        DType first = leaves.getFirst().tensor().dtype();
        if (leaves.stream().allMatch(each -> each.tensor().dtype() == first)) {
            return leaves;
        }
        List<Leaf> floating = new ArrayList<>();
        for (Leaf each : leaves) {
            DType dtype = each.tensor().dtype();
            if (dtype == DType.STRING
                    || leaves.stream().noneMatch(other -> other.tensor().dtype().isFloating())) {
                throw scope.invalid("is called with tensors of " + first.keras() + " and other types");
            }
            floating.add(each.with(scope.floating(each.tensor())));
        }
        return floating;
    }

    /** Fewer dimensions become as many as the most, with sizes of 1 after the batch; such a tensor loses its mask. */
    static List<Leaf> aligned(GraphBuilder graph, List<Leaf> leaves) {
        int rank = leaves.stream().mapToInt(each -> each.tensor().rank()).max().orElse(0);
        List<Leaf> aligned = new ArrayList<>();
        for (Leaf each : leaves) {
            Tensor tensor = each.tensor();
            while (tensor.rank() < rank) {
                tensor = graph.expandDims(tensor, 1);
            }
            aligned.add(tensor.equals(each.tensor()) ? each : new Leaf(tensor));
        }
        return aligned;
    }
}
