package dev.kerasguard.lint;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kerasguard.rules.Quoted;
import dev.kerasguard.rules.Violation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Checks an object against its CRD's schema, as far as a file can be judged without the API server: unknown and missing
 * fields, types, bounds, patterns and keys of lists. CEL is left out: the rules say the same things with more words.
 */
final class SchemaCheck {

    private static final String RULE = "Schema";
    private static final String INT_OR_STRING = "integer or string";
    private static final Set<String> ENVELOPE = Set.of("apiVersion", "kind", "metadata");

    private final List<Violation> violations = new ArrayList<>();

    private SchemaCheck() {}

    /** Everything in the object that the schema does not allow. */
    static List<Violation> violations(Schema schema, JsonNode object) {
        SchemaCheck check = new SchemaCheck();
        check.object(schema.root(), object, "");
        return check.violations;
    }

    private void value(JsonNode schema, JsonNode value, String path) {
        if (value.isNull()) {
            return;
        }
        if (!hasType(schema, value)) {
            add(path, "%s is not of the type %s".formatted(shown(value), typeOf(schema)));
            return;
        }
        switch (value.getNodeType()) {
            case OBJECT -> object(schema, value, path);
            case ARRAY -> list(schema, value, path);
            case NUMBER -> number(schema, value, path);
            case STRING -> text(schema, value.asText(), path);
            default -> {
                // A boolean has no bounds.
            }
        }
    }

    private void object(JsonNode schema, JsonNode object, String path) {
        for (JsonNode name : schema.path("required")) {
            if (!object.hasNonNull(name.asText())) {
                add(join(path, name.asText()), "is missing, and it is required");
            }
        }
        object.properties().forEach(field -> {
            String name = field.getKey();
            JsonNode property = schema.path("properties").path(name);
            JsonNode values = schema.path("additionalProperties");
            if (property.isObject()) {
                value(property, field.getValue(), join(path, name));
            } else if (values.isObject()) {
                value(values, field.getValue(), join(path, name));
            } else if (!path.isEmpty() || !ENVELOPE.contains(name)) {
                add(join(path, name), "is no field; known are %s".formatted(known(schema)));
            }
        });
    }

    private void list(JsonNode schema, JsonNode items, String path) {
        bound(
                items.size() <= schema.path("maxItems").asInt(Integer.MAX_VALUE),
                path,
                "has more items than",
                schema,
                "maxItems");
        bound(items.size() >= schema.path("minItems").asInt(0), path, "has fewer items than", schema, "minItems");
        Set<String> keys = new HashSet<>();
        for (int i = 0; i < items.size(); i++) {
            value(schema.path("items"), items.get(i), "%s[%d]".formatted(path, i));
            String key = schema.path("x-kubernetes-list-map-keys").path(0).asText();
            if (!key.isEmpty() && !keys.add(items.get(i).path(key).asText())) {
                add("%s[%d].%s".formatted(path, i, key), "is used twice; each item needs its own");
            }
        }
    }

    private void number(JsonNode schema, JsonNode number, String path) {
        bound(
                number.asDouble() <= schema.path("maximum").asDouble(Double.MAX_VALUE),
                path,
                number + " is more than",
                schema,
                "maximum");
        bound(
                number.asDouble() >= schema.path("minimum").asDouble(-Double.MAX_VALUE),
                path,
                number + " is less than",
                schema,
                "minimum");
    }

    private void text(JsonNode schema, String text, String path) {
        bound(
                text.length() <= schema.path("maxLength").asInt(Integer.MAX_VALUE),
                path,
                "has more characters than",
                schema,
                "maxLength");
        bound(
                text.length() >= schema.path("minLength").asInt(0),
                path,
                "has fewer characters than",
                schema,
                "minLength");
        if (schema.has("pattern")
                && !Pattern.compile(schema.path("pattern").asText())
                        .matcher(text)
                        .find()) {
            add(
                    path,
                    "%s does not match the pattern %s"
                            .formatted(shown(text), schema.path("pattern").asText()));
        }
        Set<String> allowed = new HashSet<>();
        schema.path("enum").forEach(value -> allowed.add(value.asText()));
        if (!allowed.isEmpty() && !allowed.contains(text)) {
            add(
                    path,
                    "%s is unknown; write one of %s"
                            .formatted(
                                    shown(text),
                                    String.join(", ", allowed.stream().sorted().toList())));
        }
    }

    private void bound(boolean kept, String path, String what, JsonNode schema, String keyword) {
        if (!kept) {
            add(path, what + " " + schema.path(keyword).asText());
        }
    }

    private static boolean hasType(JsonNode schema, JsonNode value) {
        return switch (typeOf(schema)) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "boolean" -> value.isBoolean();
            case "number" -> value.isNumber();
            case "integer" -> value.isIntegralNumber();
            case INT_OR_STRING -> value.isIntegralNumber() || value.isTextual();
            default -> true;
        };
    }

    private static String typeOf(JsonNode schema) {
        return schema.path("x-kubernetes-int-or-string").asBoolean()
                ? INT_OR_STRING
                : schema.path("type").asText();
    }

    private static String known(JsonNode schema) {
        List<String> names = new ArrayList<>();
        schema.path("properties").fieldNames().forEachRemaining(names::add);
        return String.join(", ", names);
    }

    private static String shown(JsonNode value) {
        return value.isTextual()
                ? shown(value.asText())
                : value.getNodeType().name().toLowerCase(Locale.ROOT);
    }

    private static String shown(String text) {
        return Quoted.text(text);
    }

    private static String join(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private void add(String path, String message) {
        violations.add(new Violation(path, RULE, message));
    }
}
