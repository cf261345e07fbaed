package dev.kerasguard.keras.assembly;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.ModelConfig;
import dev.kerasguard.keras.config.ModelConfig.Kind;
import dev.kerasguard.keras.config.ModelConfig.Layer;
import dev.kerasguard.keras.graph.WeightDeclaration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The order in which a legacy file stores the weights of a model's layers: for each layer of the model, and for each
 * model that is used as one, first all weights that training changes and then all others; a layer that was frozen has
 * none that training changes ({@code _legacy_weights} in {@code keras/src/legacy/saving/legacy_h5_format.py}).
 */
final class LegacyOrder {

    private final Map<String, List<WeightDeclaration>> byLayer = new HashMap<>();

    private LegacyOrder() {}

    /**
     * A layer of the model itself.
     *
     * @param layer its name
     * @param weights in the file's order
     */
    record Group(String layer, List<WeightDeclaration> weights) {}

    /** The layers that have weights. */
    static List<Group> of(ModelConfig model, String container, Collection<WeightDeclaration> declared)
            throws ModelRefusedException {
        LegacyOrder order = new LegacyOrder();
        List<Leaf> leaves = new ArrayList<>();
        WeightPaths paths = new WeightPaths();
        for (Layer layer : model.layers()) {
            order.collect(layer, container + "/" + paths.next(layer.className()), layer.name(), leaves);
        }
        declared.forEach(order::assign);
        Map<String, Group> groups = new LinkedHashMap<>();
        for (boolean trained : new boolean[] {true, false}) {
            for (Leaf leaf : leaves) {
                for (WeightDeclaration weight : order.byLayer.getOrDefault(leaf.path(), List.of())) {
                    if ((weight.trainable() && leaf.trained()) == trained) {
                        groups.computeIfAbsent(leaf.owner(), owner -> new Group(owner, new ArrayList<>()))
                                .weights()
                                .add(weight);
                    }
                }
            }
        }
        return model.layers().stream()
                .flatMap(layer -> Stream.ofNullable(groups.get(layer.name())))
                .toList();
    }

    /**
     * A layer that is no model.
     *
     * @param path the group of its weights
     * @param owner the layer of the model itself that it is, or is in
     * @param trained whether it is not frozen
     */
    private record Leaf(String path, String owner, boolean trained) {}

    private void collect(Layer layer, String path, String owner, List<Leaf> leaves) throws ModelRefusedException {
        switch (layer.kind()) {
            case Kind.Input _ -> {
                // Has no weights.
            }
            case Kind.Nested(ModelConfig nested) -> {
                WeightPaths paths = new WeightPaths();
                for (Layer each : nested.layers()) {
                    collect(each, path + "/layers/" + paths.next(each.className()), owner, leaves);
                }
            }
            case Kind.Operation(var object) -> {
                byLayer.put(path, new ArrayList<>());
                leaves.add(new Leaf(path, owner, object.config().bool("trainable", true)));
            }
        }
    }

    private void assign(WeightDeclaration weight) {
        String path = weight.path();
        for (int end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
            @Nullable List<WeightDeclaration> layer = byLayer.get(path.substring(0, end));
            if (layer != null) {
                layer.add(weight);
                return;
            }
        }
    }
}
