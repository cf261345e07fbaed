package dev.kerasguard.keras.vetting;

/** What a finding means for a model. */
public enum Severity {
    /** The model is not loaded. */
    REFUSED,
    /** It is loaded, and somebody should know. */
    WARNING
}
