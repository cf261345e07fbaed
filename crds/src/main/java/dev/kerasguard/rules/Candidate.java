package dev.kerasguard.rules;

import dev.kerasguard.api.v1alpha1.KerasInferenceService;
import dev.kerasguard.api.v1alpha1.KerasInferenceServiceSpec;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A service that wants to be admitted.
 *
 * @param service with everything that is required, and the CRD's defaults
 * @param policy what holds in its namespace
 */
public record Candidate(KerasInferenceService service, EffectivePolicy policy) {

    KerasInferenceServiceSpec spec() {
        return service.getSpec();
    }

    String uri() {
        return spec().model().uri();
    }

    KerasInferenceServiceSpec.Amounts limits() {
        return spec().resources().limits();
    }

    /** The serving section; an empty one where it is absent. */
    KerasInferenceServiceSpec.Serving serving() {
        KerasInferenceServiceSpec.@Nullable Serving serving = spec().serving();
        return serving == null ? new KerasInferenceServiceSpec.Serving(null, null, null, null, null, null) : serving;
    }

    /** The rate limits; none where they are absent. */
    List<KerasInferenceServiceSpec.RateLimit> rateLimits() {
        @Nullable List<KerasInferenceServiceSpec.RateLimit> limits = serving().rateLimits();
        return limits == null ? List.of() : limits;
    }

    /** The proxies whose word counts; none where they are absent. */
    List<String> trustedProxies() {
        KerasInferenceServiceSpec.@Nullable Clients clients = serving().clients();
        @Nullable List<String> proxies = clients == null ? null : clients.trustedProxies();
        return proxies == null ? List.of() : proxies;
    }

    /** The timeout of a request; null where it is absent or malformed. */
    @Nullable Duration timeout() {
        try {
            String text = serving().timeout();
            return text == null ? null : GoDuration.parse(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    int gpus() {
        KerasInferenceServiceSpec.@Nullable Gpu gpu = spec().gpu();
        return gpu == null ? 0 : gpu.count();
    }

    int minReplicas() {
        KerasInferenceServiceSpec.@Nullable Scaling scaling = spec().scaling();
        return scaling == null || scaling.minReplicas() == null ? 1 : scaling.minReplicas();
    }

    /** Replicas at most; as many as at least where it is absent. */
    int maxReplicas() {
        KerasInferenceServiceSpec.@Nullable Scaling scaling = spec().scaling();
        return scaling == null || scaling.maxReplicas() == null ? minReplicas() : scaling.maxReplicas();
    }
}
