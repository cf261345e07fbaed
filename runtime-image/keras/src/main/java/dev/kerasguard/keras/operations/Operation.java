package dev.kerasguard.keras.operations;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.Arguments;
import dev.kerasguard.keras.layers.LayerBuilder;
import dev.kerasguard.keras.layers.LayerReader;
import dev.kerasguard.keras.layers.LayerScope;
import dev.kerasguard.keras.layers.Value;
import dev.kerasguard.keras.layers.Value.Leaf;
import java.util.List;
import java.util.Set;

/**
 * An operation of {@code keras.ops} whose settings were read. Unlike a layer it casts nothing that it is called with,
 * and masks end at it.
 *
 * @param parameters the names of what it can be called with, in order; none when it can be called with any number
 * @param body what it does
 */
record Operation(List<String> parameters, Body body) implements LayerBuilder {

    /** What an operation does. */
    @FunctionalInterface
    interface Body {
        /** Adds the operation's nodes. */
        Value apply(OperationCall call) throws ModelRefusedException;
    }

    /** What an operation that gives one tensor does. */
    @FunctionalInterface
    interface One {
        /** Adds the operation's nodes. */
        Tensor apply(OperationCall call) throws ModelRefusedException;
    }

    /** Reads the settings of an operation that gives one tensor. */
    @FunctionalInterface
    interface OneReader {
        /** Reads the settings. */
        One read(Settings settings) throws ModelRefusedException;
    }

    /** Reads the settings of an operation. */
    @FunctionalInterface
    interface Reader {
        /** Reads the settings. */
        Body read(Settings settings) throws ModelRefusedException;
    }

    @Override
    public Value call(LayerScope scope, Arguments arguments) throws ModelRefusedException {
        if (!parameters.isEmpty() && arguments.positional().size() > parameters.size()) {
            throw scope.invalid(
                    "is called with " + arguments.positional().size() + " values and takes " + parameters.size());
        }
        return body.apply(new OperationCall(scope, parameters, arguments));
    }

    @Override
    public Set<String> keywords() {
        return Set.copyOf(parameters);
    }

    @Override
    public boolean castsInputs() {
        return false;
    }

    /** An operation without settings. */
    static LayerReader plain(One body, String... parameters) {
        return with(_ -> body, parameters);
    }

    /** An operation with settings. */
    static LayerReader with(OneReader reader, String... parameters) {
        return several(
                settings -> {
                    One body = reader.read(settings);
                    return call -> new Leaf(body.apply(call));
                },
                parameters);
    }

    /** An operation that may give several tensors. */
    static LayerReader several(Reader reader, String... parameters) {
        return (settings, _) -> new Operation(List.of(parameters), reader.read(settings));
    }

    /** An operation of any number of tensors, that gives one. */
    static LayerReader ofMany(OneReader reader) {
        return with(reader);
    }

    /** An operation of any number of tensors, that gives several. */
    static LayerReader severalOfMany(Reader reader) {
        return several(reader);
    }
}
