package dev.kerasguard.keras.layers.reshaping;

import dev.kerasguard.keras.graph.Dim;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.Shape;
import dev.kerasguard.keras.graph.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Each element of a dimension several times, before the next one comes. */
final class Repetition {

    private Repetition() {}

    static Tensor along(GraphBuilder graph, Tensor x, int axis, int times) {
        if (times == 1) {
            return x;
        }
        Tensor apart = graph.expandDims(x, axis + 1);
        List<Long> each = new ArrayList<>(Collections.nCopies(apart.rank(), 1L));
        each.set(axis + 1, (long) times);
        Tensor repeated = graph.tile(apart, each);
        List<Dim> dims = new ArrayList<>();
        for (int i = 0; i < x.rank(); i++) {
            long size = x.size(i);
            if (i == axis) {
                dims.add(size == Shape.ANY ? Dim.REST : Dim.of(size * times));
            } else {
                dims.add(Dim.same(i < axis ? i : i + 1));
            }
        }
        return graph.reshape(repeated, dims.toArray(new Dim[0]));
    }
}
