package dev.kerasguard.webhook;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready once policies and namespaces are known: before that, a lenient policy might be missed, or a strict one. */
@Readiness
@ApplicationScoped
class ClusterViewCheck implements HealthCheck {

    private final ClusterView cluster;

    ClusterViewCheck(ClusterView cluster) {
        this.cluster = cluster;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("policies and namespaces are known")
                .status(cluster.isSynced())
                .build();
    }
}
