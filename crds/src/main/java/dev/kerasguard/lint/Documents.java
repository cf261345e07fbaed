package dev.kerasguard.lint;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.kerasguard.rules.Violation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The YAML documents of a source, read within bounds.
 *
 * @param readable what could be read; empty documents are left out
 * @param findings why the rest could not
 */
record Documents(List<Document> readable, List<Finding> findings) {

    private static final YAMLMapper YAML = new YAMLMapper(YAMLFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build());
    private static final int LONGEST = 3 * 1024 * 1024;

    /** Reads a source up to the first document that is not YAML. */
    static Documents of(Source source) {
        List<Document> readable = new ArrayList<>();
        int number = 1;
        if (source.yaml().length() > LONGEST) {
            return new Documents(readable, List.of(unreadable(source, number, "the file is longer than 3 MiB")));
        }
        try (MappingIterator<JsonNode> trees = YAML.readerFor(JsonNode.class).readValues(source.yaml())) {
            while (trees.hasNextValue()) {
                JsonNode tree = trees.nextValue();
                if (tree.isObject()) {
                    readable.add(new Document(source.file(), number, tree));
                }
                number++;
            }
        } catch (JacksonException e) {
            String where =
                    e.getLocation() == null ? "" : " at line " + e.getLocation().getLineNr();
            return new Documents(
                    readable, List.of(unreadable(source, number, "is not YAML%s: %s".formatted(where, firstLine(e)))));
        } catch (IOException e) {
            return new Documents(readable, List.of(unreadable(source, number, String.valueOf(e.getMessage()))));
        }
        return new Documents(readable, List.of());
    }

    private static String firstLine(JacksonException e) {
        return String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("");
    }

    private static Finding unreadable(Source source, int number, String why) {
        return new Document(source.file(), number, MissingNode.getInstance()).finding(new Violation("", "Yaml", why));
    }
}
