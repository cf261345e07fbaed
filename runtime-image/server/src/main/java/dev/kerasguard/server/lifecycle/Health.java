package dev.kerasguard.server.lifecycle;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;

/** What the kubelet asks. */
@Singleton
class Health {

    /** A run of this length is a hang: it is past any timeout that a service may have. */
    private static final Duration STUCK = Duration.ofMinutes(5);

    private final ModelServer server;

    Health(ModelServer server) {
        this.server = server;
    }

    /** Started once the model is warm. */
    @Produces
    @Startup
    HealthCheck started() {
        return () -> HealthCheckResponse.named("model")
                .status(server.model().isPresent())
                .build();
    }

    /** Ready until the stop begins. */
    @Produces
    @Readiness
    HealthCheck ready() {
        return () ->
                HealthCheckResponse.named("requests").status(server.isReady()).build();
    }

    /** Alive unless a run of TensorFlow hangs. */
    @Produces
    @Liveness
    HealthCheck live() {
        return () -> HealthCheckResponse.named("executor")
                .status(server.busyFor().compareTo(STUCK) < 0)
                .build();
    }
}
