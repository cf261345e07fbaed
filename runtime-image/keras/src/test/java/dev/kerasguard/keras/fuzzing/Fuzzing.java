package dev.kerasguard.keras.fuzzing;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.fuzzing.Reading.Reader;
import dev.kerasguard.keras.vetting.Finding;

/** What holds for every file, whatever is in it: it is read or refused, and costs no more than it may. */
public final class Fuzzing {

    private Fuzzing() {}

    /**
     * Reads one input; whatever breaks a promise is an exception, which the fuzzer reports.
     *
     * @param size of the input in bytes
     */
    public static void read(int size, Reader reader) {
        Reading reading = new Reading();
        ModelRefusedException refused = reading.of(reader);
        if (reading.bytes() > Reading.ALLOWANCE + size) {
            // The first time, loading classes and adding the fuzzer's counters to them counts too.
            reading = new Reading();
            reading.of(reader);
        }
        if (reading.bytes() > Reading.ALLOWANCE + size) {
            throw new IllegalStateException("an input of " + size + " bytes took " + reading.bytes());
        }
        if (refused != null) {
            check(Finding.of(refused));
        }
    }

    private static void check(Finding finding) {
        String all = finding.place() + finding.message() + finding.wayOut();
        boolean printable = all.chars().noneMatch(Character::isISOControl);
        if (finding.place().isBlank()
                || finding.message().isBlank()
                || finding.wayOut().isBlank()
                || !printable
                || all.length() > 2_000) {
            throw new IllegalStateException("a refusal that a person cannot use: " + finding);
        }
    }
}
