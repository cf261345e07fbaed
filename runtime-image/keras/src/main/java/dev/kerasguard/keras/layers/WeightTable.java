package dev.kerasguard.keras.layers;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.RefusalRule;
import dev.kerasguard.keras.graph.WeightDeclaration;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Every weight that a model declares, once, in the order of declaration. */
public final class WeightTable {

    private final Map<String, WeightDeclaration> byPath = new LinkedHashMap<>();
    private final Assets assets;

    /** @param assets what the model's file has beside its weights */
    public WeightTable(Assets assets) {
        this.assets = assets;
    }

    /** What the model's file has beside its weights. */
    Assets assets() {
        return assets;
    }

    /** Adds a weight; a layer that is called again declares the same ones again. */
    WeightDeclaration declare(WeightDeclaration declaration) throws ModelRefusedException {
        WeightDeclaration before = byPath.putIfAbsent(declaration.path(), declaration);
        if (before != null && !before.type().equals(declaration.type())) {
            throw RefusalRule.GRAPH_INVALID.at(
                    declaration.place(),
                    "needs weights of " + before.type().shape() + " in one call and of "
                            + declaration.type().shape()
                            + " in another; check the model with Keras and re-save it");
        }
        return before == null ? declaration : before;
    }

    /** The weight of a path; null when no layer has declared it. */
    public @Nullable WeightDeclaration find(String path) {
        return byPath.get(path);
    }

    /** All of them. */
    public Collection<WeightDeclaration> all() {
        return Collections.unmodifiableCollection(byPath.values());
    }
}
