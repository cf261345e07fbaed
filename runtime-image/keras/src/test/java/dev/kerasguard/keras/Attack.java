package dev.kerasguard.keras;

import java.nio.file.Path;

/**
 * One attack on a loader of Keras files, and what must become of it.
 *
 * @param source where it is known from: a CVE, an advisory, or the loader's own rules
 * @param what what the file does
 * @param rule what refuses it
 * @param place part of the place that the refusal must name
 * @param file makes the file in a folder
 */
record Attack(String source, String what, RefusalRule rule, String place, Maker file) {

    /** Makes a hostile file. */
    @FunctionalInterface
    interface Maker {
        Path write(Path folder) throws Exception;
    }

    @Override
    public String toString() {
        return source + ": " + what;
    }
}
