package dev.kerasguard.rules;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads and writes durations the way Go does, such as {@code 2s}, {@code 1m30s} or {@code 0.5ms}. */
public final class GoDuration {

    /** What a duration in a spec looks like; not negative. */
    public static final String PATTERN = "^(0|([0-9]+(\\.[0-9]+)?(ns|us|ms|s|m|h))+)$";

    /** Longer text is refused unread. */
    public static final int MAX_LENGTH = 32;

    private static final Pattern WHOLE = Pattern.compile(PATTERN);
    private static final Pattern TERM = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)(ns|us|ms|s|m|h)");
    private static final Map<String, BigDecimal> NANOS = Map.of(
            "ns", BigDecimal.ONE,
            "us", BigDecimal.valueOf(1_000),
            "ms", BigDecimal.valueOf(1_000_000),
            "s", BigDecimal.valueOf(1_000_000_000),
            "m", BigDecimal.valueOf(60_000_000_000L),
            "h", BigDecimal.valueOf(3_600_000_000_000L));
    private static final BigDecimal LONGEST = BigDecimal.valueOf(Long.MAX_VALUE);

    private GoDuration() {}

    /**
     * The duration that the text says.
     *
     * @param text at most {@value #MAX_LENGTH} characters; fractions of a nanosecond are dropped
     * @throws IllegalArgumentException when it is no duration, negative, or longer than 292 years; the message says
     *     what would be right
     */
    public static Duration parse(String text) {
        if (text.length() > MAX_LENGTH || !WHOLE.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "%s is not a duration; write a number and a unit (ns, us, ms, s, m, h), such as 500ms or 2s"
                            .formatted(Quoted.text(text)));
        }
        BigDecimal nanos = BigDecimal.ZERO;
        Matcher term = TERM.matcher(text);
        while (term.find()) {
            nanos = nanos.add(new BigDecimal(term.group(1)).multiply(NANOS.get(term.group(2))));
        }
        if (nanos.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "%s is longer than Go can count, 292 years".formatted(Quoted.text(text)));
        }
        return Duration.ofNanos(nanos.setScale(0, RoundingMode.DOWN).longValueExact());
    }

    /** The shortest text that {@link #parse} reads back as this duration, which is not negative. */
    public static String format(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("%s is negative".formatted(duration));
        }
        if (duration.isZero()) {
            return "0s";
        }
        StringBuilder text = new StringBuilder();
        append(text, duration.toHours(), "h");
        append(text, duration.toMinutesPart(), "m");
        append(text, duration.toSecondsPart(), "s");
        append(text, duration.toMillisPart(), "ms");
        append(text, duration.toNanosPart() / 1_000 % 1_000, "us");
        append(text, duration.toNanosPart() % 1_000, "ns");
        return text.toString();
    }

    private static void append(StringBuilder text, long amount, String unit) {
        if (amount > 0) {
            text.append(amount).append(unit);
        }
    }
}
