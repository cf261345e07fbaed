package dev.kerasguard.keras.layers.applications;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.layers.Arguments;
import dev.kerasguard.keras.layers.LayerBuilder;
import dev.kerasguard.keras.layers.LayerScope;
import dev.kerasguard.keras.layers.Value;
import dev.kerasguard.keras.layers.Value.Leaf;
import java.util.List;

/** {@code CustomScaleLayer} of InceptionResNetV2: the first tensor and so many times the second. */
record CustomScaleLayer(float scale) implements LayerBuilder {

    static CustomScaleLayer read(Settings settings) throws ModelRefusedException {
        return new CustomScaleLayer(settings.number("scale", 1));
    }

    @Override
    public Value call(LayerScope scope, Arguments arguments) throws ModelRefusedException {
        List<Leaf> inputs = arguments.masked();
        if (inputs.size() != 2) {
            throw scope.invalid("takes two tensors and is called with " + inputs.size());
        }
        GraphBuilder graph = scope.graph();
        return new Leaf(graph.add(
                inputs.getFirst().tensor(), graph.multiply(inputs.getLast().tensor(), scale)));
    }
}
