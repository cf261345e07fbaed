package dev.kerasguard.keras.archive;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.RefusalRule;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.SortedSet;
import java.util.function.LongFunction;

/**
 * The files that a model consists of, wherever they are. Only names that the loader itself knows are ever asked for.
 */
interface ModelMembers {

    /** Whether there is a file of that name. */
    boolean has(String name);

    /** The names of the vocabularies that layers keep, such as {@code assets/layers/string_lookup/vocabulary.txt}. */
    SortedSet<String> vocabularies() throws ModelRefusedException, IOException;

    /**
     * Gives the content of a file: where it lies, or unpacked.
     *
     * @param limit refused when it has more bytes
     * @param allocate gives the memory for what must be unpacked, once the size has been found acceptable
     */
    MemorySegment read(String name, long limit, LongFunction<MemorySegment> allocate)
            throws ModelRefusedException, IOException;

    static ModelRefusedException missing(String name) {
        return RefusalRule.ARCHIVE_INCOMPLETE.at(
                name, "is missing; a .keras file is written by model.save(\"model.keras\") of Keras 3");
    }
}
