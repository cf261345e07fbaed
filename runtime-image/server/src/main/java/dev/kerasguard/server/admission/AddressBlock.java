package dev.kerasguard.server.admission;

import java.net.InetAddress;

/** A CIDR block, such as {@code 10.0.0.0/8}. */
final class AddressBlock {

    private final byte[] prefix;
    private final int bits;

    private AddressBlock(byte[] prefix, int bits) {
        this.prefix = prefix;
        this.bits = bits;
    }

    /**
     * Reads a block; an address alone is a block of one.
     *
     * @throws IllegalArgumentException when the text is neither
     */
    static AddressBlock parse(String text) {
        int slash = text.indexOf('/');
        byte[] address = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash))
                .getAddress();
        int bits = slash < 0 ? address.length * 8 : Integer.parseInt(text.substring(slash + 1));
        if (bits < 0 || bits > address.length * 8) {
            throw new IllegalArgumentException(
                    text + " is not a CIDR block: its prefix must be 0 to " + address.length * 8);
        }
        return new AddressBlock(address, bits);
    }

    boolean contains(InetAddress candidate) {
        byte[] address = candidate.getAddress();
        if (address.length != prefix.length) {
            return false;
        }
        for (int i = 0; i * 8 < bits; i++) {
            int mask = 0xFF << Math.max(0, 8 - (bits - i * 8));
            if (((address[i] ^ prefix[i]) & mask & 0xFF) != 0) {
                return false;
            }
        }
        return true;
    }
}
