package dev.kerasguard.keras;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kerasguard.keras.config.KerasObject;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.layers.KerasLayers;
import dev.kerasguard.keras.layers.LayerBuilder;
import dev.kerasguard.keras.layers.LayerCatalog;
import dev.kerasguard.keras.layers.LayerReader;
import dev.kerasguard.keras.operations.KerasOperations;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the real Keras accepts, as parity/make_options.py found it, and which of it the loader refuses. */
final class AcceptedOptions {

    private static final Path FILE = Path.of("src/test/resources/options/accepted.json");

    /**
     * An option with one value.
     *
     * @param layer whether it is one of a layer, else of an operation
     * @param className the class
     * @param option its name
     * @param change the settings that say so, the option's among them
     * @param refusal why it is refused; null when it is not
     */
    record Outcome(
            boolean layer,
            String className,
            String option,
            JsonNode change,
            @Nullable ModelRefusedException refusal) {

        /** Whether the refusal says that the option is not supported, by its name. */
        boolean isRefusedByName() {
            return refusal != null
                    && refusal.rule().equals(RefusalRule.OPTION_NOT_SUPPORTED.reason())
                    && (String.valueOf(refusal.getMessage()).contains("\"" + option + "\"")
                            || refusal.place().endsWith(" " + option));
        }

        /** The value as a person wants to see it. */
        String value() {
            List<String> said = new ArrayList<>();
            said.add(text(change.path(option)));
            change.properties().forEach(each -> {
                if (!each.getKey().equals(option)) {
                    said.add("`" + each.getKey() + "` " + text(each.getValue()));
                }
            });
            return String.join(" with ", said);
        }

        private static String text(JsonNode value) {
            if (!value.isObject()) {
                return value.toString();
            }
            JsonNode quantizer = value.at("/config/activation_quantizer/config/output_dtype");
            return value.path("class_name").asText() + (quantizer.isTextual() ? " of `output_dtype` " + quantizer : "");
        }
    }

    private final List<Outcome> outcomes = new ArrayList<>();
    private final Map<String, Set<String>> arguments = new TreeMap<>();

    /** Tries all of them. */
    static AcceptedOptions tried() throws IOException {
        AcceptedOptions tried = new AcceptedOptions();
        Map<String, ObjectNode> configs = new HashMap<>();
        for (JsonNode each : new ObjectMapper().readTree(FILE.toFile())) {
            boolean layer = each.path("module").textValue().equals("keras.layers");
            String name = each.path("class").textValue();
            if (each.get("config") instanceof ObjectNode config) {
                configs.put(layer + name, config);
            }
            ObjectNode config =
                    Objects.requireNonNull(configs.getOrDefault(layer + name, new ObjectMapper().createObjectNode()));
            if (each.has("arguments")) {
                tried.tryArguments(name, config, each.path("arguments"));
            } else {
                tried.tryOption(layer, name, config, each);
            }
        }
        return tried;
    }

    /** Every option of every class with every value. */
    List<Outcome> all() {
        return List.copyOf(outcomes);
    }

    /** What each class refuses by name, as the page says it: option by option with its values, then arguments. */
    Map<String, String> refused(boolean layers) {
        Map<String, Map<String, Set<String>>> byClass = new TreeMap<>();
        for (Outcome each : outcomes) {
            if (each.layer() == layers && each.isRefusedByName()) {
                byClass.computeIfAbsent(each.className(), _ -> new TreeMap<>())
                        .computeIfAbsent(each.option(), _ -> new TreeSet<>())
                        .add(each.value());
            }
        }
        Map<String, String> refused = new TreeMap<>();
        byClass.forEach((name, options) -> {
            List<String> all = new ArrayList<>();
            options.forEach((option, values) -> all.add("`" + option + "`: " + String.join(", ", values)));
            refused.put(name, String.join("; ", all));
        });
        if (layers) {
            arguments.forEach((name, each) ->
                    refused.merge(name, "calls: " + String.join(", ", each), (one, other) -> one + "; " + other));
        }
        return refused;
    }

    private void tryOption(boolean layer, String name, ObjectNode config, JsonNode each) {
        LayerReader reader = layer ? KerasLayers.ALL.get(name) : KerasOperations.ALL.get(name);
        if (reader == null) {
            // Refused by its name, whatever its options.
            return;
        }
        ObjectNode changed = config.deepCopy();
        changed.setAll((ObjectNode) each.path("change"));
        outcomes.add(new Outcome(
                layer, name, each.path("option").textValue(), each.path("change"), refusal(reader, changed)));
    }

    private void tryArguments(String name, ObjectNode config, JsonNode accepted) {
        LayerReader reader = KerasLayers.ALL.get(name);
        if (reader == null || config.isEmpty()) {
            return;
        }
        try {
            LayerBuilder builder = reader.read(new Settings(config, "config.json"), catalog());
            Set<String> refused = new TreeSet<>();
            accepted.forEach(each -> refused.add(each.textValue()));
            refused.removeAll(builder.keywords());
            if (!refused.isEmpty()) {
                arguments.put(name, refused);
            }
        } catch (ModelRefusedException e) {
            throw new IllegalStateException(name, e);
        }
    }

    private static @Nullable ModelRefusedException refusal(LayerReader reader, ObjectNode config) {
        try {
            reader.read(new Settings(config, "config.json"), catalog());
            return null;
        } catch (ModelRefusedException e) {
            return e;
        }
    }

    private static LayerCatalog catalog() {
        return new LayerCatalog() {
            @Override
            public LayerBuilder read(KerasObject object) throws ModelRefusedException {
                return Objects.requireNonNull(KerasLayers.ALL.get(object.className()), object.className())
                        .read(object.config(), this);
            }
        };
    }
}
