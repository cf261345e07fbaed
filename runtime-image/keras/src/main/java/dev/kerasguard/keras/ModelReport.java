package dev.kerasguard.keras;

import dev.kerasguard.keras.vetting.CustomObject;
import dev.kerasguard.keras.vetting.Finding;
import dev.kerasguard.keras.vetting.LayerSummary;
import dev.kerasguard.keras.vetting.Severity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What vetting knows of a model, before anything of it is allocated.
 *
 * @param format what the file was found to be; null when it is none
 * @param kerasVersion the Keras that wrote it; null when the file does not say
 * @param findings all that was found, refusals first
 * @param customObjects what in it is the owner's own, also when it is refused
 * @param contents what it consists of; null when a refusal kept that from being known
 */
public record ModelReport(
        @Nullable ModelFormat format,
        @Nullable String kerasVersion,
        List<Finding> findings,
        List<CustomObject> customObjects,
        @Nullable Contents contents) {
    public ModelReport {
        findings = List.copyOf(findings);
        customObjects = List.copyOf(customObjects);
    }

    /** Whether the model can be loaded. */
    public boolean isLoadable() {
        return findings.stream().noneMatch(finding -> finding.severity() == Severity.REFUSED);
    }

    /**
     * What a model consists of.
     *
     * @param parameters how many numbers its weights are
     * @param weightBytes bytes of its weights
     * @param flops floating-point operations for one example; sizes that are not known count as one
     * @param activationBytes what its tensors take at most at one time, for one example and for {@code batch}
     * @param inputs the signature's inputs, in order
     * @param outputs the signature's outputs, in order
     * @param layers its layers, in order; empty for a SavedModel, which has none
     */
    public record Contents(
            long parameters,
            long weightBytes,
            long flops,
            Activations activationBytes,
            List<TensorSpec> inputs,
            List<TensorSpec> outputs,
            List<LayerSummary> layers) {
        public Contents {
            inputs = List.copyOf(inputs);
            outputs = List.copyOf(outputs);
            layers = List.copyOf(layers);
        }
    }

    /**
     * What the tensors of a model take at most at one time.
     *
     * @param one bytes for one example
     * @param batch bytes for {@code batchSize} examples
     * @param batchSize how many examples a batch has
     */
    public record Activations(long one, long batch, int batchSize) {}
}
