package dev.kerasguard.keras.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.RefusalRule;

/**
 * A serialised Keras object: {@code {module, class_name, config, registered_name}}.
 *
 * @param node the object itself
 * @param module the Python module of its class; empty for a custom class
 * @param className its class
 * @param config its settings
 */
public record KerasObject(ObjectNode node, String module, String className, Settings config) {

    /** Reads an object; its config must be an object too. */
    public static KerasObject read(JsonNode node, String place) throws ModelRefusedException {
        if (!(node instanceof ObjectNode object)) {
            throw RefusalRule.CONFIG_INVALID.at(place, "must be an object; re-save the model with Keras 3");
        }
        Settings settings = new Settings(object, place);
        String className = settings.string("class_name");
        String module = settings.string("module", "");
        if (settings.find("config") instanceof ObjectNode config) {
            return new KerasObject(object, module, className, new Settings(config, place));
        }
        throw settings.invalid("config", "must be an object");
    }

    /** Where it is in the file, for refusals. */
    public String place() {
        return config.place();
    }

    /** The name under which Python registered its class, such as {@code acme>GatedDense}; empty when it was not. */
    public String registeredName() {
        String name = node.path("registered_name").asText("");
        // Keras 2 has no other name for it.
        String found = name.isEmpty() ? className : name;
        return found.contains(">") ? found : "";
    }

    /** Whether its class is none of Keras' own. */
    public boolean isCustom() {
        return !module.equals("keras") && !module.startsWith("keras.");
    }

    /** Says that this class cannot be had, and tells a custom class from one of Keras. */
    public ModelRefusedException refused(String what) {
        return !isCustom()
                ? RefusalRule.LAYER_NOT_SUPPORTED.at(
                        place(),
                        ForbiddenObjects.printable(className) + " of " + ForbiddenObjects.printable(module) + " " + what
                                + " that can be built without Python; export as SavedModel with model.export()")
                : RefusalRule.CUSTOM_OBJECT.at(
                        place(),
                        ForbiddenObjects.printable(registeredName().isEmpty() ? className : registeredName())
                                + " is a custom class, whose code is not in the file; " + wayOut()
                                + "export as SavedModel with model.export()");
    }

    private String wayOut() {
        return registeredName().isEmpty() ? "" : "allow it and add its CustomLayerBuilder in Java, or ";
    }
}
