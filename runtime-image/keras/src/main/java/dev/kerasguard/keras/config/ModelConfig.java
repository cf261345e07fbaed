package dev.kerasguard.keras.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kerasguard.keras.graph.TensorType;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
         * @param type element type and shape, batch first
         */
        record Input(TensorType type) implements Kind {}

        /** A model used as a layer. */
        record Nested(ModelConfig model) implements Kind {}

        /** A layer or an operation of Keras. */
        record Operation(KerasObject object) implements Kind {}
    }

    /**
     * One call of a layer.
     *
     * @param positional what it is called with, in order
     * @param keywords what it is called with by name
     */
    record Call(List<Argument> positional, Map<String, Argument> keywords) {
        public Call {
            positional = List.copyOf(positional);
            keywords = Map.copyOf(keywords);
        }
    }

    /** What a layer can be called with. */
    sealed interface Argument {

        /** A tensor of the model. */
        record Ref(TensorRef tensor) implements Argument {}

        /** Several in a row: a list or a tuple. */
        record Sequence(List<Argument> values) implements Argument {
            public Sequence {
                values = List.copyOf(values);
            }
        }

        /** Several by name, in the file's order. */
        record Mapping(Map<String, Argument> values) implements Argument {
            public Mapping {
                values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
            }
        }

        /** Anything that is no tensor: a number, a string, null, a slice. */
        record Constant(JsonNode value) implements Argument {}
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
