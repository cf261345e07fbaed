package dev.kerasguard.rules;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Recognises CIDR blocks, such as {@code 10.0.0.0/8} or {@code fd00::/8}. */
final class Cidr {

    private static final String BYTE = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    private static final Pattern V4 = Pattern.compile("%1$s(?:\\.%1$s){3}/([1-9]|[12][0-9]|3[0-2])".formatted(BYTE));
    private static final Pattern V6 = Pattern.compile("([0-9A-Fa-f:]{2,39})/([1-9]|[1-9][0-9]|1[01][0-9]|12[0-8])");
    private static final Pattern GROUPS = Pattern.compile("(?:[0-9A-Fa-f]{1,4}(?::[0-9A-Fa-f]{1,4}){0,7})?");
    private static final int GROUPS_OF_ALL = 8;

    private Cidr() {}

    /** Whether it is an IPv4 or IPv6 block; {@code /0}, everybody, is none. */
    static boolean isWellFormed(String text) {
        Matcher v6 = V6.matcher(text);
        return V4.matcher(text).matches() || (v6.matches() && isV6(v6.group(1)));
    }

    private static boolean isV6(String address) {
        int gap = address.indexOf("::");
        if (gap < 0) {
            return GROUPS.matcher(address).matches() && groups(address) == GROUPS_OF_ALL;
        }
        String before = address.substring(0, gap);
        String after = address.substring(gap + 2);
        return GROUPS.matcher(before).matches()
                && GROUPS.matcher(after).matches()
                && groups(before) + groups(after) < GROUPS_OF_ALL;
    }

    private static int groups(String text) {
        return text.isEmpty() ? 0 : text.split(":", -1).length;
    }
}
