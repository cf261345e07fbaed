package dev.kerasguard.keras.hdf5;

import dev.kerasguard.keras.LoadLimits;
import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.RefusalRule;

/**
 * What walking one file may cost. In HDF5 anything can be pointed at any number of times; here nothing is looked at
 * more often than it could be if it were there once.
 */
final class Hdf5Budget {

    /** Objects, attributes and strings become objects in memory. */
    private static final long PER_MEMBER = 64;

    /** The least that a message or an entry takes in a file. */
    private static final long STEP_BYTES = 8;

    private long objects;
    private long strings;
    private long steps;
    private long data;
    private long text;

    Hdf5Budget(Hdf5Bytes bytes, LoadLimits limits) {
        objects = limits.members() * PER_MEMBER;
        strings = limits.members() * PER_MEMBER;
        steps = bytes.size() / STEP_BYTES;
        data = bytes.size();
        text = bytes.size();
    }

    /** Counts groups, datasets and attributes. */
    void takeObjects(int count, String place) throws ModelRefusedException {
        objects -= count;
        require(objects, place, "the file holds more objects and attributes than any model needs");
    }

    /** Counts steps through headers and trees. */
    void takeStep(String place) throws ModelRefusedException {
        steps--;
        require(steps, place, "the file's headers share bytes");
    }

    /** Counts the bytes of datasets. */
    void takeData(long bytes, String place) throws ModelRefusedException {
        data -= bytes;
        require(data, place, "two weights share their bytes");
    }

    /** Counts a string, of an attribute or of the heap. */
    void takeString(long bytes, String place) throws ModelRefusedException {
        strings--;
        text -= bytes;
        require(Math.min(strings, text), place, "its attributes hold more strings than any model needs");
    }

    private static void require(long left, String place, String otherwise) throws ModelRefusedException {
        if (left < 0) {
            throw RefusalRule.WEIGHTS_UNSAFE.at(place, otherwise + "; re-save the model with Keras 3");
        }
    }
}
