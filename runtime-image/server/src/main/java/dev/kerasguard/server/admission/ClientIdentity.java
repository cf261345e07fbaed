package dev.kerasguard.server.admission;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Tells a client from another by its address: the peer's own, or behind trusted proxies the rightmost entry of
 * {@code X-Forwarded-For} that no trusted proxy is. What a client writes there itself stands further left and does not
 * count. An IPv6 client is its /64, as one host has that many addresses at will.
 */
final class ClientIdentity {

    private static final int MAX_HOPS = 32;

    private final List<AddressBlock> trustedProxies;

    /** @throws IllegalArgumentException when an entry is not a CIDR block */
    ClientIdentity(List<String> trustedProxies) {
        this.trustedProxies = trustedProxies.stream().map(AddressBlock::parse).toList();
    }

    /**
     * Who the client is.
     *
     * @param peer IP address of the connection's other end
     * @param forwardedFor values of all {@code X-Forwarded-For} headers, in order
     */
    String of(String peer, List<String> forwardedFor) {
        if (trustedProxies.isEmpty()) {
            return peer.indexOf(':') < 0 ? peer : shown(InetAddress.ofLiteral(peer));
        }
        InetAddress client = InetAddress.ofLiteral(peer);
        List<String> hops = hops(forwardedFor);
        for (int i = hops.size() - 1; i >= 0 && isTrusted(client); i--) {
            try {
                client = InetAddress.ofLiteral(hops.get(i));
            } catch (IllegalArgumentException e) {
                break;
            }
        }
        return shown(client);
    }

    private static List<String> hops(List<String> forwardedFor) {
        List<String> hops = new ArrayList<>();
        for (String header : forwardedFor) {
            Arrays.stream(header.split(",", -1)).map(String::strip).forEach(hops::add);
        }
        return hops.subList(Math.max(0, hops.size() - MAX_HOPS), hops.size());
    }

    private boolean isTrusted(InetAddress address) {
        return trustedProxies.stream().anyMatch(block -> block.contains(address));
    }

    private static String shown(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return address.getHostAddress();
        }
        byte[] network = Arrays.copyOf(Arrays.copyOf(address.getAddress(), 8), 16);
        try {
            return InetAddress.getByAddress(network).getHostAddress() + "/64";
        } catch (java.net.UnknownHostException e) {
            throw new IllegalStateException("16 bytes are an address", e);
        }
    }
}
