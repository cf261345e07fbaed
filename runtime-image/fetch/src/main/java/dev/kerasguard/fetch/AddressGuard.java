package dev.kerasguard.fetch;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * Decides from which addresses a model may come, so that a URI cannot make the pod ask a cloud's metadata service, a
 * neighbour or itself. Every address of a host must pass. The JVM must remember what it resolved ({@link FetchMain}
 * makes it do so): then the address that was checked is the one that is connected to.
 */
final class AddressGuard {

    /** Metadata services outside the link-local ranges: Azure, Alibaba Cloud, Oracle Cloud, AWS over IPv6. */
    private static final Set<String> METADATA =
            Set.of("168.63.129.16", "100.100.100.200", "192.0.0.192", "fd00:ec2:0:0:0:0:0:254");

    private final UriPrefixes named;

    /** @param named places whose private addresses are meant, because a policy names them */
    AddressGuard(UriPrefixes named) {
        this.named = named;
    }

    /**
     * Resolves a URI's host and passes judgement on every address.
     *
     * @throws FetchRefusedException AddressNotAllowed
     * @throws UnknownHostException when the name has no address
     */
    void check(URI uri) throws FetchRefusedException, UnknownHostException {
        boolean isNamed = named.name(uri);
        for (InetAddress address : InetAddress.getAllByName(uri.getHost())) {
            Optional<String> objection = objection(address, isNamed, isNamed && isLoopbackName(uri.getHost()));
            if (objection.isPresent()) {
                throw new FetchRefusedException(
                        FetchReason.AddressNotAllowed,
                        "%s is at %s, %s".formatted(HttpSource.shown(uri), address.getHostAddress(), objection.get()));
            }
        }
    }

    /**
     * What speaks against an address.
     *
     * @param isNamed whether a policy names the URI
     * @param loopbackIsNamed whether what the policy names is this machine, literally
     */
    static Optional<String> objection(InetAddress address, boolean isNamed, boolean loopbackIsNamed) {
        InetAddress carried = embeddedV4(address);
        if (METADATA.contains(carried.getHostAddress()) || carried.isLinkLocalAddress()) {
            return Optional.of("a link-local or metadata address: no model may come from there");
        }
        if (carried.isAnyLocalAddress() || carried.isMulticastAddress() || isReservedV4(carried)) {
            return Optional.of("which is no host's address: no model may come from there");
        }
        if (carried.isLoopbackAddress()) {
            return loopbackIsNamed ? Optional.empty() : Optional.of("the pod itself: no model may come from there");
        }
        if (isPrivate(carried) && !isNamed) {
            return Optional.of("a private address; a policy may name the URI's prefix in models.allowedUriPrefixes");
        }
        return Optional.empty();
    }

    private static boolean isLoopbackName(String host) {
        return host.equalsIgnoreCase("localhost") || host.startsWith("127.") || host.equals("[::1]");
    }

    private static boolean isReservedV4(InetAddress address) {
        if (!(address instanceof Inet4Address)) {
            return false;
        }
        int first = address.getAddress()[0] & 0xff;
        return first == 0 || first >= 240;
    }

    private static boolean isPrivate(InetAddress address) {
        byte[] b = address.getAddress();
        if (address instanceof Inet6Address) {
            return address.isSiteLocalAddress() || (b[0] & 0xfe) == 0xfc;
        }
        int second = b[1] & 0xff;
        return address.isSiteLocalAddress()
                || ((b[0] & 0xff) == 100 && (second & 0xc0) == 64) // RFC 6598, behind a provider's NAT
                || ((b[0] & 0xff) == 198 && (second & 0xfe) == 18) // RFC 2544, laboratories
                || ((b[0] & 0xff) == 192 && second == 0 && b[2] == 0); // RFC 6890
    }

    /** The IPv4 address inside an IPv6 one (NAT64, 6to4, compatible), which is where the packets go. */
    private static InetAddress embeddedV4(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return address;
        }
        byte[] b = address.getAddress();
        boolean nat64 = startsWith(b, 0x00, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0);
        boolean compatible = startsWith(b, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
                && !address.isAnyLocalAddress()
                && !address.isLoopbackAddress();
        boolean sixToFour = startsWith(b, 0x20, 0x02);
        if (!nat64 && !compatible && !sixToFour) {
            return address;
        }
        try {
            return InetAddress.getByAddress(sixToFour ? Arrays.copyOfRange(b, 2, 6) : Arrays.copyOfRange(b, 12, 16));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are always an address", e);
        }
    }

    private static boolean startsWith(byte[] bytes, int... prefix) {
        for (int i = 0; i < prefix.length; i++) {
            if ((bytes[i] & 0xff) != prefix[i]) {
                return false;
            }
        }
        return true;
    }
}
