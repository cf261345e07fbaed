package dev.kerasguard.server.protocol;

/** The tensors that follow the JSON of a V2 body, handed out in order. */
final class BinaryData {

    private final Body body;
    private int next;

    BinaryData(Body body, int start) {
        this.body = body;
        this.next = start;
    }

    /** Where the next tensor of this size starts in the body's array. */
    int take(String place, long size) {
        if (size > body.length() - next) {
            throw Refusal.invalid(place + ".parameters.binary_data_size is " + size + " but only "
                    + (body.length() - next) + " bytes are left in the body");
        }
        int start = next;
        next += (int) size;
        return start;
    }

    void requireAllUsed() {
        if (next != body.length()) {
            throw Refusal.invalid((body.length() - next) + " bytes of the body belong to no input");
        }
    }
}
