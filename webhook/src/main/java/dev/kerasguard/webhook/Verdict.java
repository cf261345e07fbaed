package dev.kerasguard.webhook;

import dev.kerasguard.rules.Violation;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionResponse;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionResponseBuilder;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionReview;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionReviewBuilder;
import java.util.List;
import java.util.stream.Collectors;

/** Says a review's answer the way the API server passes it on: every violation in the message, and each as a cause. */
final class Verdict {

    private static final int UNPROCESSABLE = 422;

    private Verdict() {}

    /** The answer to a review with these violations. */
    static AdmissionReview of(Review review, List<Violation> violations) {
        AdmissionResponse response = new AdmissionResponseBuilder()
                .withUid(review.uid())
                .withAllowed(violations.isEmpty())
                .withStatus(violations.isEmpty() ? null : refusal(review, violations))
                .build();
        return new AdmissionReviewBuilder()
                .withApiVersion(review.apiVersion())
                .withResponse(response)
                .build();
    }

    private static Status refusal(Review review, List<Violation> violations) {
        return new StatusBuilder()
                .withStatus("Failure")
                .withCode(UNPROCESSABLE)
                .withReason("Invalid")
                .withMessage(message(violations))
                .withNewDetails()
                .withGroup("kerasguard.dev")
                .withKind(review.kind())
                .withName(review.object().path("metadata").path("name").asText())
                .withCauses(violations.stream()
                        .map(v -> new StatusCause(v.field(), v.message(), v.rule()))
                        .toList())
                .endDetails()
                .build();
    }

    private static String message(List<Violation> violations) {
        String count = violations.size() == 1 ? "1 violation" : violations.size() + " violations";
        return violations.stream().map(v -> "\n- " + v).collect(Collectors.joining("", count + ":", ""));
    }
}
