package dev.kerasguard.operator.desired;

import dev.kerasguard.rules.EffectivePolicy;
import java.util.List;

/**
 * What a policy says to fetch.
 *
 * @param maxBytes size of a model at most
 * @param allowedUriPrefixes redirects must stay within these
 */
record ModelBounds(long maxBytes, List<String> allowedUriPrefixes) {

    static ModelBounds of(EffectivePolicy policy) {
        return new ModelBounds(
                RuntimeConfigs.bytes(policy.maxBytes().value()),
                policy.allowedUriPrefixes().value());
    }
}
