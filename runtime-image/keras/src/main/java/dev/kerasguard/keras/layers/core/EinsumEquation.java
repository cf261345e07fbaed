package dev.kerasguard.keras.layers.core;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.Shape;
import dev.kerasguard.keras.layers.LayerScope;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The equation of an {@code EinsumDense}: one letter for each dimension. An ellipsis stands for dimensions that input
 * and output share, at their beginning or at their end.
 *
 * @param input letters of the input
 * @param kernel letters of the kernel
 * @param output letters of the output
 * @param ellipsis where the dimensions without letters are
 */
record EinsumEquation(String input, String kernel, String output, Ellipsis ellipsis) {

    private static final Pattern PLAIN = Pattern.compile("([a-zA-Z]{1,8}),([a-zA-Z]{1,8})->([a-zA-Z]{1,8})");
    private static final Pattern BEFORE =
            Pattern.compile("\\.\\.\\.([a-zA-Z]{1,8}),([a-zA-Z]{1,8})->\\.\\.\\.([a-zA-Z]{1,8})");
    private static final Pattern AFTER =
            Pattern.compile("([a-zA-Z]{2,8})\\.\\.\\.,([a-zA-Z]{1,8})->([a-zA-Z]{1,8})\\.\\.\\.");
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    /** Where an equation has its ellipsis. */
    enum Ellipsis {
        /** Nowhere. */
        NONE,
        /** Before the letters. */
        BEFORE,
        /** After the letters. */
        AFTER
    }

    static EinsumEquation read(Settings settings) throws ModelRefusedException {
        String equation = settings.string("equation");
        EinsumEquation parsed = parse(PLAIN, equation, Ellipsis.NONE);
        parsed = parsed == null ? parse(BEFORE, equation, Ellipsis.BEFORE) : parsed;
        parsed = parsed == null ? parse(AFTER, equation, Ellipsis.AFTER) : parsed;
        if (parsed == null) {
            throw settings.invalid(
                    "equation",
                    "must be [X],[Y]->[Z], ...[X],[Y]->...[Z] or [X]...,[Y]->[Z]... of up to 8 letters each");
        }
        return parsed;
    }

    private static @Nullable EinsumEquation parse(Pattern pattern, String equation, Ellipsis ellipsis) {
        Matcher matcher = pattern.matcher(equation);
        return matcher.matches()
                ? new EinsumEquation(matcher.group(1), matcher.group(2), matcher.group(3), ellipsis)
                : null;
    }

    /** Whether each term names a dimension once. */
    boolean isPlain() {
        return List.of(input, kernel, output).stream()
                .allMatch(term -> term.chars().distinct().count() == term.length());
    }

    /** The same equation with a letter for every dimension of an input. */
    EinsumEquation of(int rank, LayerScope scope) throws ModelRefusedException {
        int more = rank - input.length();
        if (more < 0 || (ellipsis == Ellipsis.NONE && more != 0)) {
            throw scope.invalid("its equation takes " + input.length() + " dimensions and it is called with " + rank);
        }
        StringBuilder free = new StringBuilder();
        for (int i = 0; free.length() < more; i++) {
            char letter = LETTERS.charAt(i);
            if ((input + kernel + output).indexOf(letter) < 0) {
                free.append(letter);
            }
        }
        return switch (ellipsis) {
            case NONE -> this;
            case BEFORE -> new EinsumEquation(free + input, kernel, free + output, Ellipsis.NONE);
            case AFTER -> new EinsumEquation(input + free, kernel, output + free, Ellipsis.NONE);
        };
    }

    /**
     * The size of each letter of a full equation.
     *
     * @param shape the input's
     * @param declared the sizes of the output without the batch, as the layer's settings say; null where they do not
     * @param elided how many dimensions the ellipsis stands for
     */
    Map<Character, Long> sizes(Shape shape, List<@Nullable Long> declared, int elided, Ellipsis at, LayerScope scope)
            throws ModelRefusedException {
        Map<Character, Long> sizes = new HashMap<>();
        for (int i = 0; i < input.length(); i++) {
            sizes.put(input.charAt(i), shape.size(i));
        }
        // An ellipsis at the beginning covers the batch, and the settings leave out what it covers.
        int first = at == Ellipsis.BEFORE && elided > 0 ? elided : 1;
        int end = output.length() - (at == Ellipsis.AFTER ? elided : 0);
        if (declared.size() != end - first) {
            throw scope.invalid("declares an output of " + declared.size() + " dimensions besides the batch, and its"
                    + " equation one of " + (end - first));
        }
        for (int i = first; i < end; i++) {
            Long size = declared.get(i - first);
            Long known = sizes.get(output.charAt(i));
            if (size == null) {
                continue;
            }
            if (known != null && known != Shape.ANY && !known.equals(size)) {
                throw scope.invalid("declares an output size of " + size + " where its input has " + known);
            }
            sizes.put(output.charAt(i), size);
        }
        return sizes;
    }

    /** The sizes of some letters, which must be known. */
    static long[] known(String letters, Map<Character, Long> sizes, LayerScope scope) throws ModelRefusedException {
        long[] known = new long[letters.length()];
        Arrays.setAll(known, i -> sizes.getOrDefault(letters.charAt(i), Shape.ANY));
        if (Arrays.stream(known).anyMatch(size -> size == Shape.ANY)) {
            throw scope.invalid("needs sizes of its kernel that neither its input nor its settings say");
        }
        return known;
    }

    /** The letters of the kernel that the output does not have. */
    String reduced() {
        return kernel.chars()
                .filter(letter -> output.indexOf(letter) < 0)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** Whether it is a product of two matrices without moving anything: in = free + reduced, out = free + new. */
    boolean isMatrixProduct() {
        String reduced = reduced();
        if (!isPlain() || !kernel.startsWith(reduced) || !input.endsWith(reduced) || reduced.isEmpty()) {
            return false;
        }
        String free = input.substring(0, input.length() - reduced.length());
        String added = kernel.substring(reduced.length());
        return !free.isEmpty()
                && !added.isEmpty()
                && output.equals(free + added)
                && added.chars().noneMatch(letter -> free.indexOf(letter) >= 0);
    }

    /** As text. */
    @Override
    public String toString() {
        return input + "," + kernel + "->" + output;
    }
}
