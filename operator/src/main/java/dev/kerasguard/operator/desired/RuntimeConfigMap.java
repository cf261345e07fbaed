package dev.kerasguard.operator.desired;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.util.Map;
import java.util.TreeMap;

/**
 * Holds the runtime's config, one key per version of it: a replica of the previous pod template that starts again while
 * a change is rolled out must find the config that it was made with, not the one that comes.
 */
final class RuntimeConfigMap {

    private static final int MOST_VERSIONS = 32;

    private RuntimeConfigMap() {}

    /** The ConfigMap's name. */
    static String name(String service) {
        return service + "-runtime";
    }

    /** The key of a version. */
    static String key(String checksum) {
        return "runtime-" + checksum + ".json";
    }

    /**
     * The ConfigMap with this config.
     *
     * @param earlier versions that replicas may still need, by key; a bounded number of them is kept
     */
    static ConfigMap of(Target target, String config, Map<String, String> earlier) {
        Map<String, String> data = new TreeMap<>();
        earlier.entrySet().stream().limit(MOST_VERSIONS).forEach(e -> data.put(e.getKey(), e.getValue()));
        data.put(key(Checksum.of(config)), config);
        return new ConfigMapBuilder()
                .withMetadata(Owned.by(target, name(target.name())))
                .withData(data)
                .build();
    }
}
