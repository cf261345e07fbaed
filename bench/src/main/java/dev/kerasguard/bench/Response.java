package dev.kerasguard.bench;

/**
 * What came back.
 *
 * @param status the HTTP status
 * @param body as many bytes as the server announced
 * @param reusable whether the server keeps the connection open
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Response(int status, byte[] body, boolean reusable) {
    boolean successful() {
        return status >= 200 && status < 300;
    }
}
