package dev.kerasguard.operator.policy;

import dev.kerasguard.api.v1alpha1.KerasInferencePolicy;
import dev.kerasguard.api.v1alpha1.KerasInferencePolicyStatus;
import dev.kerasguard.api.v1alpha1.KerasInferenceService;
import dev.kerasguard.operator.desired.PolicyChildren;
import dev.kerasguard.operator.gone.Disappearance;
import dev.kerasguard.operator.reconcile.Applied;
import dev.kerasguard.operator.reconcile.Drift;
import dev.kerasguard.operator.reconcile.StatusWrite;
import dev.kerasguard.operator.status.ConditionType;
import dev.kerasguard.operator.status.Conditions;
import dev.kerasguard.operator.status.Reason;
import dev.kerasguard.operator.status.Statement;
import dev.kerasguard.rules.PolicySelector;
import dev.kerasguard.rules.SpecValidation;
import dev.kerasguard.rules.Violation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LimitRange;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Renders a policy's quota into each namespace that it selects, and takes it back where it no longer does. */
public final class PolicyReconciler implements Reconciler<KerasInferencePolicy> {

    private static final Logger LOG = LoggerFactory.getLogger(PolicyReconciler.class);

    private final Conditions conditions;

    /** @param clock tells the time of transitions */
    public PolicyReconciler(Clock clock) {
        this.conditions = new Conditions(clock);
    }

    @Override
    public UpdateControl<KerasInferencePolicy> reconcile(
            KerasInferencePolicy policy, Context<KerasInferencePolicy> context) {
        if (policy.isMarkedForDeletion()) {
            return UpdateControl.noUpdate();
        }
        return Disappearance.tolerated(policy, context, () -> steps(policy, context));
    }

    private UpdateControl<KerasInferencePolicy> steps(
            KerasInferencePolicy policy, Context<KerasInferencePolicy> context) {
        List<Violation> violations = SpecValidation.validate(null, policy);
        Set<String> namespaces = selected(policy, context);
        if (violations.isEmpty()) {
            List<HasMetadata> wanted = namespaces.stream()
                    .flatMap(namespace -> PolicyChildren.of(policy, namespace).stream())
                    .map(Applied::marked)
                    .toList();
            wanted.forEach(child -> apply(child, context));
            remove(wanted, context);
        }
        return report(policy, violations, namespaces, context)
                ? UpdateControl.noUpdate()
                : UpdateControl.<KerasInferencePolicy>noUpdate().reschedule();
    }

    @Override
    public List<EventSource<?, KerasInferencePolicy>> prepareEventSources(
            EventSourceContext<KerasInferencePolicy> context) {
        return PolicyEventSources.of(context);
    }

    private static Set<String> selected(KerasInferencePolicy policy, Context<KerasInferencePolicy> context) {
        return PolicyEventSources.watched(Namespace.class, context)
                .list(_ -> true)
                .filter(namespace -> namespace.getMetadata().getDeletionTimestamp() == null)
                .filter(namespace -> PolicySelector.selects(
                        policy.getSpec().namespaceSelector(),
                        Objects.requireNonNullElse(namespace.getMetadata().getLabels(), Map.of())))
                .map(namespace -> namespace.getMetadata().getName())
                .collect(Collectors.toSet());
    }

    private static void apply(HasMetadata child, Context<KerasInferencePolicy> context) {
        boolean holds = live(child.getClass(), context)
                .filter(live -> isSame(live, child))
                .anyMatch(live -> !Drift.between(child, live));
        if (holds) {
            return;
        }
        try {
            context.resourceOperations().serverSideApply(child);
        } catch (KubernetesClientException e) {
            // Its event is on the way; the other namespaces get theirs.
            if (!Disappearance.isOfNamespace(e)) {
                throw e;
            }
            LOG.info(
                    "policy {} has nothing more for namespace {}, which ends",
                    child.getMetadata().getOwnerReferences().getFirst().getName(),
                    child.getMetadata().getNamespace());
        }
    }

    private static void remove(List<HasMetadata> wanted, Context<KerasInferencePolicy> context) {
        List<HasMetadata> unwanted =
                new ArrayList<>(Stream.concat(live(ResourceQuota.class, context), live(LimitRange.class, context))
                        .toList());
        unwanted.removeIf(live -> wanted.stream().anyMatch(child -> isSame(live, child)));
        unwanted.forEach(live -> context.getClient().resource(live).delete());
    }

    private static Stream<? extends HasMetadata> live(
            Class<? extends HasMetadata> kind, Context<KerasInferencePolicy> context) {
        return context.getSecondaryResourcesAsStream(kind);
    }

    private static boolean isSame(HasMetadata one, HasMetadata other) {
        return one.getKind().equals(other.getKind())
                && one.getMetadata().getName().equals(other.getMetadata().getName())
                && one.getMetadata().getNamespace().equals(other.getMetadata().getNamespace());
    }

    private boolean report(
            KerasInferencePolicy policy,
            List<Violation> violations,
            Set<String> namespaces,
            Context<KerasInferencePolicy> context) {
        KerasInferencePolicyStatus before = policy.getStatus();
        Long generation = policy.getMetadata().getGeneration();
        Statement ready = violations.isEmpty()
                ? Statement.yes(ConditionType.Ready, Reason.InForce, "the policy is in force")
                : Statement.no(
                        ConditionType.Ready,
                        Reason.InvalidSpec,
                        violations.stream().map(Violation::toString).collect(Collectors.joining("; ")));
        int services = (int) PolicyEventSources.watched(KerasInferenceService.class, context)
                .list(service -> namespaces.contains(service.getMetadata().getNamespace()))
                .count();
        KerasInferencePolicyStatus status = new KerasInferencePolicyStatus(
                generation,
                namespaces.size(),
                services,
                conditions.mergeStated(before == null ? null : before.conditions(), List.of(ready), generation));
        return status.equals(before) || StatusWrite.of(policy, status, context);
    }
}
