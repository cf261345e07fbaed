package dev.kerasguard.keras.hdf5;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.RefusalRule;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The links of an old-style group (sections III.A.1, III.B, III.C and III.D): a B-tree of symbol nodes and a heap of
 * names.
 */
final class SymbolTable {

    private static final int MAX_LINKS = 100_000;
    private static final int MAX_LEVELS = 16;
    private static final int ENTRY_BYTES = 40;
    private static final int NODE_HEADER_BYTES = 24;
    /** Cache type of a symbolic link. */
    private static final int SOFT = 2;

    /** Where a group's B-tree and heap lie. */
    record Address(long tree, long heap) {}

    private final Hdf5Bytes bytes;
    private final Hdf5Budget budget;
    private final String place;
    private final Map<String, Long> links = new TreeMap<>();
    private final Set<Long> visited = new HashSet<>();
    private long names;
    private long namesEnd;

    private SymbolTable(Hdf5Bytes bytes, String place, Hdf5Budget budget) {
        this.bytes = bytes;
        this.budget = budget;
        this.place = place;
    }

    /** Object headers by name. */
    static Map<String, Long> links(Hdf5Bytes bytes, Address group, String place, Hdf5Budget budget)
            throws ModelRefusedException {
        SymbolTable table = new SymbolTable(bytes, place, budget);
        if (!bytes.startsWith(group.heap(), "HEAP")) {
            throw bytes.damaged("a group has no names");
        }
        long length = bytes.i64(group.heap() + 8);
        table.names = bytes.i64(group.heap() + 24);
        bytes.slice(table.names, length);
        table.namesEnd = table.names + length;
        table.node(group.tree(), 0);
        return table.links;
    }

    private void node(long at, int depth) throws ModelRefusedException {
        if (depth > MAX_LEVELS || !visited.add(at)) {
            throw RefusalRule.WEIGHTS_UNSAFE.at(place, "a group leads back to itself; re-save with Keras 3");
        }
        if (!bytes.startsWith(at, "TREE") || bytes.u8(at + 4) != 0) {
            throw bytes.damaged("a group's tree is damaged");
        }
        int level = bytes.u8(at + 5);
        int entries = bytes.u16(at + 6);
        for (int i = 0; i < entries; i++) {
            budget.takeStep(place);
            long child = bytes.i64(at + NODE_HEADER_BYTES + 8 + 16L * i);
            if (level > 0) {
                node(child, depth + 1);
            } else {
                symbols(child);
            }
        }
    }

    private void symbols(long at) throws ModelRefusedException {
        if (!visited.add(at)) {
            throw RefusalRule.WEIGHTS_UNSAFE.at(place, "a group leads back to itself; re-save with Keras 3");
        }
        if (!bytes.startsWith(at, "SNOD")) {
            throw bytes.damaged("a group's entries are damaged");
        }
        int count = bytes.u16(at + 6);
        for (int i = 0; i < count; i++) {
            budget.takeStep(place);
            long entry = at + 8 + (long) ENTRY_BYTES * i;
            String name = bytes.name(names + offset(entry), namesEnd);
            if (bytes.u32(entry + 16) == SOFT) {
                throw RefusalRule.WEIGHTS_UNSAFE.at(
                        place, "holds a symbolic link, which Keras never writes; re-save with Keras 3");
            }
            if (links.put(name, bytes.i64(entry + 8)) != null || links.size() > MAX_LINKS) {
                throw RefusalRule.WEIGHTS_UNSAFE.at(
                        place, "holds a name twice, or too many names; re-save with Keras 3");
            }
        }
    }

    private long offset(long entry) throws ModelRefusedException {
        long offset = bytes.i64(entry);
        if (offset < 0 || offset >= namesEnd - names) {
            throw bytes.damaged("a name lies outside of its group");
        }
        return offset;
    }
}
