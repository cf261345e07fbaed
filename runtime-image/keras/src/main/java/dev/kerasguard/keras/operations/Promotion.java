package dev.kerasguard.keras.operations;

import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.ShapeException;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The element type in which values of several types meet, by Keras' rule: the least upper bound on JAX's lattice, on
 * which Python's numbers are weak (docs.jax.dev, "Type promotion semantics"). Unsigned 64 bits become 32.
 */
final class Promotion {

    /** A point of the lattice. */
    enum Kind {
        BOOL(DType.BOOL),
        UINT8(DType.UINT8),
        UINT16(DType.UINT16),
        UINT32(DType.UINT32),
        UINT64(DType.UINT64),
        INT8(DType.INT8),
        INT16(DType.INT16),
        INT32(DType.INT32),
        INT64(DType.INT64),
        BFLOAT16(DType.BFLOAT16),
        FLOAT16(DType.FLOAT16),
        FLOAT32(DType.FLOAT32),
        FLOAT64(DType.FLOAT64),
        /** A whole number of Python. */
        PYTHON_INT(DType.INT64),
        /** A number of Python with a point. */
        PYTHON_FLOAT(DType.FLOAT32);

        private final DType dtype;

        Kind(DType dtype) {
            this.dtype = dtype;
        }

        boolean isWeak() {
            return this == PYTHON_INT || this == PYTHON_FLOAT;
        }

        static Kind of(DType dtype) {
            return Stream.of(values())
                    .filter(each -> !each.isWeak() && each.dtype == dtype)
                    .findFirst()
                    .orElseThrow(() -> new ShapeException(dtype.keras() + " is combined with another type"));
        }
    }

    private static final Map<Kind, Set<Kind>> ABOVE = above();

    private Promotion() {}

    /** The type of several kinds together. */
    static DType of(List<Kind> kinds) {
        Set<DType> dtypes = new TreeSet<>(kinds.stream().map(each -> each.dtype).toList());
        boolean weak = kinds.stream().allMatch(Kind::isWeak);
        DType joined;
        if (dtypes.size() == 1 && !(weak && kinds.size() > 1)) {
            joined = dtypes.iterator().next();
        } else if (weak) {
            joined = join(dtypes.stream().map(Kind::of).toList()).dtype;
        } else {
            Kind kind = join(kinds);
            weak = kind.isWeak();
            joined = kind.dtype;
        }
        if (weak) {
            return joined.isFloating() ? DType.FLOAT32 : DType.INT32;
        }
        return joined == DType.UINT64 ? DType.UINT32 : joined;
    }

    /** The type of tensors together. */
    static DType of(DType... dtypes) {
        return of(Stream.of(dtypes).map(Kind::of).toList());
    }

    /** The type in which functions of real numbers work on a type. */
    static DType real(DType dtype) {
        return of(List.of(Kind.of(dtype), Kind.PYTHON_FLOAT));
    }

    private static Kind join(List<Kind> kinds) {
        Set<Kind> common = EnumSet.allOf(Kind.class);
        kinds.forEach(each -> common.retainAll(above(each)));
        return common.stream()
                .filter(each -> above(each).containsAll(common))
                .findFirst()
                .orElseThrow(() -> new ShapeException("no type holds all of " + kinds));
    }

    private static Set<Kind> above(Kind kind) {
        return ABOVE.getOrDefault(kind, Set.of());
    }

    private static Map<Kind, Set<Kind>> above() {
        Map<Kind, Set<Kind>> next = new EnumMap<>(Kind.class);
        next.put(Kind.FLOAT64, Set.of());
        next.put(Kind.FLOAT32, Set.of(Kind.FLOAT64));
        next.put(Kind.FLOAT16, Set.of(Kind.FLOAT32));
        next.put(Kind.BFLOAT16, Set.of(Kind.FLOAT32));
        next.put(Kind.PYTHON_FLOAT, Set.of(Kind.BFLOAT16, Kind.FLOAT16));
        next.put(Kind.INT64, Set.of(Kind.PYTHON_FLOAT));
        next.put(Kind.UINT64, Set.of(Kind.PYTHON_FLOAT));
        next.put(Kind.INT32, Set.of(Kind.INT64));
        next.put(Kind.UINT32, Set.of(Kind.INT64, Kind.UINT64));
        next.put(Kind.INT16, Set.of(Kind.INT32));
        next.put(Kind.UINT16, Set.of(Kind.INT32, Kind.UINT32));
        next.put(Kind.INT8, Set.of(Kind.INT16));
        next.put(Kind.UINT8, Set.of(Kind.INT16, Kind.UINT16));
        next.put(Kind.PYTHON_INT, Set.of(Kind.UINT8, Kind.INT8));
        next.put(Kind.BOOL, Set.of(Kind.PYTHON_INT));
        Map<Kind, Set<Kind>> all = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            Set<Kind> reached = EnumSet.of(kind);
            int before;
            do {
                before = reached.size();
                EnumSet.copyOf(reached).forEach(each -> reached.addAll(next.getOrDefault(each, Set.of())));
            } while (reached.size() > before);
            all.put(kind, reached);
        }
        return all;
    }
}
