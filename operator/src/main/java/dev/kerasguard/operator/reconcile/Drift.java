package dev.kerasguard.operator.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a live object still says everything that is wanted. What others added is theirs, as it is for
 * server-side apply: so defaults of the API server, a sidecar or an annotation are no drift.
 */
public final class Drift {

    private static final KubernetesSerialization KUBERNETES = new KubernetesSerialization();

    // Lists that the API server merges by a key: others may add to them. All other lists are one value.
    private static final Set<String> MERGED = Set.of(
            "ownerReferences",
            "containers",
            "initContainers",
            "volumes",
            "volumeMounts",
            "env",
            "ports",
            "tolerations",
            "topologySpreadConstraints");

    private Drift() {}

    /** Whether applying the wanted object would change the live one. */
    public static boolean between(HasMetadata wanted, HasMetadata live) {
        return !says(tree(live), tree(wanted), "");
    }

    private static Object tree(HasMetadata object) {
        return KUBERNETES.unmarshal(KUBERNETES.asJson(object), Object.class);
    }

    private static boolean says(@Nullable Object live, @Nullable Object wanted, String field) {
        return switch (wanted) {
            case null -> true;
            case Map<?, ?> map -> map.isEmpty() || (live instanceof Map<?, ?> other && saysAll(other, map));
            case List<?> list
            when MERGED.contains(field) ->
                live instanceof List<?> other
                        && list.stream().allMatch(item -> other.stream().anyMatch(o -> says(o, item, "")));
            case List<?> list -> list.isEmpty() || (live instanceof List<?> other && saysEach(other, list));
            default -> live != null && (wanted.equals(live) || isSameAmount(wanted, live));
        };
    }

    private static boolean saysAll(Map<?, ?> live, Map<?, ?> wanted) {
        return wanted.entrySet().stream()
                .allMatch(entry -> says(live.get(entry.getKey()), entry.getValue(), String.valueOf(entry.getKey())));
    }

    private static boolean saysEach(Collection<?> live, List<?> wanted) {
        if (live.size() != wanted.size()) {
            return false;
        }
        var others = live.iterator();
        return wanted.stream().allMatch(item -> says(others.next(), item, ""));
    }

    // The API server rewrites 1000m as 1.
    private static boolean isSameAmount(Object first, Object second) {
        try {
            return new Quantity(String.valueOf(first))
                            .getNumericalAmount()
                            .compareTo(new Quantity(String.valueOf(second)).getNumericalAmount())
                    == 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
