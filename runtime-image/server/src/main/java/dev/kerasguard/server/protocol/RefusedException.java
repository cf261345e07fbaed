package dev.kerasguard.server.protocol;

/** Carries a {@link Refusal} to where the answer is written. It has no stack trace: refusing must be cheap. */
public final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;

    /** Carries a refusal. */
    public RefusedException(Refusal refusal) {
        super(refusal.message(), null, false, false);
        this.refusal = refusal;
    }

    /** What is carried. */
    public Refusal refusal() {
        return refusal;
    }
}
