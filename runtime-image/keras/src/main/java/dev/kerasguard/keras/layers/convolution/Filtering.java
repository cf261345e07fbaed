package dev.kerasguard.keras.layers.convolution;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.LayerScope;
import dev.kerasguard.keras.layers.activation.Activation;
import dev.kerasguard.keras.layers.spatial.DataFormat;

/**
 * What all convolutions do around their product: channels go last, a bias and an activation follow.
 *
 * @param rank how many dimensions the window slides over
 */
record Filtering(int rank, DataFormat format, boolean bias, Activation activation) {

    static Filtering read(Settings settings, int rank) throws ModelRefusedException {
        return new Filtering(
                rank, DataFormat.read(settings), settings.bool("use_bias", true), Activation.optional(settings));
    }

    /** The layer's input with its channels last. */
    Tensor enter(LayerScope scope, Tensor input) throws ModelRefusedException {
        scope.requireRank(input, rank + 2, "batch, " + rank + " that the window slides over, channels");
        if (input.dtype() != scope.policy().compute()) {
            throw scope.invalid("convolves " + input.dtype().keras() + " by weights of "
                    + scope.policy().compute().keras());
        }
        return format.toLast(scope.graph(), input);
    }

    /** The layer's output; the bias is the weight of that index. */
    Tensor leave(LayerScope scope, Tensor product, int biasIndex) throws ModelRefusedException {
        GraphBuilder graph = scope.graph();
        // Some activations work along the last dimension, wherever the channels are.
        return activation.apply(graph, bias ? biased(scope, product, biasIndex) : format.fromLast(graph, product));
    }

    private Tensor biased(LayerScope scope, Tensor product, int index) throws ModelRefusedException {
        GraphBuilder graph = scope.graph();
        long filters = scope.size(product, -1);
        Tensor weight = scope.weight(index, filters);
        if (format == DataFormat.CHANNELS_FIRST && product.size(-2) == filters) {
            // With channels first, Keras on TensorFlow takes a last dimension that is as long as the bias for the
            // channels (add in keras/src/backend/tensorflow/numpy.py); models were trained that way.
            return graph.biasAdd(format.fromLast(graph, product), weight);
        }
        return format.fromLast(graph, graph.biasAdd(product, weight));
    }
}
