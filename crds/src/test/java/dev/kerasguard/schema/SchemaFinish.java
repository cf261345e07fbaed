package dev.kerasguard.schema;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Adds to a generated schema what annotations cannot say: descriptions from Javadoc, defaults of parents, keys of
 * lists, the shape of quantities, and a bound on everything that Kubernetes' own types leave open.
 */
final class SchemaFinish {

    /** Quantities as Kubernetes writes them, without a sign. */
    static final String QUANTITY = "^(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE][+-]?[0-9]+))?$";

    private static final long QUANTITY_LENGTH = 32;
    private static final long TEXT_LENGTH = 1024;
    private static final long MESSAGE_LENGTH = 32768;
    private static final long ITEMS = 64;
    private static final List<String> KEYS = List.of("name", "type");

    private final Comments comments;

    SchemaFinish(Comments comments) {
        this.comments = comments;
    }

    /** Finishes the schema of a record and everything below it. */
    void apply(JSONSchemaProps schema, Class<?> type) {
        describe(schema, type);
        bound(schema, "");
        giveParentsDefaults(schema);
    }

    private void describe(JSONSchemaProps schema, Class<?> type) {
        if (type.isRecord()) {
            schema.setDescription(comments.about(type.getSimpleName()).orElseThrow());
            for (RecordComponent component : type.getRecordComponents()) {
                JSONSchemaProps property =
                        Objects.requireNonNull(schema.getProperties().get(component.getName()));
                Class<?> propertyType = element(component.getGenericType());
                describe(
                        property.getItems() == null
                                ? property
                                : property.getItems().getSchema(),
                        propertyType);
                String text = comments.about(type.getSimpleName() + "." + component.getName())
                        .orElseThrow();
                property.setDescription(propertyType.isEnum() ? text + " " + values(propertyType) : text);
            }
        }
    }

    private String values(Class<?> type) {
        return Stream.of(type.getEnumConstants())
                .map(value -> value + ": "
                        + comments.about(type.getSimpleName() + "." + value).orElseThrow())
                .collect(Collectors.joining(" "));
    }

    private static Class<?> element(Type type) {
        return switch (type) {
            case Class<?> plain -> plain;
            case ParameterizedType list -> element(list.getActualTypeArguments()[0]);
            default -> throw new IllegalArgumentException("no schema for " + type);
        };
    }

    private static void bound(JSONSchemaProps schema, String name) {
        if (Boolean.TRUE.equals(schema.getXKubernetesIntOrString())) {
            schema.setPattern(Optional.ofNullable(schema.getPattern()).orElse(name.equals("port") ? null : QUANTITY));
            schema.setMaxLength(QUANTITY_LENGTH);
        }
        if ("string".equals(schema.getType()) && schema.getMaxLength() == null && isEmpty(schema.getEnum())) {
            schema.setMaxLength(name.equals("message") ? MESSAGE_LENGTH : TEXT_LENGTH);
        }
        if (schema.getItems() != null) {
            schema.setMaxItems(Objects.requireNonNullElse(schema.getMaxItems(), ITEMS));
            JSONSchemaProps items = schema.getItems().getSchema();
            if (name.equals("conditions")) {
                items.setRequired(List.of("type", "status"));
            }
            KEYS.stream()
                    .filter(key ->
                            items.getRequired() != null && items.getRequired().contains(key))
                    .findFirst()
                    .ifPresent(key -> {
                        schema.setXKubernetesListType("map");
                        schema.setXKubernetesListMapKeys(List.of(key));
                    });
            bound(items, name);
        }
        if (schema.getAdditionalProperties() != null
                && schema.getAdditionalProperties().getSchema() != null) {
            schema.setMaxProperties(ITEMS);
            bound(schema.getAdditionalProperties().getSchema(), name);
        }
        properties(schema).forEach((child, property) -> bound(property, child));
    }

    // The API server fills in the defaults below an object only once the object is there.
    private static void giveParentsDefaults(JSONSchemaProps schema) {
        properties(schema).values().forEach(property -> {
            giveParentsDefaults(property);
            boolean hasDefaults = properties(property).values().stream().anyMatch(p -> p.getDefault() != null);
            if (hasDefaults && isEmpty(property.getRequired()) && property.getDefault() == null) {
                property.setDefault(JsonNodeFactory.instance.objectNode());
            }
        });
    }

    private static Map<String, JSONSchemaProps> properties(JSONSchemaProps schema) {
        return Objects.requireNonNullElse(schema.getProperties(), Map.of());
    }

    private static boolean isEmpty(@Nullable List<?> list) {
        return list == null || list.isEmpty();
    }
}
