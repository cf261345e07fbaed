package dev.kerasguard.rules;

/** Shows untrusted text in a message: quoted, printable, and not longer than a line. */
public final class Quoted {

    private static final int LONGEST = 128;

    private Quoted() {}

    /** The text in double quotes; what is not printable ASCII becomes a \\u escape, what is too long an ellipsis. */
    public static String text(String untrusted) {
        StringBuilder quoted = new StringBuilder("\"");
        untrusted.chars().limit(LONGEST).forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append((char) c);
            } else if (c < ' ' || c > '~') {
                quoted.append("\\u%04x".formatted(c));
            } else {
                quoted.append((char) c);
            }
        });
        return quoted.append(untrusted.length() > LONGEST ? "...\"" : "\"").toString();
    }
}
