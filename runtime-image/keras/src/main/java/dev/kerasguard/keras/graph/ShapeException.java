package dev.kerasguard.keras.graph;

/** Tensors do not fit an operation; whoever builds a layer turns it into a refusal with the layer's place. */
public final class ShapeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param message what does not fit, to be read after "does not fit its input: " */
    public ShapeException(String message) {
        super(message);
    }
}
