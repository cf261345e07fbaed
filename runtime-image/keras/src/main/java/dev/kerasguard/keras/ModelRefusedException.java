package dev.kerasguard.keras;

/** A model file was refused: which rule, where in the file, and the way out. */
public final class ModelRefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String rule;
    private final String place;

    /**
     * @param rule CamelCase name of the rule, such as LayerNotSupported; becomes a condition's reason
     * @param place where in the file, such as {@code config.json layers[3] "lambda"}
     * @param message what is wrong and the way out
     */
    public ModelRefusedException(String rule, String place, String message) {
        super(place + ": " + message);
        this.rule = rule;
        this.place = place;
    }

    /** CamelCase name of the rule that refused. */
    public String rule() {
        return rule;
    }

    /** Where in the file. */
    public String place() {
        return place;
    }
}
