package dev.kerasguard.server.protocol;

/** A request's body, whole, in the first bytes of an array. */
public final class Body {

    private final byte[] array;
    private final int length;

    /**
     * @param array starts with the body
     * @param length of the body in bytes
     */
    public Body(byte[] array, int length) {
        this.array = array;
        this.length = length;
    }

    /** Starts with the body; read only. */
    public byte[] array() {
        return array;
    }

    /** Bytes of the body. */
    public int length() {
        return length;
    }
}
