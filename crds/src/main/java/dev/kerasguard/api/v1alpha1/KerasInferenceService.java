package dev.kerasguard.api.v1alpha1;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
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
@AdditionalPrinterColumn(
        name = "READY",
        type = AdditionalPrinterColumn.Type.STRING,
        jsonPath = ".status.conditions[?(@.type==\"Ready\")].status",
        priority = 0,
        getDescription = "whether the service answers")
@AdditionalPrinterColumn(
        name = "REASON",
        type = AdditionalPrinterColumn.Type.STRING,
        jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason",
        priority = 0,
        getDescription = "why")
@AdditionalPrinterColumn(
        name = "VERSION",
        type = AdditionalPrinterColumn.Type.STRING,
        jsonPath = ".spec.model.version",
        priority = 0,
        getDescription = "what the owner calls the model")
@AdditionalPrinterColumn(
        name = "REPLICAS",
        type = AdditionalPrinterColumn.Type.INTEGER,
        jsonPath = ".status.readyReplicas",
        priority = 0,
        getDescription = "pods that answer")
@AdditionalPrinterColumn(
        name = "P99",
        type = AdditionalPrinterColumn.Type.STRING,
        jsonPath = ".status.traffic.p99",
        priority = 0,
        getDescription = "99th percentile of the requests' duration")
@AdditionalPrinterColumn(
        name = "RPS",
        type = AdditionalPrinterColumn.Type.INTEGER,
        jsonPath = ".status.traffic.requestsPerSecond",
        priority = 0,
        getDescription = "requests per second of all replicas")
@AdditionalPrinterColumn(
        name = "ANOMALY",
        type = AdditionalPrinterColumn.Type.STRING,
        jsonPath = ".status.anomaly.severity",
        priority = 0,
        getDescription = "what is unusual now")
@AdditionalPrinterColumn(
        name = "AGE",
        type = AdditionalPrinterColumn.Type.DATE,
        jsonPath = ".metadata.creationTimestamp",
        priority = 0,
        getDescription = "since the service was created")
@AdditionalPrinterColumn(
        name = "URL",
        type = AdditionalPrinterColumn.Type.STRING,
        jsonPath = ".status.url",
        priority = 1,
        getDescription = "where clients in the cluster find the service")
@AdditionalPrinterColumn(
        name = "DIGEST",
        type = AdditionalPrinterColumn.Type.STRING,
        jsonPath = ".status.model.digest",
        priority = 1,
        getDescription = "of the bytes that the pods verified")
public class KerasInferenceService extends CustomResource<KerasInferenceServiceSpec, KerasInferenceServiceStatus>
        implements Namespaced {

    private static final long serialVersionUID = 1L;
}
