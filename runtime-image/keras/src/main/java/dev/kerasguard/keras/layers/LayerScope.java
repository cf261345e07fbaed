package dev.kerasguard.keras.layers;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.RefusalRule;
import dev.kerasguard.keras.config.DtypePolicy;
import dev.kerasguard.keras.config.KerasObject;
import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.Shape;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.graph.TensorType;
import dev.kerasguard.keras.graph.WeightDeclaration;
import dev.kerasguard.keras.layers.Value.Leaf;
import java.util.List;

/**
 * Where one call of a layer adds its operations.
 *
 * @param graph the graph
 * @param place the layer's place in config.json, for refusals
 * @param path where the layer's weights are stored, such as {@code layers/dense_1}
 * @param policy the layer's dtype policy
 * @param weights where it declares its weights
 * @param budget what the whole model may still use
 */
public record LayerScope(
        GraphBuilder graph, String place, String path, DtypePolicy policy, WeightTable weights, CallBudget budget) {

    /**
     * A weight that training changes, in the type that the layer computes in.
     *
     * @param index its number among the layer's own weights: trainable first, in the order of their creation
     * @param shape what the layer's settings make it
     */
    public Tensor weight(int index, long... shape) throws ModelRefusedException {
        return graph.cast(stored(index, policy.variable(), true, shape), policy.compute());
    }

    /** A weight that training does not change by gradients, such as a moving mean; see {@link #weight}. */
    public Tensor state(int index, long... shape) throws ModelRefusedException {
        return graph.cast(stored(index, policy.variable(), false, shape), policy.compute());
    }

    /** A weight as it is stored; see {@link #weight}. */
    public Tensor stored(int index, DType dtype, boolean trainable, long... shape) throws ModelRefusedException {
        return stored("vars/" + index, dtype, trainable, shape);
    }

    /** A weight under a name of its own, where a layer stores it otherwise than by number. */
    public Tensor stored(String name, DType dtype, boolean trainable, long... shape) throws ModelRefusedException {
        TensorType type = new TensorType(dtype, Shape.of(shape));
        return graph.weight(weights.declare(new WeightDeclaration(path + "/" + name, type, trainable, place)));
    }

    /**
     * A file that Keras stores for the layer beside its weights.
     *
     * @param name such as {@code vocabulary.txt}
     */
    public byte[] asset(String name) throws ModelRefusedException {
        String asset = "assets/" + path + "/" + name;
        byte[] content = weights.assets().find(asset);
        if (content == null) {
            throw RefusalRule.ARCHIVE_INCOMPLETE.at(
                    place, "needs " + asset + ", which is missing; re-save the whole model with Keras 3");
        }
        return content;
    }

    /** The scope of a layer that this one made for itself, under the name of the attribute that holds it. */
    public LayerScope child(String name) {
        return new LayerScope(graph, place + " " + name, path + "/" + name, policy, weights, budget);
    }

    /** The scope of a layer that this one wraps, which has a policy of its own. */
    public LayerScope child(String name, KerasObject layer) throws ModelRefusedException {
        return new LayerScope(
                graph, layer.place(), path + "/" + name, DtypePolicy.read(layer.config()), weights, budget);
    }

    /** A tensor as floating numbers: whole ones in the type that the layer computes in. */
    public Tensor floating(Tensor x) {
        return x.dtype().isFloating() ? x : graph.cast(x, policy.compute());
    }

    /** The scope of a layer that this one made for itself, which has a policy of its own. */
    public LayerScope child(String name, DtypePolicy own) {
        return new LayerScope(graph, place + " " + name, path + "/" + name, own, weights, budget);
    }

    /** The only tensor of a layer that takes one, with its mask. */
    public Leaf only(Arguments arguments) throws ModelRefusedException {
        List<Leaf> leaves = arguments.masked();
        if (leaves.size() != 1) {
            throw invalid("takes one tensor and is called with " + leaves.size());
        }
        return leaves.getFirst();
    }

    /** Refuses a tensor of another rank. */
    public void requireRank(Tensor input, int rank, String dimensions) throws ModelRefusedException {
        if (input.rank() != rank) {
            throw invalid("takes " + rank + " dimensions (" + dimensions + ") and is called with " + input.rank());
        }
    }

    /** The size of a dimension that must be known when the model is built. */
    public long size(Tensor input, int axis) throws ModelRefusedException {
        long size = input.size(axis);
        if (size == Shape.ANY) {
            throw invalid("needs dimension " + axis + " of its input to be known; give the model's input a full shape");
        }
        return size;
    }

    /** An axis counted from the front; -1 is the last. */
    public int axis(int axis, Tensor input) throws ModelRefusedException {
        int front = axis < 0 ? axis + input.rank() : axis;
        if (front < 0 || front >= input.rank()) {
            throw invalid("works on axis " + axis + " and is called with " + input.rank() + " dimensions");
        }
        return front;
    }

    /** Says that the layer cannot work on what it is called with. */
    public ModelRefusedException invalid(String what) {
        return RefusalRule.GRAPH_INVALID.at(place, what + "; check the model with Keras and re-save it");
    }
}
