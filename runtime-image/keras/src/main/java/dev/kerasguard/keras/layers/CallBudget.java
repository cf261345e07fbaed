package dev.kerasguard.keras.layers;

import dev.kerasguard.keras.LoadLimits;
import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.RefusalRule;
import dev.kerasguard.keras.graph.Shape;
import dev.kerasguard.keras.graph.Tensor;
import java.lang.management.ManagementFactory;

/** What one model may use while its graph is made, however its layers call each other. */
public final class CallBudget {

    /** Numbers of one example that one layer may give: 512 MB. VGG's largest layer gives 3.2 million. */
    private static final long MAX_ELEMENTS = 1L << 27;

    private final LoadLimits limits;
    private final long started = processorTime();
    private int calls;
    private long more;

    /** What a model may use by these limits, from now on. */
    public CallBudget(LoadLimits limits) {
        this.limits = limits;
    }

    /** Counts one call of a layer: models in models can multiply, ten levels of ten calls are 10^10 layers. */
    public void call(LayerScope scope) throws ModelRefusedException {
        long operations = scope.graph().size() + more;
        if (++calls > limits.calls() || operations > limits.operations()) {
            throw scope.invalid("is reached after " + calls + " calls of layers and " + operations
                    + " operations; at most " + limits.calls() + " and " + limits.operations() + " can be built");
        }
        if (processorTime() - started > limits.time().toNanos()) {
            throw RefusalRule.MODEL_TOO_LARGE.at(
                    scope.place(),
                    "is reached after " + limits.time().toSeconds() + " s of a processor, the limit; split the"
                            + " model");
        }
    }

    /** Of this thread, in nanoseconds: a machine that does much else refuses no model for it. */
    private static long processorTime() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    /** Counts operations that an engine needs besides those of the graph, such as a product for each group. */
    public void spend(LayerScope scope, long operations) throws ModelRefusedException {
        more += operations;
        if (scope.graph().size() + more > limits.operations()) {
            throw scope.invalid("needs " + operations + " operations, which makes more than " + limits.operations()
                    + " for the whole model");
        }
    }

    /** Refuses a tensor that is too large for any machine. */
    public static void check(Tensor tensor, String place) throws ModelRefusedException {
        check(tensor.shape(), place);
    }

    /** Refuses a shape, the batch first, that is too large for any machine. */
    public static void check(Shape shape, String place) throws ModelRefusedException {
        long elements = shape.rank() == 0 ? 1 : shape.sub(1, shape.rank()).elements();
        if (elements > MAX_ELEMENTS) {
            throw RefusalRule.MODEL_TOO_LARGE.at(
                    place,
                    "gives " + shape + ", more than " + MAX_ELEMENTS + " numbers for one example; give it"
                            + " smaller inputs");
        }
    }
}
