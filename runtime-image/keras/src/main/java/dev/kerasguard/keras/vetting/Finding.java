package dev.kerasguard.keras.vetting;

import dev.kerasguard.keras.ModelRefusedException;

/**
 * One thing that vetting found.
 *
 * @param rule CamelCase name of the rule, such as LayerNotSupported
 * @param severity what it means for the model
 * @param place where in the file, such as {@code config.json layers[3] "lambda"}
 * @param message what is wrong
 * @param wayOut what to do about it
 */
public record Finding(String rule, Severity severity, String place, String message, String wayOut) {

    /** The finding that a refusal is; its message is what is wrong, a semicolon and the way out. */
    public static Finding of(ModelRefusedException refusal) {
        String message = String.valueOf(refusal.getMessage());
        String what = message.startsWith(refusal.place() + ": ")
                ? message.substring(refusal.place().length() + 2)
                : message;
        int way = what.indexOf("; ");
        return new Finding(
                refusal.rule(),
                Severity.REFUSED,
                refusal.place(),
                way < 0 ? what : what.substring(0, way),
                way < 0 ? "" : what.substring(way + 2));
    }
}
