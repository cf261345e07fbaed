package dev.kerasguard.rules;

/**
 * One reason why a spec is refused.
 *
 * @param field path of the field, such as {@code spec.model.uri} or {@code spec.serving.rateLimits[0].burst}
 * @param rule the rule's name, such as {@code UriSchemeAllowed}
 * @param message what is wrong and what would be right; one line, without credentials
 */
public record Violation(String field, String rule, String message) {

    /** As one line: the path, the message, and the rule in parentheses. */
    @Override
    public String toString() {
        return "%s: %s (%s)".formatted(field, message, rule);
    }
}
