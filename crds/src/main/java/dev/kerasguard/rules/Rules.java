package dev.kerasguard.rules;

import dev.kerasguard.api.v1alpha1.KerasInferencePolicy;
import java.util.List;

/** The reject list: every rule by name, in the order in which violations are told. */
public final class Rules {

    private static final List<Rule<Candidate>> SERVICES = List.of(
            NameRules.FITS_SUFFIX,
            UriRules.SCHEME_ALLOWED,
            UriRules.NO_CONTROL_CHARACTERS,
            UriRules.NO_CREDENTIALS,
            UriRules.NO_TRAVERSAL,
            UriRules.VOLUME_WELL_FORMED,
            UriRules.PREFIX_ALLOWED,
            HostRules.IS_NAME,
            HostRules.PUBLIC,
            HostRules.PORT_WELL_FORMED,
            ModelRules.DIGEST_REQUIRED,
            ModelRules.DIGEST_WELL_FORMED,
            ModelRules.FORMAT_ALLOWED,
            ModelRules.CUSTOM_LAYERS_ALLOWED,
            ResourceRules.LIMITS_REQUIRED,
            ResourceRules.AMOUNTS_WELL_FORMED,
            ResourceRules.REQUESTS_WITHIN_LIMITS,
            ResourceRules.CPU_WITHIN_POLICY,
            ResourceRules.MEMORY_WITHIN_POLICY,
            ResourceRules.GPUS_WITHIN_POLICY,
            ScalingRules.REPLICAS_WITHIN_POLICY,
            ResourceRules.FITS_QUOTA,
            ServingRules.TIMEOUT_WITHIN_POLICY,
            ServingRules.BATCH_CONSISTENT,
            ServingRules.PAYLOAD_WITHIN_MEMORY,
            ServingRules.RATE_LIMIT_REQUIRED,
            ServingRules.RATE_LIMIT_POSITIVE,
            ClientRules.TRUSTED_PROXIES_ARE_CIDRS,
            InputRules.INPUTS_CONSISTENT);

    private static final List<Rule<KerasInferencePolicy>> POLICIES =
            List.of(PolicyRules.PREFIXES_WELL_FORMED, PolicyRules.BOUNDS_WELL_FORMED, PolicyRules.FORMATS_NAMED);

    private Rules() {}

    /** The rules of a service. */
    public static List<Rule<Candidate>> services() {
        return SERVICES;
    }

    /** The rules of a policy. */
    public static List<Rule<KerasInferencePolicy>> policies() {
        return POLICIES;
    }
}
