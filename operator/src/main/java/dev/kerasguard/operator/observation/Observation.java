package dev.kerasguard.operator.observation;

import dev.kerasguard.api.v1alpha1.KerasInferenceServiceStatus.Anomaly;
import dev.kerasguard.api.v1alpha1.KerasInferenceServiceStatus.LoadedModel;
import dev.kerasguard.api.v1alpha1.KerasInferenceServiceStatus.Traffic;
import org.jspecify.annotations.Nullable;

/**
 * What was measured about one service, in the words of its status. Figures are already rounded: two that are equal need
 * no write.
 *
 * @param model what the pods loaded; null: not known yet
 * @param traffic figures of the last minute; null: not known yet
 * @param anomaly what is unusual now; null: not judged yet, while a severity of null says that nothing is
 * @param anomalyMessage the anomaly in a sentence; null when there is none
 */
public record Observation(
        @Nullable LoadedModel model,
        @Nullable Traffic traffic,
        @Nullable Anomaly anomaly,
        @Nullable String anomalyMessage) {

    /** Nothing is known. */
    public static final Observation NONE = new Observation(null, null, null, null);
}
