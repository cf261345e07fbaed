package dev.kerasguard.keras.operations;

import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.ShapeException;
import dev.kerasguard.keras.graph.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Einstein's sum in full: with ellipses, without a right side, and of more than two tensors. */
final class EinsteinSum {

    private static final String ELLIPSIS = "...";
    private static final int MAX_OPERANDS = 16;

    private EinsteinSum() {}

    /**
     * Adds the operations.
     *
     * @param subscripts the equation as NumPy takes it
     */
    static Tensor of(GraphBuilder graph, String subscripts, List<Tensor> operands) {
        String plain = subscripts.replace(" ", "");
        String[] sides = plain.split("->", -1);
        List<String> terms = new ArrayList<>(List.of(sides[0].split(",", -1)));
        boolean letters = plain.replace("->", "")
                .replace(ELLIPSIS, "")
                .replace(",", "")
                .chars()
                .allMatch(each -> (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z'));
        if (sides.length > 2 || terms.size() != operands.size() || terms.size() > MAX_OPERANDS || !letters) {
            throw new ShapeException("the equation does not fit " + operands.size() + " tensors");
        }
        String output = sides.length == 2 ? sides[1] : implied(plain);
        if (plain.contains(ELLIPSIS)) {
            output = spelled(plain, terms, operands, output);
        }
        List<Tensor> tensors = new ArrayList<>(operands);
        // TensorFlow sums over two at a time.
        while (terms.size() > 2) {
            String left = terms.removeFirst();
            String right = terms.removeFirst();
            String later = String.join("", terms) + output;
            String kept = (left + right)
                    .chars()
                    .distinct()
                    .filter(each -> later.indexOf(each) >= 0)
                    .mapToObj(Character::toString)
                    .collect(Collectors.joining());
            Tensor joined =
                    graph.einsum(left + "," + right + "->" + kept, tensors.removeFirst(), tensors.removeFirst());
            terms.addFirst(kept);
            tensors.addFirst(joined);
        }
        return graph.einsum(String.join(",", terms) + "->" + output, tensors.toArray(new Tensor[0]));
    }

    /** Without a right side: an ellipsis, then the letters that are there once, by the alphabet. */
    private static String implied(String terms) {
        TreeMap<Character, Integer> counts = new TreeMap<>();
        for (char each : terms.replace(ELLIPSIS, "").replace(",", "").toCharArray()) {
            counts.merge(each, 1, Integer::sum);
        }
        String once = counts.entrySet().stream()
                .filter(each -> each.getValue() == 1)
                .map(each -> each.getKey().toString())
                .collect(Collectors.joining());
        return (terms.contains(ELLIPSIS) ? ELLIPSIS : "") + once;
    }

    /** Letters for the ellipses: the same for the same dimension from the end. */
    private static String spelled(String equation, List<String> terms, List<Tensor> operands, String output) {
        StringBuilder unused = new StringBuilder();
        for (char each = 'z'; each >= 'a'; each--) {
            if (equation.indexOf(each) < 0) {
                unused.append(each);
            }
        }
        int longest = 0;
        for (int i = 0; i < terms.size(); i++) {
            String term = terms.get(i);
            if (term.contains(ELLIPSIS)) {
                int count = operands.get(i).rank() - (term.length() - ELLIPSIS.length());
                if (count < 0 || count > unused.length()) {
                    throw new ShapeException(
                            "the equation does not fit shape " + operands.get(i).shape());
                }
                longest = Math.max(longest, count);
                terms.set(i, term.replace(ELLIPSIS, tail(unused, count)));
            }
        }
        return output.replace(ELLIPSIS, tail(unused, longest));
    }

    private static String tail(StringBuilder unused, int count) {
        return new StringBuilder(unused.substring(0, count)).reverse().toString();
    }
}
