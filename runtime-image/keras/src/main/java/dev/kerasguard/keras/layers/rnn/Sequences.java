package dev.kerasguard.keras.layers.rnn;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.graph.Dim;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.RecurrentOp;
import dev.kerasguard.keras.graph.Shape;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.CallBudget;
import dev.kerasguard.keras.layers.LayerScope;
import dev.kerasguard.keras.layers.rnn.Cell.Steps;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What cells of vectors share: products for all steps at once, and states of so many units. */
final class Sequences {

    private Sequences() {}

    /** Every step times a kernel, plus a bias where there is one. */
    static Tensor project(LayerScope scope, Tensor sequence, Tensor kernel, @Nullable Tensor bias)
            throws ModelRefusedException {
        GraphBuilder graph = scope.graph();
        Tensor product = graph.matmul(sequence, kernel);
        CallBudget.check(product, scope.place());
        return bias == null ? product : graph.biasAdd(product, bias);
    }

    /** The states before the first step: those given, or zeros. */
    static List<Tensor> initial(
            LayerScope scope, Tensor sequence, @Nullable List<Tensor> given, int count, Dim... sizes)
            throws ModelRefusedException {
        GraphBuilder graph = scope.graph();
        List<Dim> dims = new ArrayList<>(List.of(Dim.same(0)));
        Collections.addAll(dims, sizes);
        Tensor zeros = graph.full(sequence.dtype(), 0, sequence, dims.toArray(Dim[]::new));
        if (given == null) {
            return Collections.nCopies(count, zeros);
        }
        List<Tensor> cast = new ArrayList<>();
        for (Tensor each : given) {
            Shape shape = each.shape();
            if (shape.rank() != zeros.rank() || !fits(shape, zeros.shape())) {
                throw scope.invalid("starts from a state of " + shape + " and needs one of " + zeros.shape());
            }
            // Only the batch may be unknown, as it is in the states that follow.
            Tensor state = graph.cast(each, sequence.dtype());
            cast.add(shape.equals(zeros.shape()) ? state : graph.add(state, zeros));
        }
        return cast;
    }

    private static boolean fits(Shape given, Shape needed) {
        for (int i = 1; i < given.rank(); i++) {
            if (given.size(i) != needed.size(i)) {
                return false;
            }
        }
        return true;
    }

    /** Goes through sequences step by step. */
    static Steps scan(LayerScope scope, List<Tensor> sequences, List<Tensor> initial, int kept, GraphBuilder.Step step)
            throws ModelRefusedException {
        List<Tensor> scanned = scope.graph().scan(sequences, initial, kept, step);
        RecurrentOp.Scan scan = (RecurrentOp.Scan) scanned.getFirst().node().op();
        scope.budget()
                .spend(scope, (long) RecurrentOp.UNROLLED * scan.body().nodes().size());
        return Steps.of(initial, scanned);
    }
}
