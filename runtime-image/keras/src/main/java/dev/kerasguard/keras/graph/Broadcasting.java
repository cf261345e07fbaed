package dev.kerasguard.keras.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The shape of two tensors that are combined element by element, by NumPy's rule. */
final class Broadcasting {

    private Broadcasting() {}

    static Shape of(Shape a, Shape b) {
        List<Long> sizes = new ArrayList<>();
        int rank = Math.max(a.rank(), b.rank());
        for (int i = 1; i <= rank; i++) {
            long left = i > a.rank() ? 1 : a.size(-i);
            long right = i > b.rank() ? 1 : b.size(-i);
            if (left == right || right == 1) {
                sizes.add(left);
            } else if (left == 1) {
                sizes.add(right);
            } else if (left == Shape.ANY || right == Shape.ANY) {
                sizes.add(Math.max(left, right));
            } else {
                throw new ShapeException("shapes " + a + " and " + b + " cannot be combined");
            }
        }
        Collections.reverse(sizes);
        return new Shape(sizes);
    }
}
