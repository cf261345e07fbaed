package dev.kerasguard.rules;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Drops the violations that an update only inherits. */
final class Ratchet {

    private static final Pattern STEP = Pattern.compile("([A-Za-z]+)|\\[([0-9]+)]");

    private Ratchet() {}

    /** The violations, less those that the old object had too, with the same message about the same value. */
    static List<Violation> withoutInherited(
            List<Violation> violations, List<Violation> before, Object now, @Nullable Object old) {
        if (before.isEmpty() || old == null) {
            return violations;
        }
        KubernetesSerialization serialization = new KubernetesSerialization();
        JsonNode oldTree = serialization.convertValue(old, JsonNode.class);
        JsonNode newTree = serialization.convertValue(now, JsonNode.class);
        return violations.stream()
                .filter(violation -> !before.contains(violation)
                        || !at(oldTree, violation.field()).equals(at(newTree, violation.field())))
                .toList();
    }

    private static JsonNode at(JsonNode tree, String field) {
        JsonNode node = tree;
        Matcher step = STEP.matcher(field);
        while (step.find()) {
            node = step.group(1) == null ? node.path(Integer.parseInt(step.group(2))) : node.path(step.group(1));
        }
        return node;
    }
}
