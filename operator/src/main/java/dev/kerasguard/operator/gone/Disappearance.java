package dev.kerasguard.operator.gone;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.api.model.StatusDetails;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Objects and namespaces are deleted at any time, also between a look at them and a write. That is no failure: there is
 * nothing left to do, and the log says so in one line.
 */
public final class Disappearance {

    private static final Logger LOG = LoggerFactory.getLogger(Disappearance.class);

    /** How the API server answers a write to what is not there, is another by now, or may have no more children. */
    private static final Set<Integer> ANSWERS =
            Set.of(HttpURLConnection.HTTP_NOT_FOUND, HttpURLConnection.HTTP_CONFLICT, HttpURLConnection.HTTP_FORBIDDEN);

    private Disappearance() {}

    /** Runs a reconciliation that may come to nothing because what it is about disappears. */
    public static <R extends HasMetadata> UpdateControl<R> tolerated(
            R primary, Context<R> context, Supplier<UpdateControl<R>> reconciliation) {
        try {
            return reconciliation.get();
        } catch (KubernetesClientException e) {
            if (!isOfNamespace(e) && !(ANSWERS.contains(e.getCode()) && isGone(primary, context.getClient()))) {
                throw e;
            }
            LOG.info(
                    "{} {} disappears, nothing more is done for it: {}",
                    primary.getKind(),
                    nameOf(primary),
                    wordsOf(e).replace('\n', ' '));
            return UpdateControl.noUpdate();
        }
    }

    /** Whether an answer says that a namespace ends or has ended: nothing new can be in it. */
    public static boolean isOfNamespace(KubernetesClientException e) {
        Optional<StatusDetails> details = Optional.ofNullable(e.getStatus()).map(status -> status.getDetails());
        return details.map(StatusDetails::getCauses).stream()
                        .flatMap(List::stream)
                        .map(StatusCause::getReason)
                        .anyMatch("NamespaceTerminating"::equals)
                || (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND
                        && details.filter(of -> "namespaces".equals(of.getKind()))
                                .isPresent());
    }

    /** What the API server said. */
    public static String wordsOf(KubernetesClientException e) {
        return e.getStatus() == null || e.getStatus().getMessage() == null
                ? String.valueOf(e.getMessage())
                : e.getStatus().getMessage();
    }

    private static boolean isGone(HasMetadata primary, KubernetesClient client) {
        HasMetadata there = client.resource(primary).get();
        return there == null
                || there.isMarkedForDeletion()
                || !Objects.equals(
                        there.getMetadata().getUid(), primary.getMetadata().getUid());
    }

    private static String nameOf(HasMetadata primary) {
        String namespace = primary.getMetadata().getNamespace();
        String name = primary.getMetadata().getName();
        return namespace == null ? name : namespace + "/" + name;
    }
}
