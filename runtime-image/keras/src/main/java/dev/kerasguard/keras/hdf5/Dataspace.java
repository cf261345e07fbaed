package dev.kerasguard.keras.hdf5;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.RefusalRule;
import java.util.ArrayList;
import java.util.List;

/** Reads the dimensions of a dataset or an attribute (section IV.A.2.b). */
final class Dataspace {

    private static final int MAX_RANK = 8;
    private static final int NULL = 2;

    private Dataspace() {}

    /** The sizes; none for a scalar, one of 0 for what holds nothing. */
    static List<Long> read(Hdf5Bytes bytes, long at, String place) throws ModelRefusedException {
        int version = bytes.u8(at);
        int rank = bytes.u8(at + 1);
        if (version < 1 || version > 2 || rank > MAX_RANK) {
            throw RefusalRule.WEIGHTS_UNSAFE.at(
                    place,
                    "has " + rank + " dimensions; " + MAX_RANK + " is the limit; re-save the model with Keras 3");
        }
        if (version == 2 && bytes.u8(at + 3) == NULL) {
            return List.of(0L);
        }
        List<Long> dimensions = new ArrayList<>();
        for (int i = 0; i < rank; i++) {
            dimensions.add(bytes.i64(at + (version == 1 ? 8 : 4) + 8L * i));
        }
        return dimensions;
    }
}
