package dev.kerasguard.operator.status;

import java.util.regex.Pattern;

/**
 * What one step says about one condition.
 *
 * @param type which condition
 * @param truth whether it holds
 * @param reason CamelCase
 * @param message for people: what is wrong and what would be right
 */
public record Statement(ConditionType type, Truth truth, String reason, String message) {

    private static final Pattern REASON = Pattern.compile("[A-Za-z]([A-Za-z0-9_]{0,126}[A-Za-z0-9])?");
    private static final int MAX_MESSAGE = 4096;

    /** Makes what comes from outside safe to store: a reason that is none is replaced, a message is cut. */
    public Statement {
        reason = REASON.matcher(reason).matches() ? reason : "Other";
        message = message.length() > MAX_MESSAGE ? message.substring(0, MAX_MESSAGE - 3) + "..." : message;
    }

    /** It holds. */
    public static Statement yes(ConditionType type, Reason reason, String message) {
        return new Statement(type, Truth.True, reason.name(), message);
    }

    /** It does not hold. */
    public static Statement no(ConditionType type, Reason reason, String message) {
        return new Statement(type, Truth.False, reason.name(), message);
    }

    /** Nobody can say yet. */
    public static Statement unknown(ConditionType type, Reason reason, String message) {
        return new Statement(type, Truth.Unknown, reason.name(), message);
    }

    /** Whether it holds. */
    public boolean holds() {
        return truth == Truth.True;
    }
}
