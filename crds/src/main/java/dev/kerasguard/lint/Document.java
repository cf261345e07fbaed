package dev.kerasguard.lint;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kerasguard.rules.Violation;

/**
 * One YAML document of a source.
 *
 * @param file the source's name
 * @param number counted from 1 within the file
 * @param tree what it says; missing when it cannot be read
 */
record Document(String file, int number, JsonNode tree) {

    String kind() {
        return tree.path("kind").asText();
    }

    String name() {
        return tree.path("metadata").path("name").asText();
    }

    String namespace() {
        return tree.path("metadata").path("namespace").asText("default");
    }

    /** What is wrong with it, as a finding. */
    Finding finding(Violation violation) {
        return new Finding(file, number, kind().isEmpty() ? "" : kind() + "/" + name(), violation);
    }
}
