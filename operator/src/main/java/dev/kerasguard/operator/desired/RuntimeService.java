package dev.kerasguard.operator.desired;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;

/** Gives the replicas one name: {@code http://<service>.<namespace>.svc}. */
public final class RuntimeService {

    private RuntimeService() {}

    /** Where clients in the cluster find the service. */
    public static String url(String namespace, String service) {
        return "http://%s.%s.svc".formatted(service, namespace);
    }

    static Service of(Target target) {
        return new ServiceBuilder()
                .withMetadata(Owned.by(target, target.name()))
                .withNewSpec()
                .withType("ClusterIP")
                .withSelector(Labels.selector(target.name()))
                .addNewPort()
                .withName("http")
                .withProtocol("TCP")
                .withAppProtocol("http")
                .withPort(80)
                .withNewTargetPort("http")
                .endPort()
                .endSpec()
                .build();
    }
}
