package dev.kerasguard.operator.desired;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The config that a service's replicas run with now.
 *
 * @param current config of the latest template as JSON; null: there is no replica yet
 * @param stillNeeded versions, by key, that a replica may start with: the latest template's, and all while a change is
 *     being rolled out
 */
public record LiveConfig(@Nullable String current, Map<String, String> stillNeeded) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** What the Deployment and the ConfigMap say; null: there is none. */
    public static LiveConfig of(@Nullable Deployment deployment, @Nullable ConfigMap configMap) {
        if (deployment == null || configMap == null || configMap.getData() == null) {
            return new LiveConfig(null, Map.of());
        }
        Map<String, String> annotations =
                deployment.getSpec().getTemplate().getMetadata().getAnnotations();
        String key =
                RuntimeConfigMap.key(annotations == null ? "" : annotations.getOrDefault(Labels.CONFIG_CHECKSUM, ""));
        Map<String, String> data = new TreeMap<>(configMap.getData());
        String current = data.get(key);
        if (isRolledOut(deployment)) {
            data.keySet().removeIf(other -> !other.equals(key));
        }
        return new LiveConfig(current, data);
    }

    /** The bounds that this config was made with. */
    Optional<ModelBounds> bounds() {
        if (current == null) {
            return Optional.empty();
        }
        try {
            JsonNode model = JSON.readTree(current).path("model");
            List<String> prefixes = new ArrayList<>();
            model.path("allowedUriPrefixes").forEach(prefix -> prefixes.add(prefix.asText()));
            return Optional.of(new ModelBounds(model.path("maxBytes").asLong(), prefixes));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** Whether the replicas run with this config: then a policy that bounds models otherwise restarts none of them. */
    boolean isCurrent(String config) {
        return config.equals(current);
    }

    private static boolean isRolledOut(Deployment deployment) {
        DeploymentStatus status = deployment.getStatus();
        Integer wanted = deployment.getSpec().getReplicas();
        return status != null
                && Objects.equals(
                        status.getObservedGeneration(), deployment.getMetadata().getGeneration())
                && Objects.equals(status.getUpdatedReplicas(), wanted)
                && Objects.equals(status.getReplicas(), wanted)
                && Objects.equals(status.getReadyReplicas(), wanted);
    }
}
