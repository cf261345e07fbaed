package dev.kerasguard.keras.archive;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.RefusalRule;
import java.lang.foreign.MemorySegment;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.LongFunction;

/** The members of an archive; all of them together may only grow so much when they are unpacked. */
final class ZipMembers implements ModelMembers {

    private final MemorySegment source;
    private final ZipDirectory directory;
    private final Set<String> counted = new HashSet<>();
    private final long inflatedBytes;
    private long grown;

    /**
     * Opens an archive.
     *
     * @param inflatedBytes by how much its members may grow
     */
    ZipMembers(MemorySegment source, int maxMembers, long inflatedBytes) throws ModelRefusedException {
        this.source = source;
        this.inflatedBytes = inflatedBytes;
        directory = ZipDirectory.read(source, maxMembers);
    }

    SortedSet<String> names() {
        return new TreeSet<>(directory.names());
    }

    @Override
    public SortedSet<String> vocabularies() {
        SortedSet<String> names = names();
        names.removeIf(name -> !KerasAssets.isVocabulary(name));
        return names;
    }

    @Override
    public boolean has(String name) {
        return directory.find(name) != null;
    }

    @Override
    public MemorySegment read(String name, long limit, LongFunction<MemorySegment> allocate)
            throws ModelRefusedException {
        ZipMember member = directory.find(name);
        if (member == null) {
            throw ModelMembers.missing(name);
        }
        member.checkSize(limit);
        long growth = member.bytes() - member.storedBytes();
        if (counted.add(name) && growth > 0) {
            grown += growth;
        }
        if (grown > inflatedBytes) {
            throw RefusalRule.ARCHIVE_UNSAFE.at(
                    name,
                    "grows from " + member.storedBytes() + " to " + member.bytes() + " bytes; all members together may"
                            + " grow by " + inflatedBytes + "; save it with Keras, which does not compress");
        }
        return member.read(source, allocate);
    }
}
