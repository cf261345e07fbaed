package dev.kerasguard.keras.custom;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.Arguments;
import dev.kerasguard.keras.layers.LayerScope;
import dev.kerasguard.keras.layers.Value;
import dev.kerasguard.keras.layers.Value.Leaf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One call of an owner's layer: what it is called with, its weights, and where its operations go. */
public final class LayerCall {

    private final LayerScope scope;
    private final Arguments arguments;

    LayerCall(LayerScope scope, Arguments arguments) {
        this.scope = scope;
        this.arguments = arguments;
    }

    /** Adds operations, in Keras' terms. */
    public GraphBuilder graph() {
        return scope.graph();
    }

    /** The type that the layer computes in. */
    public DType dtype() {
        return scope.policy().compute();
    }

    /** The only tensor that the layer is called with, and its mask. */
    public Leaf input() throws ModelRefusedException {
        return scope.only(arguments);
    }

    /** All tensors of the first argument, each with its mask, in the order of {@code keras.tree.flatten}. */
    public List<Leaf> inputs() {
        return arguments.masked();
    }

    /** The argument at a position, counted from 0, or else of a name; null when there is none. */
    public @Nullable Value argument(int position, String name) {
        return arguments.find(position, name);
    }

    /**
     * A weight that training changes, in the type that the layer computes in.
     *
     * @param index its number among the layer's own weights: those that training changes first, in the order of
     *     {@code add_weight}
     * @param shape what {@code build} gives it; a file that stores another shape is refused
     */
    public Tensor weight(int index, long... shape) throws ModelRefusedException {
        return scope.weight(index, shape);
    }

    /**
     * A weight of {@code add_weight(trainable=False)}, counted after all that training changes; see {@link #weight}.
     */
    public Tensor state(int index, long... shape) throws ModelRefusedException {
        return scope.state(index, shape);
    }

    /**
     * Calls a layer inside this one.
     *
     * @param attribute the Python attribute that holds it, where its weights are stored; of a list the attribute, a
     *     slash and the layer's class in snake case: {@code blocks/dense}, {@code blocks/dense_1}
     */
    public Value call(Sublayer sublayer, String attribute, Value... arguments) throws ModelRefusedException {
        return sublayer.call(scope, attribute, List.of(arguments));
    }

    /** Calls a layer, or a function, that takes one tensor and gives one. */
    public Tensor call(Sublayer sublayer, String attribute, Tensor input) throws ModelRefusedException {
        List<Leaf> given = call(sublayer, attribute, new Leaf(input)).leaves();
        if (given.size() != 1) {
            throw invalid("has a layer \"" + attribute + "\" that gives " + given.size() + " tensors instead of one");
        }
        return given.getFirst().tensor();
    }

    /** The size of a dimension that must be known when the model is built; a negative axis counts from the end. */
    public long size(Tensor x, int axis) throws ModelRefusedException {
        return scope.size(x, axis);
    }

    /**
     * The refusal to throw when the layer cannot work on what it is called with, such as {@code takes 3 dimensions}.
     */
    public ModelRefusedException invalid(String what) {
        return scope.invalid(what);
    }
}
