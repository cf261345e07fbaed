package dev.kerasguard.operator.desired;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;

/** Makes the metadata of children: owned, so that the cluster's garbage collector removes them with their owner. */
final class Owned {

    private Owned() {}

    static ObjectMeta by(Target target, String name) {
        return new ObjectMetaBuilder()
                .withName(name)
                .withNamespace(target.service().getMetadata().getNamespace())
                .withLabels(Labels.of(target.name()))
                .withOwnerReferences(reference(target.service()))
                .build();
    }

    static OwnerReference reference(HasMetadata owner) {
        return new OwnerReferenceBuilder()
                .withApiVersion(owner.getApiVersion())
                .withKind(owner.getKind())
                .withName(owner.getMetadata().getName())
                .withUid(owner.getMetadata().getUid())
                .withController(true)
                .withBlockOwnerDeletion(true)
                .build();
    }
}
