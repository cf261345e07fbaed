package dev.kerasguard.rules;

import dev.kerasguard.rules.Rule.Problem;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Rules about the host of a model's URI: that a spec cannot make the cluster ask its own inside. The fetch container
 * checks the addresses again once the name is resolved.
 */
final class HostRules {

    /**
     * An address has too many spellings (decimal, hexadecimal, octal, short, IPv6 with IPv4 inside) to list the bad
     * ones, so only what must be a name passes: its last label begins with a letter, as every top-level domain does.
     */
    static final Rule<Candidate> IS_NAME = new Rule<>("UriHostIsName", HostRules::isName);

    /** Metadata services and loopback hand out credentials; names of the cluster lead to other tenants. */
    static final Rule<Candidate> PUBLIC = new Rule<>("UriHostPublic", HostRules::isPublic);

    /** A port that is no number is read differently by different programs. */
    static final Rule<Candidate> PORT_WELL_FORMED = new Rule<>("UriPortWellFormed", HostRules::portWellFormed);

    private static final Pattern NAME =
            Pattern.compile("(?=.{1,253}$)([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\\.)*[a-z]([-a-z0-9]{0,61}[a-z0-9])?");
    private static final Pattern PORT = Pattern.compile("[1-9][0-9]{0,4}");
    private static final int LAST_PORT = 65535;

    private static final List<String> NEVER = List.of(
            "localhost",
            "localhost.localdomain",
            "ip6-localhost",
            "ip6-loopback",
            "metadata",
            "metadata.google.internal",
            "metadata.goog",
            "metadata.azure.internal",
            "metadata.packet.net",
            "metadata.platformequinix.com",
            "instance-data",
            "instance-data.ec2.internal");
    private static final List<String> INTERNAL = List.of("svc", "local", "internal", "localdomain", "lan", "intranet");

    private HostRules() {}

    private static Stream<Problem> isName(Candidate candidate) {
        ModelUri uri = ModelUri.parse(candidate.uri());
        if (uri == null || !uri.isHttp() || isName(uri.host())) {
            return Stream.empty();
        }
        return problem("%s is not a host name; write a DNS name, not an address in any spelling"
                .formatted(Quoted.text(uri.host())));
    }

    /** Whether it is a DNS name in lower case, and cannot be read as an address. */
    static boolean isName(String host) {
        return NAME.matcher(host).matches();
    }

    private static Stream<Problem> isPublic(Candidate candidate) {
        ModelUri uri = ModelUri.parse(candidate.uri());
        if (uri == null || !uri.isHttp() || !isName(uri.host())) {
            return Stream.empty();
        }
        String host = uri.host();
        if (NEVER.stream().anyMatch(name -> host.equals(name) || host.endsWith("." + name))) {
            return problem("%s is the machine itself or its metadata service; write the name of a model store"
                    .formatted(Quoted.text(host)));
        }
        if (isInternal(host) && !isNamed(candidate)) {
            return problem(
                    "%s is a name inside the cluster or its network; a KerasInferencePolicy must allow the prefix %s"
                            .formatted(Quoted.text(host), Quoted.text(uri.scheme() + "://" + host + "/")));
        }
        return Stream.empty();
    }

    private static boolean isInternal(String host) {
        return !host.contains(".")
                || INTERNAL.stream().anyMatch(suffix -> host.endsWith("." + suffix))
                || host.contains(".svc.");
    }

    private static boolean isNamed(Candidate candidate) {
        return candidate.policy().allowedUriPrefixes().value().stream()
                .anyMatch(prefix -> UriPrefix.namesHost(prefix) && UriPrefix.covers(prefix, candidate.uri()));
    }

    private static Stream<Problem> portWellFormed(Candidate candidate) {
        ModelUri uri = ModelUri.parse(candidate.uri());
        if (uri == null || !uri.isHttp() || uri.port() == null) {
            return Stream.empty();
        }
        boolean wellFormed = PORT.matcher(uri.port()).matches() && Integer.parseInt(uri.port()) <= LAST_PORT;
        return wellFormed
                ? Stream.empty()
                : problem("%s is not a port; write a number from 1 to 65535".formatted(Quoted.text(uri.port())));
    }

    private static Stream<Problem> problem(String message) {
        return Stream.of(new Problem("spec.model.uri", message));
    }
}
