package dev.kerasguard.keras.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What config.json says that a model is. */
public sealed interface ModelConfig {

    /** The model's name. */
    String name();

    /** Its layers, in the order by which the weights' paths are counted. */
    List<Layer> layers();

    /**
     * Layers one after the other.
     *
     * @param buildShape the shape it was built with, batch first, -1 for any; null when its first layer is an input
     */
    record Sequential(
            String name, List<Layer> layers, @Nullable List<Long> buildShape) implements ModelConfig {
        public Sequential {
            layers = List.copyOf(layers);
        }
    }

    /**
     * Layers that call each other's tensors.
     *
     * @param inputs which tensors it takes, in order
     * @param outputs which tensors it gives, in order
     */
    record Functional(String name, List<Layer> layers, List<Port> inputs, List<Port> outputs) implements ModelConfig {
        public Functional {
            layers = List.copyOf(layers);
            inputs = List.copyOf(inputs);
            outputs = List.copyOf(outputs);
        }
    }

    /**
     * One layer of a model.
     *
     * @param name unique in its model
     * @param className its Keras class, which the weights' path is made of
     * @param kind what it is
     * @param calls where it is called, in order; empty in a Sequential
     */
    record Layer(String name, String className, Kind kind, List<Call> calls) {
        public Layer {
            calls = List.copyOf(calls);
        }
    }

    /** What a layer can be. */
    sealed interface Kind {

        /**
         * Where a tensor enters.
         *
         * @param shape batch first; -1 is any
         */
        record Input(List<Long> shape) implements Kind {
            public Input {
                shape = List.copyOf(shape);
            }
        }

        /** A model used as a layer. */
        record Nested(ModelConfig model) implements Kind {}

        /** A layer of Keras with its settings. */
        record Operation(Settings settings) implements Kind {}
    }

    /** One call of a layer with the tensors that go in, in order. */
    record Call(List<TensorRef> arguments) {
        public Call {
            arguments = List.copyOf(arguments);
        }
    }

    /**
     * The tensor that a layer's call gave.
     *
     * @param layer the layer's name
     * @param call which of its calls, from 0
     * @param tensor which of that call's outputs, from 0
     */
    record TensorRef(String layer, int call, int tensor) {}

    /**
     * A tensor of a model's own signature.
     *
     * @param key its name when the model names it; null when it is known by position only
     */
    record Port(@Nullable String key, TensorRef tensor) {}
}
