package dev.kerasguard.keras.layers.preprocessing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.RefusalRule;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.Literal;
import dev.kerasguard.keras.graph.Shape;
import dev.kerasguard.keras.graph.TensorType;
import dev.kerasguard.keras.layers.LayerScope;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The tokens that a lookup layer knows: in its settings, or in a file of the archive whose name the loader makes up.
 * Keras also takes the path of a file on the machine that loads (CVE-2025-12058); here that is a refusal.
 *
 * @param text whether tokens are strings; else they are whole numbers
 * @param inline the tokens of the settings, as JSON; null when they are in the archive
 */
record Vocabulary(boolean text, @Nullable List<String> inline) {

    private static final int MAX_TOKENS = 5_000_000;

    /** Python ends a line at each of these (docs.python.org, str.splitlines). */
    private static final Pattern LINE_END =
            Pattern.compile("\r\n|[\n\r\u000b\u000c\u001c\u001d\u001e\u0085\u2028\u2029]");

    /** The setting {@code vocabulary}. */
    static Vocabulary read(Settings settings, boolean text) throws ModelRefusedException {
        JsonNode value = settings.find("vocabulary");
        if (value == null) {
            return new Vocabulary(text, null);
        }
        if (value.isTextual()) {
            throw RefusalRule.OPTION_NOT_SUPPORTED.at(
                    settings.place(),
                    "\"vocabulary\" is the path of a file outside of the model, which is never read; build the layer"
                            + " with the list of tokens and save it again");
        }
        List<JsonNode> nodes = settings.array("vocabulary");
        if (nodes.isEmpty() || nodes.size() > MAX_TOKENS) {
            throw settings.invalid("vocabulary", "must hold 1 to " + MAX_TOKENS + " tokens");
        }
        List<String> tokens = new ArrayList<>();
        for (JsonNode each : nodes) {
            boolean fits = text ? each.isTextual() : each.isIntegralNumber() && each.canConvertToLong();
            if (!fits) {
                throw settings.invalid("vocabulary", "must hold " + (text ? "strings" : "whole numbers"));
            }
            tokens.add(text ? each.textValue() : Long.toString(each.longValue()));
        }
        return new Vocabulary(text, tokens);
    }

    /**
     * The tokens without those that stand for masks and for what is not known.
     *
     * @param special the tokens that may come first, null for none
     */
    List<String> tokens(LayerScope scope, List<@Nullable String> special) throws ModelRefusedException {
        List<String> all = inline != null ? inline : lines(scope);
        boolean found =
                all.size() >= special.size() && all.subList(0, special.size()).equals(special);
        List<String> tokens = found ? all.subList(special.size(), all.size()) : all;
        if (tokens.isEmpty()) {
            throw scope.invalid("has an empty vocabulary");
        }
        if (new HashSet<>(tokens).size() != tokens.size()) {
            throw scope.invalid("has a token twice in its vocabulary");
        }
        return Collections.unmodifiableList(tokens);
    }

    private List<String> lines(LayerScope scope) throws ModelRefusedException {
        byte[] bytes = scope.asset("vocabulary.txt");
        String content;
        try {
            content = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw scope.invalid("has a vocabulary that is not UTF-8");
        }
        List<String> lines = new ArrayList<>();
        for (String line : LINE_END.splitAsStream(content).toList()) {
            if (lines.size() >= MAX_TOKENS) {
                throw scope.invalid("has a vocabulary of more than " + MAX_TOKENS + " tokens");
            }
            lines.add(line);
        }
        while (!lines.isEmpty() && lines.getLast().isEmpty()) {
            lines.removeLast();
        }
        if (!text) {
            for (int i = 0; i < lines.size(); i++) {
                try {
                    lines.set(i, Long.toString(Long.parseLong(lines.get(i).strip())));
                } catch (NumberFormatException e) {
                    throw scope.invalid("has a vocabulary with a line that is no whole number");
                }
            }
        }
        return lines;
    }

    /** Tokens as part of the graph. */
    Literal literal(List<String> tokens) {
        if (text) {
            return Literal.ofStrings(tokens);
        }
        List<Object> numbers = tokens.stream().<Object>map(Long::parseLong).toList();
        return new Literal(new TensorType(DType.INT64, Shape.of(numbers.size())), numbers);
    }
}
