package dev.kerasguard.keras.assembly;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.RefusalRule;
import dev.kerasguard.keras.assembly.ModelPlan.Step;
import dev.kerasguard.keras.config.ModelConfig.Functional;
import dev.kerasguard.keras.config.ModelConfig.TensorRef;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.Value;
import dev.kerasguard.keras.layers.Value.Leaf;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the layers of one model have given so far, call by call. */
final class CallResults {

    private final ModelPlan plan;
    private final Map<String, List<List<Leaf>>> byLayer = new HashMap<>();
    private final Set<Tensor> unmasked = new HashSet<>();
    private int size;

    CallResults(ModelPlan plan) {
        this.plan = plan;
    }

    /** A tensor that the model is called with. */
    void enter(TensorRef port, Leaf tensor) throws ModelRefusedException {
        if (!(plan.steps().get(port.layer()) instanceof Step.Enter) || byLayer.containsKey(port.layer())) {
            throw RefusalRule.GRAPH_INVALID.at(
                    "config.json model \"" + plan.config().name() + "\"",
                    "its input \"" + port.layer()
                            + "\" is not an InputLayer of its own; check the model with Keras and re-save it");
        }
        add(port.layer(), tensor);
    }

    /** What a layer's next call gave. */
    void add(String layer, Value given) {
        List<Leaf> leaves = given.leaves();
        leaves.stream().filter(leaf -> leaf.mask() != null).map(Leaf::tensor).forEach(unmasked::remove);
        byLayer.computeIfAbsent(layer, _ -> new ArrayList<>()).add(leaves);
        size++;
    }

    /** Takes the mask off a tensor, for all layers that are called with it until one gives it a mask again. */
    void endMask(Tensor tensor) {
        unmasked.add(tensor);
    }

    /** How many calls of a layer are done. */
    int calls(String layer) {
        return byLayer.getOrDefault(layer, List.of()).size();
    }

    /** How many calls are done. */
    int size() {
        return size;
    }

    /** A tensor that is there; else null. */
    @Nullable Leaf find(TensorRef ref) {
        List<List<Leaf>> calls = byLayer.getOrDefault(ref.layer(), List.of());
        if (ref.call() >= calls.size() || ref.tensor() >= calls.get(ref.call()).size()) {
            return null;
        }
        Leaf leaf = calls.get(ref.call()).get(ref.tensor());
        return unmasked.contains(leaf.tensor()) ? new Leaf(leaf.tensor()) : leaf;
    }

    /** In a model's own outputs, and only there, a functional model counts its making as call 0. */
    @Nullable Leaf findPort(TensorRef ref) {
        boolean functional = plan.steps().get(ref.layer()) instanceof Step.Build build
                && build.builder() instanceof ModelLayer(ModelPlan nested, var _)
                && nested.config() instanceof Functional;
        int call = functional ? ref.call() - 1 : ref.call();
        return call < 0 ? null : find(new TensorRef(ref.layer(), call, ref.tensor()));
    }
}
