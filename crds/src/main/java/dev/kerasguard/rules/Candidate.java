package dev.kerasguard.rules;

import dev.kerasguard.api.v1alpha1.KerasInferenceService;
import dev.kerasguard.api.v1alpha1.KerasInferenceServiceSpec;
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
}
