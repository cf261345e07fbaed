package dev.kerasguard.rules;

import dev.kerasguard.api.v1alpha1.KerasInferencePolicy;
import java.util.List;

/** The reject list: every rule by name, in the order in which violations are told. */
public final class Rules {

    private Rules() {}

    /** The rules of a service. */
    public static List<Rule<Candidate>> services() {
        return List.of();
    }

    /** The rules of a policy. */
    public static List<Rule<KerasInferencePolicy>> policies() {
        return List.of();
    }
}
