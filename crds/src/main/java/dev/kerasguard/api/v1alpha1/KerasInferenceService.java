package dev.kerasguard.api.v1alpha1;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** A Keras model, served: guarded, observed and scaled. */
@Group(Api.GROUP)
@Version(Api.VERSION)
@Plural("kerasinferenceservices")
@ShortNames({"kis", "inferenceservices", "inferenceservice"})
@Categories("all")
public class KerasInferenceService extends CustomResource<KerasInferenceServiceSpec, KerasInferenceServiceStatus>
        implements Namespaced {

    private static final long serialVersionUID = 1L;
}
