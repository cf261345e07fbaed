package dev.kerasguard.rules;

import dev.kerasguard.rules.Rule.Problem;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Rules about the service's own name. */
final class NameRules {

    /**
     * The name becomes a Service's, which must be a DNS label that begins with a letter, and the pods' with {@code -<10
     * digits of the ReplicaSet>-<5 of the pod>} behind it: 46 and 17 are the 63 characters of a label.
     */
    static final Rule<Candidate> FITS_SUFFIX = new Rule<>("NameFitsSuffix", NameRules::fitsSuffix);

    private static final int LABEL = 63;
    private static final int POD_SUFFIX = "-0123456789-01234".length();
    private static final Pattern DNS_LABEL = Pattern.compile("[a-z]([-a-z0-9]*[a-z0-9])?");

    private NameRules() {}

    private static Stream<Problem> fitsSuffix(Candidate candidate) {
        String name = candidate.service().getMetadata().getName();
        // generateName: the API server appends to it only after admission.
        if (name == null) {
            return Stream.empty();
        }
        int longest = LABEL - POD_SUFFIX;
        return name.length() <= longest && DNS_LABEL.matcher(name).matches()
                ? Stream.empty()
                : Stream.of(new Problem(
                        "metadata.name",
                        "%s cannot name a Service and its pods; write at most %d of a-z, 0-9 and -, a letter first"
                                .formatted(Quoted.text(name), longest)));
    }
}
