package dev.kerasguard.operator.telemetry;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the Prometheus text format 0.0.4, as far as samples go. The bytes come from pods and are not trusted: a line
 * that is malformed or too long is skipped, what is kept is bounded, and no input throws.
 */
final class MetricsText {

    private static final int LONGEST_LINE = 8 * 1024;
    private static final int MOST_LABELS = 32;
    private static final int MOST_SAMPLES = 20_000;

    private final String line;
    private int at;

    private MetricsText(String line) {
        this.line = line;
    }

    /**
     * Reads the samples of the wanted metrics.
     *
     * @param body UTF-8
     * @param wanted names; others are not kept
     */
    static List<Metric> read(byte[] body, Set<String> wanted) {
        List<Metric> samples = new ArrayList<>();
        int start = 0;
        while (start < body.length && samples.size() < MOST_SAMPLES) {
            int end = start;
            while (end < body.length && body[end] != '\n') {
                end++;
            }
            if (end - start <= LONGEST_LINE && end > start && body[start] != '#') {
                String line = new String(body, start, end - start, StandardCharsets.UTF_8);
                Metric sample = new MetricsText(line).sample(wanted);
                if (sample != null) {
                    samples.add(sample);
                }
            }
            start = end + 1;
        }
        return samples;
    }

    private @Nullable Metric sample(Set<String> wanted) {
        skipBlanks();
        String name = name();
        if (!wanted.contains(name)) {
            return null;
        }
        skipBlanks();
        Map<String, String> labels = peek() == '{' ? labels() : Map.of();
        if (labels == null) {
            return null;
        }
        skipBlanks();
        int start = at;
        while (at < line.length() && !blank(line.charAt(at))) {
            at++;
        }
        Double value = value(line.substring(start, at));
        return value == null ? null : new Metric(name, labels, value);
    }

    /** The labels after the opening brace; null when they are malformed. */
    private @Nullable Map<String, String> labels() {
        Map<String, String> labels = new HashMap<>();
        at++;
        while (true) {
            skipBlanks();
            if (peek() == '}') {
                at++;
                return labels;
            }
            String name = name();
            skipBlanks();
            if (name.isEmpty() || labels.size() >= MOST_LABELS || peek() != '=') {
                return null;
            }
            at++;
            skipBlanks();
            String value = quoted();
            if (value == null) {
                return null;
            }
            labels.put(name, value);
            skipBlanks();
            if (peek() == ',') {
                at++;
            } else if (peek() != '}') {
                return null;
            }
        }
    }

    private @Nullable String quoted() {
        if (peek() != '"') {
            return null;
        }
        StringBuilder value = new StringBuilder();
        for (at++; at < line.length(); at++) {
            char c = line.charAt(at);
            if (c == '"') {
                at++;
                return value.toString();
            }
            if (c == '\\' && at + 1 < line.length()) {
                char escaped = line.charAt(++at);
                value.append(escaped == 'n' ? '\n' : escaped);
            } else {
                value.append(c);
            }
        }
        return null;
    }

    private String name() {
        int start = at;
        while (at < line.length() && nameCharacter(line.charAt(at))) {
            at++;
        }
        return line.substring(start, at);
    }

    private static boolean nameCharacter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == ':';
    }

    private static @Nullable Double value(String text) {
        return switch (text) {
            case "+Inf", "Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            case "NaN" -> Double.NaN;
            default -> number(text);
        };
    }

    private static @Nullable Double number(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && "+-.eE".indexOf(c) < 0) {
                return null;
            }
        }
        try {
            return Double.valueOf(text);
        } catch (NumberFormatException malformed) {
            return null;
        }
    }

    private char peek() {
        return at < line.length() ? line.charAt(at) : '\0';
    }

    private void skipBlanks() {
        while (at < line.length() && blank(line.charAt(at))) {
            at++;
        }
    }

    private static boolean blank(char c) {
        return c == ' ' || c == '\t' || c == '\r';
    }
}
