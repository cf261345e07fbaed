package dev.kerasguard.keras.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * The sizes of a tensor's dimensions, outermost first; the rank is always known.
 *
 * @param sizes each a size from 0, or {@link #ANY} where only the running model knows
 */
public record Shape(List<Long> sizes) {

    /** A size that is known when the model runs. */
    public static final long ANY = -1;

    /** Of no dimensions. */
    public static final Shape SCALAR = new Shape(List.of());

    public Shape {
        sizes = List.copyOf(sizes);
    }

    /** A shape of these sizes. */
    public static Shape of(long... sizes) {
        return new Shape(LongStream.of(sizes).boxed().toList());
    }

    /** Number of dimensions. */
    public int rank() {
        return sizes.size();
    }

    /** The size of a dimension, from the front, or from the end where negative. */
    public long size(int axis) {
        return sizes.get(axis < 0 ? axis + rank() : axis);
    }

    /** Whether every size is known. */
    public boolean isKnown() {
        return sizes.stream().allMatch(size -> size != ANY);
    }

    /** Number of elements, with one for each size that is not known; as large as a long can be on overflow. */
    public long elements() {
        long elements = 1;
        for (long size : sizes) {
            if (size == 0) {
                return 0;
            }
            elements = Saturated.times(elements, Math.max(size, 1));
        }
        return elements;
    }

    /** This shape with one size replaced. */
    public Shape with(int axis, long size) {
        List<Long> changed = new ArrayList<>(sizes);
        changed.set(axis < 0 ? axis + rank() : axis, size);
        return new Shape(changed);
    }

    /** The dimensions from one index to before another. */
    public Shape sub(int from, int to) {
        return new Shape(sizes.subList(from, to));
    }

    /** This shape and another's dimensions after its own. */
    public Shape concat(Shape other) {
        List<Long> all = new ArrayList<>(sizes);
        all.addAll(other.sizes);
        return new Shape(all);
    }

    /** As an array. */
    public long[] toArray() {
        return sizes.stream().mapToLong(Long::longValue).toArray();
    }

    @Override
    public String toString() {
        return sizes.stream()
                .map(size -> size == ANY ? "?" : size.toString())
                .collect(Collectors.joining(", ", "[", "]"));
    }
}
