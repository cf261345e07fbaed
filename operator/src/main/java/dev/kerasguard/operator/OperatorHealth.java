package dev.kerasguard.operator;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Has the kubelet restart a process whose watches died. */
@Liveness
@ApplicationScoped
class OperatorHealth implements HealthCheck {

    private final OperatorProcess process;

    @Inject
    OperatorHealth(OperatorProcess process) {
        this.process = process;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("watches")
                .status(process.isHealthy())
                .withData("leading", process.isLeading())
                .build();
    }
}
