package dev.kerasguard.keras.custom;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.KerasObject;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.layers.LayerBuilder;
import dev.kerasguard.keras.layers.LayerCatalog;
import dev.kerasguard.keras.layers.activation.Activation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The settings of a layer, read with their types and bounds checked. A setting that is absent and one that is null are
 * the same; whole numbers are at most 2^24, lists have at most 4,096 values.
 */
public final class LayerConfig {

    private final Settings settings;
    private final LayerCatalog catalog;

    LayerConfig(Settings settings, LayerCatalog catalog) {
        this.settings = settings;
        this.catalog = catalog;
    }

    /** Whether a value other than null is there. */
    public boolean has(String key) {
        return settings.has(key);
    }

    /** A string that must be there. */
    public String string(String key) throws ModelRefusedException {
        return settings.string(key);
    }

    /** A string with a default. */
    public String string(String key, String otherwise) throws ModelRefusedException {
        return settings.string(key, otherwise);
    }

    /** A truth value with a default. */
    public boolean bool(String key, boolean otherwise) throws ModelRefusedException {
        return settings.bool(key, otherwise);
    }

    /** A whole number that must be there. */
    public int integer(String key, int minimum) throws ModelRefusedException {
        return settings.integer(key, minimum);
    }

    /** A whole number with a default. */
    public int integer(String key, int minimum, int otherwise) throws ModelRefusedException {
        return settings.integer(key, minimum, otherwise);
    }

    /** One whole number or a list of them; must be there. */
    public List<Integer> integers(String key, int minimum) throws ModelRefusedException {
        return settings.integers(key, minimum);
    }

    /** A finite number with a default. */
    public double number(String key, double otherwise) throws ModelRefusedException {
        return settings.real(key, otherwise);
    }

    /** One finite number or a list of them; must be there. */
    public List<Double> numbers(String key) throws ModelRefusedException {
        List<Double> numbers = new ArrayList<>();
        for (float each : settings.numbers(key)) {
            numbers.add((double) each);
        }
        return numbers;
    }

    /** An activation by name, or one of Keras' activation layers without weights; linear when it is not there. */
    public Sublayer activation(String key) throws ModelRefusedException {
        if (!settings.has(key)) {
            return Sublayer.of(LayerBuilder.passingMask((_, x) -> x));
        }
        Activation function = Activation.named(settings, key);
        return Sublayer.of(LayerBuilder.passingMask((scope, x) -> function.apply(scope.graph(), x)));
    }

    /** A layer that this one wraps, as {@code keras.saving.serialize_keras_object} wrote it. */
    public Sublayer layer(String key) throws ModelRefusedException {
        return sublayer(settings.layer(key));
    }

    /**
     * A layer of Keras that this one makes for itself.
     *
     * @param className such as {@code Dense}
     * @param values its settings, by the names of its constructor's parameters; without {@code dtype} it has the dtype
     *     policy of this layer
     */
    public Sublayer layer(String className, Map<String, ?> values) throws ModelRefusedException {
        ObjectNode config = new ObjectMapper().valueToTree(values);
        JsonNode dtype = settings.find("dtype");
        if (dtype != null && !config.has("dtype")) {
            config.set("dtype", dtype);
        }
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.put("module", "keras.layers").put("class_name", className).set("config", config);
        return sublayer(KerasObject.read(object, settings.place() + " " + className));
    }

    /** The refusal to throw for a setting that makes no sense; says so and {@code must be ...}. */
    public ModelRefusedException invalid(String key, String expected) {
        return settings.invalid(key, expected);
    }

    /** The refusal to throw for a setting that the builder cannot build; {@code supported} says what it can. */
    public ModelRefusedException unsupported(String key, String supported) {
        return settings.unsupported(key, supported);
    }

    private Sublayer sublayer(KerasObject object) throws ModelRefusedException {
        return new Sublayer(catalog.read(object), object);
    }
}
