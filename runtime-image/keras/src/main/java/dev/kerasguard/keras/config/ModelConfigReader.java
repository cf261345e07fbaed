package dev.kerasguard.keras.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kerasguard.keras.LoadLimits;
import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.RefusalRule;
import dev.kerasguard.keras.config.ModelConfig.Call;
import dev.kerasguard.keras.config.ModelConfig.Kind;
import dev.kerasguard.keras.config.ModelConfig.Layer;
import dev.kerasguard.keras.config.ModelConfig.Port;
import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.Shape;
import dev.kerasguard.keras.graph.TensorType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a Sequential or Functional model from config.json; every class is checked against an allowlist of modules. */
public final class ModelConfigReader {

    private static final int MAX_RANK = 6;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.][A-Za-z0-9_.>/ -]{0,199}");
    private static final Pattern CLASS = Pattern.compile("(?:[A-Za-z0-9_.-]{1,100}>)?[A-Za-z_][A-Za-z0-9_]{0,99}");
    private static final Set<String> SEQUENTIAL = Set.of("keras", "keras.models", "keras.src.models.sequential");
    private static final Set<String> FUNCTIONAL =
            Set.of("keras", "keras.models", "keras.src.models.functional", "keras.src.models.model");

    private ModelConfigReader() {}

    /**
     * Reads the model.
     *
     * @param json the bytes of config.json
     */
    public static ModelConfig read(byte[] json, LoadLimits limits) throws ModelRefusedException {
        return read(json, "config.json", root -> root, limits);
    }

    /** Says in the words of Keras 3 what another config says. */
    @FunctionalInterface
    public interface Translation {
        /** Translates a whole model. */
        ObjectNode apply(ObjectNode root) throws ModelRefusedException;
    }

    /**
     * Reads a model whose config is not that of Keras 3.
     *
     * @param json the bytes of the config
     * @param place what the config is called in its file
     * @param translation what makes it one
     */
    public static ModelConfig read(byte[] json, String place, Translation translation, LoadLimits limits)
            throws ModelRefusedException {
        ObjectNode root = StrictJson.object(json, place, limits.configValues());
        ForbiddenObjects.refuse(root);
        return model(KerasObject.read(translation.apply(root), place), 0, limits);
    }

    /** Reads a model that a layer holds. */
    public static ModelConfig nested(KerasObject object, LoadLimits limits) throws ModelRefusedException {
        return model(object, 1, limits);
    }

    /** Whether an object is a model and not a layer. */
    public static boolean isModel(KerasObject object) {
        return switch (object.className()) {
            case "Sequential" -> SEQUENTIAL.contains(object.module());
            case "Functional", "Model" -> FUNCTIONAL.contains(object.module());
            default -> false;
        };
    }

    private static ModelConfig model(KerasObject object, int depth, LoadLimits limits) throws ModelRefusedException {
        if (!isModel(object)) {
            throw object.refused("is not a Sequential or Functional model");
        }
        if (depth > limits.depth()) {
            throw RefusalRule.GRAPH_INVALID.at(
                    object.place(), "models nest deeper than " + limits.depth() + "; flatten the model");
        }
        Settings settings = object.config();
        String name = settings.string("name", "model");
        List<Layer> layers = layers(settings, depth, limits);
        if (object.className().equals("Sequential")) {
            return new ModelConfig.Sequential(name, layers, shape(settings, "build_input_shape"));
        }
        return new ModelConfig.Functional(
                name, layers, ports(settings, "input_layers"), ports(settings, "output_layers"));
    }

    private static List<Layer> layers(Settings model, int depth, LoadLimits limits) throws ModelRefusedException {
        List<JsonNode> nodes = model.array("layers");
        if (nodes.size() > limits.layers()) {
            throw model.invalid("layers", "has more than " + limits.layers() + " layers");
        }
        List<Layer> layers = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < nodes.size(); i++) {
            Layer layer = layer(nodes.get(i), model.place() + " layers[" + i + "]", depth, limits);
            if (!names.add(layer.name())) {
                throw model.invalid("layers", "has two layers called \"" + layer.name() + "\"");
            }
            layers.add(layer);
        }
        return layers;
    }

    private static Layer layer(JsonNode node, String at, int depth, LoadLimits limits) throws ModelRefusedException {
        KerasObject unnamed = KerasObject.read(node, at);
        // Some operations do not say it in their settings.
        String name = unnamed.config().has("name")
                ? unnamed.config().string("name")
                : new Settings(unnamed.node(), at).string("name");
        if (!NAME.matcher(name).matches() || name.contains("..")) {
            throw RefusalRule.CONFIG_INVALID.at(
                    at, "its name may hold letters, digits, and _ . - > / only; rename the layer and re-save");
        }
        KerasObject object = KerasObject.read(node, at + " \"" + name + "\"");
        if (!CLASS.matcher(object.className()).matches()) {
            throw object.refused("is not a class of Keras");
        }
        List<Call> calls = Calls.read(object);
        Kind kind;
        if (isModel(object)) {
            kind = new Kind.Nested(model(object, depth + 1, limits));
        } else if (object.className().equals("InputLayer") && object.module().equals("keras.layers")) {
            kind = input(object.config());
        } else {
            kind = new Kind.Operation(object);
        }
        return new Layer(name, object.className(), kind, calls);
    }

    private static Kind input(Settings settings) throws ModelRefusedException {
        if (settings.bool("sparse", false) || settings.bool("ragged", false) || settings.bool("optional", false)) {
            throw RefusalRule.OPTION_NOT_SUPPORTED.at(
                    settings.place(), "sparse, ragged and optional inputs are not supported; use a dense input");
        }
        List<Long> shape = shape(settings, settings.has("batch_shape") ? "batch_shape" : "batch_input_shape");
        if (shape == null) {
            throw settings.invalid("batch_shape", "must be a list of sizes");
        }
        DType dtype = DtypePolicy.plain(settings).orElse(DType.FLOAT32);
        return new Kind.Input(new TensorType(dtype, new Shape(shape)));
    }

    private static @Nullable List<Long> shape(Settings settings, String key) throws ModelRefusedException {
        if (!settings.has(key)) {
            return null;
        }
        List<JsonNode> sizes = settings.array(key);
        if (sizes.isEmpty() || sizes.size() > MAX_RANK) {
            throw settings.invalid(key, "must have 1 to " + MAX_RANK + " dimensions");
        }
        List<Long> shape = new ArrayList<>();
        for (JsonNode size : sizes) {
            if (size.isNull()) {
                shape.add(-1L);
            } else if (size.isInt() && size.intValue() > 0 && size.intValue() <= Settings.MAX_INTEGER) {
                shape.add(size.longValue());
            } else {
                throw settings.invalid(key, "must hold null or sizes from 1 to " + Settings.MAX_INTEGER);
            }
        }
        return shape;
    }

    private static List<Port> ports(Settings settings, String key) throws ModelRefusedException {
        JsonNode node = settings.find(key);
        if (node == null) {
            throw settings.invalid(key, "must name tensors");
        }
        List<Port> ports = new ArrayList<>();
        if (node instanceof ObjectNode named) {
            // Keras flattens dictionaries in the order of their keys.
            for (String name :
                    named.propertyStream().map(e -> e.getKey()).sorted().toList()) {
                if (!NAME.matcher(name).matches()) {
                    throw settings.invalid(key, "has a name that is not made of letters, digits and _ . - / only");
                }
                ports.add(new Port(name, Calls.ref(named.required(name), settings.place())));
            }
        } else if (Calls.isRef(node)) {
            ports.add(new Port(null, Calls.ref(node, settings.place())));
        } else {
            for (JsonNode each : settings.array(key)) {
                addInOrder(each, settings.place(), ports);
            }
        }
        if (ports.isEmpty()) {
            throw settings.invalid(key, "must name tensors");
        }
        return ports;
    }

    /** Lists in a list, such as the states of several cells, are called by position as if they were one list. */
    private static void addInOrder(JsonNode node, String place, List<Port> to) throws ModelRefusedException {
        if (!node.isArray() || Calls.isRef(node)) {
            to.add(new Port(null, Calls.ref(node, place)));
            return;
        }
        for (JsonNode each : node) {
            addInOrder(each, place, to);
        }
    }
}
