package dev.kerasguard.keras.layers.attention;

import java.util.List;

/**
 * Attention over several dimensions of steps as Einstein's sums.
 *
 * @param scores of keys and queries: (what is not steps, steps of queries, steps of keys)
 * @param output of scores and values, as the queries
 */
record AttentionEquations(String scores, String output) {

    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz";

    /**
     * The equations.
     *
     * @param rank number of dimensions of a projected query
     * @param steps which of them are steps
     */
    static AttentionEquations of(int rank, List<Integer> steps) {
        String query = LETTERS.substring(0, rank);
        StringBuilder key = new StringBuilder();
        StringBuilder rest = new StringBuilder();
        int next = rank;
        for (int i = 0; i < rank; i++) {
            boolean step = steps.contains(i);
            key.append(step ? LETTERS.charAt(next++) : query.charAt(i));
            rest.append(step || i == rank - 1 ? "" : query.substring(i, i + 1));
        }
        StringBuilder scores = new StringBuilder(rest);
        steps.forEach(step -> scores.append(query.charAt(step)));
        steps.forEach(step -> scores.append(key.charAt(step)));
        return new AttentionEquations(key + "," + query + "->" + scores, scores + "," + key + "->" + query);
    }
}
