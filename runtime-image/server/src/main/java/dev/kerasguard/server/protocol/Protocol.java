package dev.kerasguard.server.protocol;

/** The protocols that are spoken. */
public enum Protocol {
    /** TensorFlow Serving's REST API. */
    V1("v1"),
    /** The Open Inference Protocol. */
    V2("v2");

    private final String label;

    Protocol(String label) {
        this.label = label;
    }

    /** What metrics call it. */
    public String label() {
        return label;
    }
}
