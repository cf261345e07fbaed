package dev.kerasguard.api.v1alpha1;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
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
@AdditionalPrinterColumn(
        name = "READY",
        type = AdditionalPrinterColumn.Type.STRING,
        jsonPath = ".status.conditions[?(@.type==\"Ready\")].status",
        priority = 0,
        getDescription = "whether the policy is in force")
@AdditionalPrinterColumn(
        name = "NAMESPACES",
        type = AdditionalPrinterColumn.Type.INTEGER,
        jsonPath = ".status.namespaces",
        priority = 0,
        getDescription = "namespaces that it selects")
@AdditionalPrinterColumn(
        name = "SERVICES",
        type = AdditionalPrinterColumn.Type.INTEGER,
        jsonPath = ".status.services",
        priority = 0,
        getDescription = "services in them")
@AdditionalPrinterColumn(
        name = "AGE",
        type = AdditionalPrinterColumn.Type.DATE,
        jsonPath = ".metadata.creationTimestamp",
        priority = 0,
        getDescription = "since the policy was created")
public class KerasInferencePolicy extends CustomResource<KerasInferencePolicySpec, KerasInferencePolicyStatus> {

    private static final long serialVersionUID = 1L;
}
