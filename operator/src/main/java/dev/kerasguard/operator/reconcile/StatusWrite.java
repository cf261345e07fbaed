package dev.kerasguard.operator.reconcile;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.net.HttpURLConnection;

/**
 * Writes a status against the version that it is about. Without the version, the answer to a write could carry a spec
 * that nobody has looked at yet, and its event would count as the operator's own: the change would be missed.
 */
public final class StatusWrite {

    private StatusWrite() {}

    /**
     * Writes the status of the resource that a reconciliation was given.
     *
     * @return false when the resource changed meanwhile
     */
    public static <S, T, R extends CustomResource<S, T>> boolean of(R resource, T status, Context<R> context) {
        R written = context.getClient().getKubernetesSerialization().clone(resource);
        written.setMetadata(new ObjectMetaBuilder()
                .withName(resource.getMetadata().getName())
                .withNamespace(resource.getMetadata().getNamespace())
                .withResourceVersion(resource.getMetadata().getResourceVersion())
                .build());
        written.setSpec(null);
        written.setStatus(status);
        try {
            context.resourceOperations().serverSideApplyPrimaryStatus(written);
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
                return false;
            }
            throw e;
        }
    }
}
