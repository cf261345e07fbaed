package dev.kerasguard.rules;

import dev.kerasguard.rules.Rule.Problem;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Rules about who a client is. */
final class ClientRules {

    /** Whoever is a trusted proxy can claim to be any client, so it must be clear who that is. */
    static final Rule<Candidate> TRUSTED_PROXIES_ARE_CIDRS =
            new Rule<>("TrustedProxiesAreCidrs", ClientRules::trustedProxiesAreCidrs);

    private ClientRules() {}

    private static Stream<Problem> trustedProxiesAreCidrs(Candidate candidate) {
        List<String> proxies = candidate.trustedProxies();
        return IntStream.range(0, proxies.size())
                .filter(i -> !Cidr.isWellFormed(proxies.get(i)))
                .mapToObj(i -> new Problem(
                        "spec.serving.clients.trustedProxies[%d]".formatted(i),
                        "%s is not a CIDR block with a prefix of 1 or more; write such as 10.0.0.0/8 or fd00::/8"
                                .formatted(Quoted.text(proxies.get(i)))));
    }
}
