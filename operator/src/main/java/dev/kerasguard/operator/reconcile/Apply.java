package dev.kerasguard.operator.reconcile;

import dev.kerasguard.api.v1alpha1.KerasInferenceService;
import dev.kerasguard.operator.desired.Children;
import dev.kerasguard.operator.desired.LiveConfig;
import dev.kerasguard.operator.desired.Target;
import dev.kerasguard.operator.gone.Disappearance;
import dev.kerasguard.operator.status.ConditionType;
import dev.kerasguard.operator.status.Reason;
import dev.kerasguard.operator.status.Statement;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.util.Optional;
import java.util.Set;

/** Third step: writes what differs, and nothing else. In the steady state it writes nothing at all. */
final class Apply {

    // What trying again at once does not change: the object is refused for what it is. All else is tried again.
    private static final Set<Integer> REFUSALS = Set.of(400, 403, 422);

    private final Target target;
    private final Context<KerasInferenceService> context;

    private Apply(Target target, Context<KerasInferenceService> context) {
        this.target = target;
        this.context = context;
    }

    /** Applies the children of a service; says what stood in the way. */
    static Optional<Statement> children(Target target, Context<KerasInferenceService> context) {
        return new Apply(target, context).all();
    }

    private Optional<Statement> all() {
        Optional<Deployment> deployment = context.getSecondaryResource(Deployment.class);
        Children children = Children.of(
                target,
                LiveConfig.of(
                        deployment.orElse(null),
                        context.getSecondaryResource(ConfigMap.class).orElse(null)));
        for (HasMetadata child : children.inOrder()) {
            try {
                Optional<Statement> refused = one(child);
                if (refused.isPresent()) {
                    return refused;
                }
            } catch (KubernetesClientException e) {
                if (!REFUSALS.contains(e.getCode()) || Disappearance.isOfNamespace(e)) {
                    throw e;
                }
                return Optional.of(Statement.no(
                        ConditionType.Progressing,
                        Reason.ApplyFailed,
                        "the API server refuses %s: %s".formatted(Applied.describe(child), Disappearance.wordsOf(e))));
            }
        }
        if (children.autoscaler().isEmpty()) {
            context.getSecondaryResource(HorizontalPodAutoscaler.class)
                    .ifPresent(autoscaler ->
                            context.getClient().resource(autoscaler).delete());
        }
        return Optional.empty();
    }

    private Optional<Statement> one(HasMetadata child) {
        HasMetadata wanted = Applied.marked(child);
        Optional<? extends HasMetadata> live = context.getSecondaryResourcesAsStream(child.getClass())
                .filter(other ->
                        other.getMetadata().getName().equals(child.getMetadata().getName()))
                .findFirst();
        if (live.isPresent() && !Drift.between(wanted, live.get())) {
            return Optional.empty();
        }
        if (live.isEmpty() && isTaken(child)) {
            return Optional.of(Statement.no(
                    ConditionType.Progressing,
                    Reason.NameTaken,
                    "%s exists and is not this service's; delete it or give the service another name"
                            .formatted(Applied.describe(child))));
        }
        if (wanted instanceof Deployment deployment) {
            ReplicaHandover.apply(deployment, live.map(Deployment.class::cast), target, context);
        } else {
            context.resourceOperations().serverSideApply(wanted);
        }
        return Optional.empty();
    }

    // Server-side apply would take over whatever has the name; what somebody else made stays theirs.
    private boolean isTaken(HasMetadata child) {
        HasMetadata there = context.getClient().resource(child).get();
        String owner = target.service().getMetadata().getUid();
        return there != null
                && there.getMetadata().getOwnerReferences().stream()
                        .noneMatch(reference -> owner.equals(reference.getUid()));
    }
}
