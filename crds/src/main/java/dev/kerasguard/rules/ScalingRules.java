package dev.kerasguard.rules;

import dev.kerasguard.rules.Rule.Problem;
import java.util.stream.Stream;

/** Rules about how many replicas there may be. */
final class ScalingRules {

    /** The platform team's bound on what the autoscaler may do; and a range that no number is in does nothing. */
    static final Rule<Candidate> REPLICAS_WITHIN_POLICY =
            new Rule<>("ReplicasWithinPolicy", ScalingRules::replicasWithinPolicy);

    private ScalingRules() {}

    private static Stream<Problem> replicasWithinPolicy(Candidate candidate) {
        int least = candidate.minReplicas();
        int most = candidate.maxReplicas();
        Setting<Integer> allowed = candidate.policy().maxReplicas();
        return Stream.of(
                        least < 1
                                ? new Problem(
                                        "spec.scaling.minReplicas",
                                        "%d is less than one; write at least 1, as nothing wakes a service at zero"
                                                .formatted(least))
                                : null,
                        least > most
                                ? new Problem(
                                        "spec.scaling.minReplicas",
                                        "%d is more than maxReplicas %d; write at most maxReplicas"
                                                .formatted(least, most))
                                : null,
                        most > allowed.value()
                                ? new Problem(
                                        "spec.scaling.maxReplicas",
                                        "%d is more than %s allows; write at most %d"
                                                .formatted(most, allowed.source(), allowed.value()))
                                : null)
                .flatMap(Stream::ofNullable);
    }
}
