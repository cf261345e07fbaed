package dev.kerasguard.keras.assembly;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.RefusalRule;
import dev.kerasguard.keras.assembly.ModelPlan.Step;
import dev.kerasguard.keras.config.ModelConfig;
import dev.kerasguard.keras.config.ModelConfig.Argument;
import dev.kerasguard.keras.config.ModelConfig.Call;
import dev.kerasguard.keras.config.ModelConfig.Functional;
import dev.kerasguard.keras.config.ModelConfig.Layer;
import dev.kerasguard.keras.config.ModelConfig.Port;
import dev.kerasguard.keras.config.ModelConfig.Sequential;
import dev.kerasguard.keras.graph.ShapeException;
import dev.kerasguard.keras.layers.Arguments;
import dev.kerasguard.keras.layers.CallBudget;
import dev.kerasguard.keras.layers.LayerBuilder;
import dev.kerasguard.keras.layers.LayerScope;
import dev.kerasguard.keras.layers.Value;
import dev.kerasguard.keras.layers.Value.Leaf;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A model as a layer: it calls its layers, as Keras does when it rebuilds a model from its config. */
record ModelLayer(ModelPlan plan, LayerObserver observer) implements LayerBuilder {

    @Override
    public Value call(LayerScope scope, Arguments arguments) throws ModelRefusedException {
        return call(scope, arguments, "layers");
    }

    /**
     * Calls the model.
     *
     * @param container the group that holds the groups of its layers
     */
    Value call(LayerScope scope, Arguments arguments, String container) throws ModelRefusedException {
        LayerScope layers = scope.path().isEmpty()
                ? new LayerScope(
                        scope.graph(), scope.place(), container, scope.policy(), scope.weights(), scope.budget())
                : scope.child(container);
        return switch (plan.config()) {
            case Sequential model -> sequential(model, layers, arguments);
            case Functional model -> functional(model, layers, arguments.masked());
        };
    }

    private Value sequential(Sequential model, LayerScope scope, Arguments arguments) throws ModelRefusedException {
        Value value = scope.only(arguments);
        for (Layer layer : model.layers()) {
            value = step(layer.name(), scope, new Arguments(List.of(value), Map.of()));
            observer.called(layer.name(), value);
        }
        return value;
    }

    private Value functional(Functional model, LayerScope scope, List<Leaf> inputs) throws ModelRefusedException {
        if (inputs.size() != model.inputs().size()) {
            throw invalid("takes " + model.inputs().size() + " tensors and is called with " + inputs.size());
        }
        CallResults results = new CallResults(plan);
        for (int i = 0; i < inputs.size(); i++) {
            results.enter(model.inputs().get(i).tensor(), inputs.get(i));
        }
        List<Layer> waiting = new ArrayList<>(model.layers());
        while (!waiting.isEmpty()) {
            int before = results.size();
            List<Layer> still = new ArrayList<>();
            for (Layer layer : waiting) {
                if (!callWhatIsReady(layer, scope, results)) {
                    still.add(layer);
                }
            }
            if (results.size() == before && !still.isEmpty()) {
                throw invalid("its layer \"" + still.getFirst().name() + "\" waits for a tensor that nothing gives");
            }
            waiting = still;
        }
        List<Value> outputs = new ArrayList<>();
        for (Port port : model.outputs()) {
            Leaf output = results.findPort(port.tensor());
            if (output == null) {
                throw invalid("its output is a tensor that nothing gives");
            }
            outputs.add(output);
        }
        return outputs.size() == 1 ? outputs.getFirst() : new Value.Sequence(outputs);
    }

    /** Whether all calls of a layer are done. */
    private boolean callWhatIsReady(Layer layer, LayerScope scope, CallResults results) throws ModelRefusedException {
        List<Call> all = layer.calls();
        for (int i = results.calls(layer.name()); i < all.size(); i++) {
            Arguments arguments = arguments(all.get(i), results);
            if (arguments == null) {
                return false;
            }
            Value given = step(layer.name(), scope, arguments);
            observer.called(layer.name(), given);
            results.add(layer.name(), given);
            endMasks(layer.name(), arguments, results);
        }
        return true;
    }

    /** Some layers take the masks off the very tensors that they are called with. */
    private void endMasks(String layer, Arguments arguments, CallResults results) {
        if (plan.steps().get(layer) instanceof Step.Build build
                && build.builder().endsMasks()) {
            Stream.concat(arguments.positional().stream(), arguments.keywords().values().stream())
                    .flatMap(value -> value.leaves().stream())
                    .map(Leaf::tensor)
                    // What was cast on the way in is another tensor, and this one keeps its mask.
                    .filter(tensor -> tensor.dtype() == build.policy().compute())
                    .forEach(results::endMask);
        }
    }

    /** The values that a call names; null when one of them is not there yet. */
    private @Nullable Arguments arguments(Call call, CallResults results) throws ModelRefusedException {
        List<Value> positional = new ArrayList<>();
        for (Argument each : call.positional()) {
            Value value = value(each, results);
            if (value == null) {
                return null;
            }
            positional.add(value);
        }
        Map<String, Value> keywords = new LinkedHashMap<>();
        for (Map.Entry<String, Argument> each : call.keywords().entrySet()) {
            Value value = value(each.getValue(), results);
            if (value == null) {
                return null;
            }
            keywords.put(each.getKey(), value);
        }
        return new Arguments(positional, keywords);
    }

    private static @Nullable Value value(Argument argument, CallResults results) {
        switch (argument) {
            case Argument.Ref(var tensor) -> {
                return results.find(tensor);
            }
            case Argument.Sequence(List<Argument> values) -> {
                List<Value> all = new ArrayList<>();
                for (Argument each : values) {
                    Value value = value(each, results);
                    if (value == null) {
                        return null;
                    }
                    all.add(value);
                }
                return new Value.Sequence(all);
            }
            case Argument.Mapping(Map<String, Argument> values) -> {
                Map<String, Value> all = new LinkedHashMap<>();
                for (Map.Entry<String, Argument> each : values.entrySet()) {
                    Value value = value(each.getValue(), results);
                    if (value == null) {
                        return null;
                    }
                    all.put(each.getKey(), value);
                }
                return new Value.Mapping(all);
            }
            case Argument.Constant(var value) -> {
                return new Value.Constant(value);
            }
        }
    }

    private Value step(String layer, LayerScope scope, Arguments arguments) throws ModelRefusedException {
        return switch (plan.steps().get(layer)) {
            case Step.Enter _ -> scope.only(arguments);
            case Step.Build build -> build(layer, build, scope, arguments);
            case null -> throw invalid("has no layer \"" + layer + "\"");
        };
    }

    private static Value build(String layer, Step.Build step, LayerScope model, Arguments arguments)
            throws ModelRefusedException {
        LayerScope scope = new LayerScope(
                model.graph(),
                step.place(),
                model.path() + "/" + step.weights(),
                step.policy(),
                model.weights(),
                model.budget());
        model.budget().call(scope);
        String outer = model.graph().enter(layer);
        try {
            Value given = step.builder().call(scope, CallArguments.prepare(scope, step.builder(), arguments));
            for (Leaf leaf : given.leaves()) {
                CallBudget.check(leaf.tensor(), step.place());
            }
            return given;
        } catch (ShapeException | ArithmeticException e) {
            throw RefusalRule.GRAPH_INVALID.at(
                    step.place(),
                    "does not fit its input: " + e.getMessage() + "; check the model with Keras and re-save it");
        } finally {
            model.graph().enter(outer);
        }
    }

    private ModelRefusedException invalid(String what) {
        ModelConfig model = plan.config();
        return RefusalRule.GRAPH_INVALID.at(
                "config.json model \"" + model.name() + "\"", what + "; check the model with Keras and re-save it");
    }
}
