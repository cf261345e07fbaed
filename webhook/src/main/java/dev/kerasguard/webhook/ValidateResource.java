package dev.kerasguard.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kerasguard.rules.Violation;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jboss.logging.Logger;

/** Answers the API server's reviews, and counts them. */
@Path("/validate")
public class ValidateResource {

    private static final Logger LOG = Logger.getLogger(ValidateResource.class);

    private final Admission admission;
    private final ClusterView cluster;
    private final KubernetesSerialization serialization;
    private final MeterRegistry metrics;

    ValidateResource(
            Admission admission, ClusterView cluster, KubernetesSerialization serialization, MeterRegistry metrics) {
        this.admission = admission;
        this.cluster = cluster;
        this.serialization = serialization;
        this.metrics = metrics;
    }

    /**
     * Answers one AdmissionReview.
     *
     * @param body the review as JSON; larger ones than the server's limit never arrive here
     * @return 200 with an AdmissionReview; 400 for anything else; 503 until the policies are known
     */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response validate(String body) {
        if (!cluster.isSynced()) {
            return answer(Response.Status.SERVICE_UNAVAILABLE, "the policies of the cluster are not known yet");
        }
        try {
            Review review = Review.of(serialization.unmarshal(body, JsonNode.class));
            List<Violation> violations = admission.violations(review);
            count(violations);
            return Response.ok(serialization.asJson(Verdict.of(review, violations)))
                    .build();
        } catch (IllegalArgumentException | KubernetesClientException e) {
            LOG.warnf("a review could not be judged: %s", e.getMessage());
            return answer(Response.Status.BAD_REQUEST, String.valueOf(e.getMessage()));
        }
    }

    private void count(List<Violation> violations) {
        metrics.counter("kerasguard.admission.reviews", "allowed", String.valueOf(violations.isEmpty()))
                .increment();
        violations.forEach(violation -> metrics.counter("kerasguard.admission.violations", "rule", violation.rule())
                .increment());
    }

    private static Response answer(Response.Status status, String text) {
        return Response.status(status).entity(text).type(MediaType.TEXT_PLAIN).build();
    }
}
