package dev.kerasguard.api.v1alpha1;

import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** What a platform team lets the services of the selected namespaces do. */
@Group(Api.GROUP)
@Version(Api.VERSION)
@Plural("kerasinferencepolicies")
@ShortNames("kip")
public class KerasInferencePolicy extends CustomResource<KerasInferencePolicySpec, KerasInferencePolicyStatus> {

    private static final long serialVersionUID = 1L;
}
