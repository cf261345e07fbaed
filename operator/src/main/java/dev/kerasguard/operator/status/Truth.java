package dev.kerasguard.operator.status;

/** Whether a condition holds. */
public enum Truth {
    /** It holds. */
    True,
    /** It does not hold. */
    False,
    /** Nobody can say yet. */
    Unknown
}
