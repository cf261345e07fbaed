package dev.kerasguard.keras.graph;

/** A size in a shape that an operation makes. */
public sealed interface Dim {

    /** What the other sizes leave; at most once in a shape. */
    Dim REST = new Rest();

    /** A size that is known. */
    record Fixed(long size) implements Dim {}

    /** The size of a dimension of the operation's (last) input. */
    record SameAs(int axis) implements Dim {}

    /** What the other sizes leave. */
    record Rest() implements Dim {}

    /** A known size. */
    static Dim of(long size) {
        return new Fixed(size);
    }

    /** As large as a dimension of the input, counted from the front. */
    static Dim same(int axis) {
        return new SameAs(axis);
    }
}
