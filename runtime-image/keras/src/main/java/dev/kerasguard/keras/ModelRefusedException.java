package dev.kerasguard.keras;

/**
 * A model file was refused: which rule, where in the file, and the way out.
 *
 * <p>Names that the file gives end up in places, messages, logs and conditions: control characters in them come out as
 * question marks, and what is too long is cut in its middle.
 */
public final class ModelRefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    private static final int MAX_PLACE = 400;
    private static final int MAX_MESSAGE = 1_200;

    private final String rule;
    private final String place;

    /**
     * @param rule CamelCase name of the rule, such as LayerNotSupported; becomes a condition's reason
     * @param place where in the file, such as {@code config.json layers[3] "lambda"}
     * @param message what is wrong and the way out
     */
    public ModelRefusedException(String rule, String place, String message) {
        super(printable(place, MAX_PLACE) + ": " + printable(message, MAX_MESSAGE));
        this.rule = rule;
        this.place = printable(place, MAX_PLACE);
    }

    /** CamelCase name of the rule that refused. */
    public String rule() {
        return rule;
    }

    /** Where in the file. */
    public String place() {
        return place;
    }

    private static String printable(String text, int max) {
        String whole = text.length() <= max
                ? text
                : text.substring(0, max / 2) + "..." + text.substring(text.length() - (max / 2 - 3));
        // Control characters, characters that turn the direction of text around, and halves of pairs.
        return whole.replaceAll("[\\p{Cc}\\p{Cf}\\p{Cs}\\u2028\\u2029]", "?");
    }
}
