package dev.kerasguard.operator.telemetry;

import dev.kerasguard.api.v1alpha1.KerasInferenceServiceStatus.LoadedModel;
import org.jspecify.annotations.Nullable;

/**
 * What one pod answered in one round.
 *
 * @param counters null: it could not be scraped
 * @param model null: not asked again, or it could not tell
 */
record PodReading(
        Targets.RuntimePod pod,
        @Nullable Counters counters,
        @Nullable LoadedModel model) {}
