package dev.kerasguard.operator.desired;

import java.util.Map;
import java.util.TreeMap;

/** Labels and annotations of children: how they are found, and what they were made from. */
public final class Labels {

    /** The service that a child belongs to; pods are selected by it. */
    public static final String SERVICE = "kerasguard.dev/service";

    /** Selects every object that the operator keeps. */
    public static final String MANAGED = "app.kubernetes.io/managed-by=kerasguard";

    /**
     * Annotation of a pod template: checksum of the runtime's config, so that a change of the config rolls the pods.
     */
    public static final String CONFIG_CHECKSUM = "kerasguard.dev/config-checksum";

    /** Annotation of a pod template: checksum of all of it, by which a pod is known to be of the latest one. */
    public static final String TEMPLATE_CHECKSUM = "kerasguard.dev/template-checksum";

    /** Annotation of a child: checksum of what was applied, by which a field that is no longer wanted is noticed. */
    public static final String APPLIED_CHECKSUM = "kerasguard.dev/applied-checksum";

    /** Annotation of a Deployment: whose the number of replicas is, {@link #FIXED} or {@link #AUTOSCALED}. */
    public static final String REPLICAS = "kerasguard.dev/replicas";

    /** The number of replicas is the spec's. */
    public static final String FIXED = "Fixed";

    /** The number of replicas is the autoscaler's. */
    public static final String AUTOSCALED = "Autoscaled";

    private Labels() {}

    /** The labels of a service's children. */
    public static Map<String, String> of(String service) {
        Map<String, String> labels = common();
        labels.put("app.kubernetes.io/instance", service);
        labels.put("app.kubernetes.io/name", "kerasguard-runtime");
        labels.put(SERVICE, service);
        return labels;
    }

    /** The labels of a policy's children. */
    static Map<String, String> ofPolicy() {
        Map<String, String> labels = common();
        labels.put("app.kubernetes.io/name", "kerasguard-policy");
        return labels;
    }

    /** What selects the pods of a service. */
    public static Map<String, String> selector(String service) {
        return Map.of(SERVICE, service);
    }

    private static Map<String, String> common() {
        Map<String, String> labels = new TreeMap<>();
        labels.put("app.kubernetes.io/managed-by", "kerasguard");
        return labels;
    }
}
