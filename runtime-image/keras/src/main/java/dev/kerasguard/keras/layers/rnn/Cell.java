package dev.kerasguard.keras.layers.rnn;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.LayerScope;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a recurrent layer does in each step. What a step needs of its input alone is done for all steps at once; only
 * what needs the step before is done step by step.
 */
interface Cell {

    /** How many states it hands on; the first of them is what it gives. */
    int states();

    /**
     * Adds the operations for all steps.
     *
     * @param scope with the cell's weights
     * @param sequence (batch, steps, ...), in the type that the cell computes in
     * @param initial the first states; null for zeros
     * @param kept how many of its states, from the first, are wanted for all steps
     */
    Steps run(LayerScope scope, Tensor sequence, @Nullable List<Tensor> initial, int kept) throws ModelRefusedException;

    /**
     * What a cell gives.
     *
     * @param initial the states before the first step
     * @param all the states after each step, (batch, steps, ...): as many as are wanted, or more
     * @param last the states after the last step
     */
    record Steps(List<Tensor> initial, List<Tensor> all, List<Tensor> last) {
        public Steps {
            initial = List.copyOf(initial);
            all = List.copyOf(all);
            last = List.copyOf(last);
        }

        /** Of the states of a scan. */
        static Steps of(List<Tensor> initial, List<Tensor> scanned) {
            int kept = scanned.size() - initial.size();
            return new Steps(initial, scanned.subList(0, kept), scanned.subList(kept, scanned.size()));
        }
    }
}
