package dev.kerasguard.keras.assembly;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Where Keras 3 puts the weights of a model's layers: not by the layer's name but by its class in snake case, the
 * second of a class with {@code _1}, in the order of the model's layers (keras/src/saving/saving_lib.py).
 */
final class WeightPaths {

    private static final Pattern WORD = Pattern.compile("(.)([A-Z][a-z]+)");
    private static final Pattern BOUNDARY = Pattern.compile("([a-z])([A-Z])");

    private final Map<String, Integer> used = new HashMap<>();

    /** The group of the next layer. */
    String next(String className) {
        String name = snakeCase(
                switch (className) {
                    // Keras has one class for both spellings of a functional model.
                    case "Model" -> "Functional";
                    // The class's own name is not the one that it is exported under.
                    case "GroupQueryAttention" -> "GroupedQueryAttention";
                    default -> className;
                });
        int before = used.merge(name, 1, Integer::sum) - 1;
        return name + (before == 0 ? "" : "_" + before);
    }

    private static String snakeCase(String className) {
        String words = WORD.matcher(className).replaceAll("$1_$2");
        return BOUNDARY.matcher(words).replaceAll("$1_$2").toLowerCase(Locale.ROOT);
    }
}
