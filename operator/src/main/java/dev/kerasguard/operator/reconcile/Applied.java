package dev.kerasguard.operator.reconcile;

import dev.kerasguard.operator.desired.Checksum;
import dev.kerasguard.operator.desired.Labels;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Map;
import java.util.TreeMap;

/** Marks a child with the checksum of what was applied, so that a field that is no longer wanted is noticed. */
public final class Applied {

    private Applied() {}

    /** The child with its mark; the child itself is changed. */
    public static <R extends HasMetadata> R marked(R child) {
        String checksum = Checksum.ofObject(child);
        Map<String, String> annotations = new TreeMap<>();
        if (child.getMetadata().getAnnotations() != null) {
            annotations.putAll(child.getMetadata().getAnnotations());
        }
        annotations.put(Labels.APPLIED_CHECKSUM, checksum);
        child.getMetadata().setAnnotations(annotations);
        return child;
    }

    /** Kind and name, for messages. */
    static String describe(HasMetadata child) {
        return child.getKind() + " " + child.getMetadata().getName();
    }
}
