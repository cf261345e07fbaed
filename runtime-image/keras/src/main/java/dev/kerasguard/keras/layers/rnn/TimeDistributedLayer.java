package dev.kerasguard.keras.layers.rnn;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.KerasObject;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.RecurrentOp;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.Arguments;
import dev.kerasguard.keras.layers.CallBudget;
import dev.kerasguard.keras.layers.LayerBuilder;
import dev.kerasguard.keras.layers.LayerCatalog;
import dev.kerasguard.keras.layers.LayerScope;
import dev.kerasguard.keras.layers.Value;
import dev.kerasguard.keras.layers.Value.Leaf;
import java.util.List;

/** {@code TimeDistributed}: a layer, or a model, on each step by itself; the steps of all examples become one batch. */
record TimeDistributedLayer(LayerBuilder layer, KerasObject object) implements LayerBuilder {

    static TimeDistributedLayer read(Settings settings, LayerCatalog catalog) throws ModelRefusedException {
        KerasObject object = settings.layer("layer");
        return new TimeDistributedLayer(catalog.read(object), object);
    }

    @Override
    public Value call(LayerScope scope, Arguments arguments) throws ModelRefusedException {
        Leaf input = scope.only(arguments);
        Tensor sequence = input.tensor();
        if (sequence.rank() < 3) {
            throw scope.invalid(
                    "takes at least 3 dimensions (batch, steps, ...) and is called with " + sequence.rank());
        }
        GraphBuilder graph = scope.graph();
        LayerScope own = scope.child("layer", object);
        scope.budget().call(own);
        Tensor steps = graph.op(new RecurrentOp.Fold(), sequence);
        Tensor cast = steps.dtype().isFloating() && own.policy().compute().isFloating()
                ? graph.cast(steps, own.policy().compute())
                : steps;
        Tensor mask = input.mask();
        // A mask of whole steps says nothing to a layer that sees one step.
        Tensor inner = mask == null || mask.rank() < 3 ? null : graph.op(new RecurrentOp.Fold(), mask);
        List<Leaf> given = layer.call(own, Arguments.of(new Leaf(cast, inner))).leaves();
        if (given.size() != 1) {
            throw scope.invalid("wraps a layer that gives " + given.size() + " tensors for a step");
        }
        Tensor rows = given.getFirst().tensor();
        CallBudget.check(rows, scope.place());
        return new Leaf(graph.op(new RecurrentOp.Unfold(), rows, sequence), mask);
    }
}
