package dev.kerasguard.keras.graph;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.RefusalRule;
import dev.kerasguard.keras.config.ModelConfig;
import dev.kerasguard.keras.config.ModelConfig.Call;
import dev.kerasguard.keras.config.ModelConfig.Functional;
import dev.kerasguard.keras.config.ModelConfig.Layer;
import dev.kerasguard.keras.config.ModelConfig.Port;
import dev.kerasguard.keras.config.ModelConfig.Sequential;
import dev.kerasguard.keras.config.ModelConfig.TensorRef;
import dev.kerasguard.keras.graph.ModelPlan.Step;
import dev.kerasguard.keras.layers.LayerScope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Operand;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Calls the layers of a planned model on tensors, as Keras does when it rebuilds a model from its config. */
final class GraphAssembler {

    /** Models in models can multiply: ten levels that call the next one ten times would be 10^10 layers. */
    private static final int MAX_CALLS = 20_000;

    /** Numbers of one example that one layer may give: 512 MB. VGG's largest layer gives 3.2 million. */
    private static final long MAX_ELEMENTS = 1L << 27;

    private final Ops tf;
    private final StoredWeights weights;
    private int calls;

    GraphAssembler(Ops tf, StoredWeights weights) {
        this.tf = tf;
        this.weights = weights;
    }

    /** Calls a model. */
    List<Operand<TFloat32>> call(ModelPlan plan, List<Operand<TFloat32>> inputs) throws ModelRefusedException {
        return switch (plan.config()) {
            case Sequential model -> sequential(model, plan, inputs);
            case Functional model -> functional(model, plan, inputs);
        };
    }

    private List<Operand<TFloat32>> sequential(Sequential model, ModelPlan plan, List<Operand<TFloat32>> inputs)
            throws ModelRefusedException {
        List<Operand<TFloat32>> tensors = inputs;
        for (Layer layer : model.layers()) {
            tensors = step(layer.name(), plan, tensors);
        }
        return tensors;
    }

    private List<Operand<TFloat32>> functional(Functional model, ModelPlan plan, List<Operand<TFloat32>> inputs)
            throws ModelRefusedException {
        if (inputs.size() != model.inputs().size()) {
            throw invalid(model, "takes " + model.inputs().size() + " tensors and is called with " + inputs.size());
        }
        Results results = new Results(plan);
        for (int i = 0; i < inputs.size(); i++) {
            results.enter(model.inputs().get(i).tensor(), inputs.get(i));
        }
        List<Layer> waiting = new ArrayList<>(model.layers());
        while (!waiting.isEmpty()) {
            int before = results.size();
            List<Layer> still = new ArrayList<>();
            for (Layer layer : waiting) {
                if (!callWhatIsReady(layer, plan, results)) {
                    still.add(layer);
                }
            }
            if (results.size() == before && !still.isEmpty()) {
                throw invalid(
                        model, "its layer \"" + still.getFirst().name() + "\" waits for a tensor that nothing gives");
            }
            waiting = still;
        }
        List<Operand<TFloat32>> outputs = new ArrayList<>();
        for (Port port : model.outputs()) {
            Operand<TFloat32> output = results.findPort(port.tensor());
            if (output == null) {
                throw invalid(model, "its output is a tensor that nothing gives");
            }
            outputs.add(output);
        }
        return outputs;
    }

    /** Whether all calls of a layer are done. */
    private boolean callWhatIsReady(Layer layer, ModelPlan plan, Results results) throws ModelRefusedException {
        List<Call> all = layer.calls();
        for (int i = results.calls(layer.name()); i < all.size(); i++) {
            List<Operand<TFloat32>> arguments = new ArrayList<>();
            for (TensorRef ref : all.get(i).arguments()) {
                Operand<TFloat32> argument = results.find(ref);
                if (argument == null) {
                    return false;
                }
                arguments.add(argument);
            }
            results.add(layer.name(), step(layer.name(), plan, arguments));
        }
        return true;
    }

    private List<Operand<TFloat32>> step(String layer, ModelPlan plan, List<Operand<TFloat32>> arguments)
            throws ModelRefusedException {
        if (++calls > MAX_CALLS) {
            throw invalid(plan.config(), "its layers are called more than " + MAX_CALLS + " times");
        }
        return switch (plan.steps().get(layer)) {
            case Step.Enter _ -> arguments;
            case Step.Nest(ModelPlan model) -> call(model, arguments);
            case Step.Build build -> List.of(build(layer, build, arguments));
            case null -> throw invalid(plan.config(), "has no layer \"" + layer + "\"");
        };
    }

    private Operand<TFloat32> build(String layer, Step.Build step, List<Operand<TFloat32>> arguments)
            throws ModelRefusedException {
        if (arguments.isEmpty()) {
            throw RefusalRule.GRAPH_INVALID.at(
                    step.place(), "is called with no tensor; re-save the model with Keras 3");
        }
        Ops named = tf.withSubScope(scopeName(layer));
        LayerScope scope = new LayerScope(
                named,
                step.place(),
                (index, shape) -> weights.constant(step.weights() + "/" + index, shape, step.place()));
        Operand<TFloat32> output;
        try {
            output = step.builder().build(scope, arguments);
            checkSize(output, step.place());
        } catch (TensorFlowException | IllegalArgumentException e) {
            throw RefusalRule.GRAPH_INVALID.at(
                    step.place(),
                    "does not fit its input: " + firstLine(e) + "; check the model with Keras and re-save it");
        }
        return output;
    }

    static void checkSize(Operand<TFloat32> output, String place) throws ModelRefusedException {
        long elements = 1;
        int rank = output.shape().numDimensions();
        for (int i = 1; i < rank; i++) {
            long size = output.shape().get(i);
            if (size > 0 && elements > MAX_ELEMENTS / size) {
                throw RefusalRule.MODEL_TOO_LARGE.at(
                        place, "gives " + output.shape() + ", more than " + MAX_ELEMENTS + " numbers for one example");
            }
            elements *= Math.max(size, 1);
        }
    }

    private static String scopeName(String layer) {
        String plain = layer.replaceAll("[^A-Za-z0-9_]", "_");
        return Character.isLetterOrDigit(plain.charAt(0)) ? plain : "layer" + plain;
    }

    private static String firstLine(RuntimeException e) {
        String message = String.valueOf(e.getMessage());
        return message.lines().findFirst().orElse("").replaceAll("[^\\x20-\\x7e]", "?");
    }

    private static ModelRefusedException invalid(ModelConfig model, String what) {
        return RefusalRule.GRAPH_INVALID.at(
                "config.json model \"" + model.name() + "\"", what + "; check the model with Keras and re-save it");
    }

    /** What the layers of one model have given so far, call by call. */
    private static final class Results {

        private final ModelPlan plan;
        private final Map<String, List<List<Operand<TFloat32>>>> byLayer = new HashMap<>();
        private int size;

        Results(ModelPlan plan) {
            this.plan = plan;
        }

        void enter(TensorRef port, Operand<TFloat32> tensor) throws ModelRefusedException {
            if (!(plan.steps().get(port.layer()) instanceof Step.Enter) || byLayer.containsKey(port.layer())) {
                throw invalid(plan.config(), "its input \"" + port.layer() + "\" is not an InputLayer of its own");
            }
            add(port.layer(), List.of(tensor));
        }

        void add(String layer, List<Operand<TFloat32>> outputs) {
            byLayer.computeIfAbsent(layer, _ -> new ArrayList<>()).add(outputs);
            size++;
        }

        int calls(String layer) {
            return byLayer.getOrDefault(layer, List.of()).size();
        }

        int size() {
            return size;
        }

        @Nullable Operand<TFloat32> find(TensorRef ref) {
            List<List<Operand<TFloat32>>> calls = byLayer.getOrDefault(ref.layer(), List.of());
            if (ref.call() >= calls.size()
                    || ref.tensor() >= calls.get(ref.call()).size()) {
                return null;
            }
            return calls.get(ref.call()).get(ref.tensor());
        }

        /** In a model's own outputs, and only there, a functional model counts its making as call 0. */
        @Nullable Operand<TFloat32> findPort(TensorRef ref) {
            boolean functional = plan.steps().get(ref.layer()) instanceof Step.Nest(ModelPlan nested)
                    && nested.config() instanceof Functional;
            int call = functional ? ref.call() - 1 : ref.call();
            return call < 0 ? null : find(new TensorRef(ref.layer(), call, ref.tensor()));
        }
    }
}
