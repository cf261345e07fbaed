package dev.kerasguard.operator.reconcile;

import dev.kerasguard.api.v1alpha1.KerasInferenceService;
import dev.kerasguard.operator.desired.Installation;
import dev.kerasguard.operator.desired.Target;
import dev.kerasguard.operator.gone.Disappearance;
import dev.kerasguard.operator.observation.Observation;
import dev.kerasguard.operator.observation.Observations;
import dev.kerasguard.operator.replicas.Replicas;
import dev.kerasguard.operator.status.ConditionType;
import dev.kerasguard.operator.status.Reason;
import dev.kerasguard.operator.status.Statement;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes the cluster match one service's spec, and the service's status match the cluster. */
public final class ServiceReconciler implements Reconciler<KerasInferenceService> {

    // A claim that appears, or a refusal of the API server that ends, makes no event that is watched.
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

    private final Installation installation;
    private final Observations observations;
    private final Report report;

    /**
     * @param installation what the operator's own deployment decides
     * @param observations what is measured about services
     * @param clock tells the time of transitions
     */
    public ServiceReconciler(Installation installation, Observations observations, Clock clock) {
        this.installation = installation;
        this.observations = observations;
        this.report = new Report(clock);
    }

    @Override
    public UpdateControl<KerasInferenceService> reconcile(
            KerasInferenceService service, Context<KerasInferenceService> context) {
        if (service.isMarkedForDeletion()) {
            return UpdateControl.noUpdate();
        }
        return Disappearance.tolerated(service, context, () -> steps(service, context));
    }

    private UpdateControl<KerasInferenceService> steps(
            KerasInferenceService service, Context<KerasInferenceService> context) {
        Surroundings surroundings = Surroundings.of(service, context);
        Statement accepted = Accept.judge(service, surroundings);
        Statement resolved = accepted.holds()
                ? Resolve.check(service, context.getClient())
                : Statement.unknown(
                        ConditionType.ResolvedRefs, Reason.NotAccepted, "looked at when the spec is accepted");
        Optional<Statement> refused = resolved.holds()
                ? Apply.children(new Target(service, surroundings.policy(), installation), context)
                : Optional.empty();
        Replicas replicas = Observe.replicas(context);
        Observation observation = observations.of(
                service.getMetadata().getNamespace(), service.getMetadata().getName());

        List<Statement> statements = new ArrayList<>(List.of(accepted, resolved));
        replicas.statements().forEach(statements::add);
        refused.ifPresent(refusal -> {
            statements.removeIf(statement -> statement.type() == refusal.type());
            statements.add(refusal);
        });
        Observe.anomaly(service, observation).ifPresent(statements::add);
        if (!report.write(service, statements, replicas, observation, context)) {
            return UpdateControl.<KerasInferenceService>noUpdate().reschedule();
        }
        boolean waits = accepted.holds() && (!resolved.holds() || refused.isPresent());
        return waits
                ? UpdateControl.<KerasInferenceService>noUpdate().rescheduleAfter(LOOK_AGAIN)
                : UpdateControl.noUpdate();
    }

    @Override
    public List<EventSource<?, KerasInferenceService>> prepareEventSources(
            EventSourceContext<KerasInferenceService> context) {
        return ServiceEventSources.of(context, observations);
    }
}
