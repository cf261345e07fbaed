package dev.kerasguard.keras.assembly;

import dev.kerasguard.keras.ModelRefusedException;
import java.util.ArrayList;
import java.util.List;

/** All that is wrong with a model, gathered so that its owner mends it once. */
public final class Refusals {

    /** How many are gathered: a file of nothing but nonsense shall not become a report of its own size. */
    public static final int MAX = 100;

    private final List<ModelRefusedException> all = new ArrayList<>();

    /** Adds one. */
    public void add(ModelRefusedException refusal) {
        if (all.size() < MAX) {
            all.add(refusal);
        }
    }

    /** All of them, in the order in which they were found. */
    public List<ModelRefusedException> all() {
        return List.copyOf(all);
    }

    /** Throws the first one, if there is one. */
    public void throwFirst() throws ModelRefusedException {
        if (!all.isEmpty()) {
            throw all.getFirst();
        }
    }
}
