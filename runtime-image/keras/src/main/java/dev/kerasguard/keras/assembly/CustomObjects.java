package dev.kerasguard.keras.assembly;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.KerasObject;
import dev.kerasguard.keras.config.ModelConfigReader;
import dev.kerasguard.keras.custom.CustomLayers;
import dev.kerasguard.keras.vetting.CustomObject;
import dev.kerasguard.keras.vetting.CustomObject.StoredWeight;
import dev.kerasguard.keras.weights.StoredArray;
import dev.kerasguard.keras.weights.WeightFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Finds what in a config is the owner's own, also in a model that is refused. */
public final class CustomObjects {

    /** A file of nothing but nonsense shall not become a report of its own size. */
    private static final int MAX = 100;

    private static final Pattern UNPRINTABLE = Pattern.compile("[^A-Za-z0-9_.<>/:-]");

    private final WeightFile weights;
    private final CustomLayers custom;
    private final List<CustomObject> found = new ArrayList<>();

    private CustomObjects(WeightFile weights, CustomLayers custom) {
        this.weights = weights;
        this.custom = custom;
    }

    /**
     * Everything whose class is none of Keras', how a model was trained aside.
     *
     * @param root the model's config, in the words of Keras 3
     * @param weights the model's weights
     * @param custom which layers of the owner's own can be built
     */
    public static List<CustomObject> in(ObjectNode root, WeightFile weights, CustomLayers custom) {
        CustomObjects objects = new CustomObjects(weights, custom);
        objects.model(root, "config.json", KerasModelBuilder.container(weights), "");
        return List.copyOf(objects.found);
    }

    /**
     * Walks a model.
     *
     * @param layers the group of its layers' weights
     * @param owner the layer of the outermost model that it is in; empty for that model
     */
    private void model(JsonNode model, String place, String layers, String owner) {
        if (!isModel(model, place)) {
            // Something else than a model has all weights.
            walk(model, place, "", owner);
            return;
        }
        WeightPaths paths = new WeightPaths();
        int i = 0;
        for (JsonNode layer : model.path("config").path("layers")) {
            String name = layer.path("config").path("name").asText("");
            String at = place + " layers[" + i++ + "]" + (name.isEmpty() ? "" : " \"" + printable(name) + "\"");
            String path = layers + "/" + paths.next(layer.path("class_name").asText(""));
            String of = owner.isEmpty() ? name : owner;
            if (isModel(layer, at)) {
                model(layer, at, path + "/layers", of);
            } else {
                walk(layer, at, path, of);
            }
        }
    }

    private void walk(JsonNode node, String place, String path, String owner) {
        if (node instanceof ObjectNode object && object.path("class_name").isTextual()) {
            add(object, place, path, owner);
        }
        for (var entry : node.properties()) {
            if (!entry.getKey().equals("compile_config")) {
                walk(entry.getValue(), place, path, owner);
            }
        }
        if (node.isArray()) {
            node.forEach(each -> walk(each, place, path, owner));
        }
    }

    private void add(ObjectNode node, String place, String path, String owner) {
        String module = node.path("module").asText("");
        String className = node.path("class_name").asText();
        boolean keras = module.equals("keras") || module.startsWith("keras.");
        // Values such as __numpy__ are no objects of a class.
        if (keras || className.startsWith("__") || found.size() >= MAX) {
            return;
        }
        boolean function = className.equals("function");
        String name = registeredName(node, place);
        List<String> settings = node.path("config")
                .propertyStream()
                .limit(MAX)
                .map(each -> printable(each.getKey()))
                .toList();
        found.add(new CustomObject(
                printable(name),
                printable(function ? node.path("config").asText(className) : className),
                place,
                settings,
                function ? List.of() : weights(path, owner),
                custom.allows(name),
                custom.has(name)));
    }

    private List<StoredWeight> weights(String path, String owner) {
        return switch (weights) {
            case WeightFile.ByPath(var _, Map<String, StoredArray> arrays) ->
                arrays.entrySet().stream()
                        .filter(each -> path.isEmpty() || each.getKey().startsWith(path + "/"))
                        .sorted(Map.Entry.comparingByKey(Comparator.naturalOrder()))
                        .limit(MAX)
                        .map(each -> stored(
                                path.isEmpty() ? each.getKey() : each.getKey().substring(path.length() + 1),
                                each.getValue()))
                        .toList();
            case WeightFile.ByOrder(var _, var layers) ->
                layers.stream()
                        .filter(layer -> layer.layer().equals(owner))
                        .flatMap(layer -> layer.arrays().stream())
                        .limit(MAX)
                        .map(each -> stored(each.name(), each.array()))
                        .toList();
        };
    }

    private static StoredWeight stored(String name, StoredArray array) {
        return new StoredWeight(
                printable(name), array.type() == null ? "" : array.type().keras(), array.shape());
    }

    private static boolean isModel(JsonNode node, String place) {
        try {
            return ModelConfigReader.isModel(KerasObject.read(node, place));
        } catch (ModelRefusedException e) {
            return false;
        }
    }

    private static String registeredName(ObjectNode node, String place) {
        try {
            return KerasObject.read(node, place).registeredName();
        } catch (ModelRefusedException e) {
            return "";
        }
    }

    private static String printable(String text) {
        String plain = UNPRINTABLE.matcher(text).replaceAll("?");
        return plain.length() > 80 ? plain.substring(0, 80) + "..." : plain;
    }
}
