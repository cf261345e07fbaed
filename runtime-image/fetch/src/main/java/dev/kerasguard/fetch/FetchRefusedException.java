package dev.kerasguard.fetch;

import org.jspecify.annotations.Nullable;

/** A model was not delivered: the reason, and a sentence that says what is wrong and what would be right. */
public final class FetchRefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final FetchReason reason;
    private final String sentence;
    private final @Nullable String digest;

    /** A refusal before any byte of the model was judged. */
    public FetchRefusedException(FetchReason reason, String message) {
        this(reason, message, null);
    }

    /**
     * A refusal of bytes that were seen.
     *
     * @param digest of those bytes
     */
    public FetchRefusedException(FetchReason reason, String message, @Nullable String digest) {
        super(message);
        this.reason = reason;
        this.sentence = message;
        this.digest = digest;
    }

    /** The same refusal, of bytes that were seen. */
    FetchRefusedException of(String digestOfBytes) {
        return new FetchRefusedException(reason, sentence, digestOfBytes);
    }

    @Override
    public String getMessage() {
        return sentence;
    }

    /** The reason that a condition shows. */
    public FetchReason reason() {
        return reason;
    }

    /** The digest of the bytes that were seen; null when none were. */
    public @Nullable String digest() {
        return digest;
    }
}
