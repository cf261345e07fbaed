package dev.kerasguard.server.admission;

import dev.kerasguard.server.protocol.Refusal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How long a request may take: what the client asks for in {@code X-Request-Timeout}, never more than the service's.
 */
final class RequestTimeout {

    static final String HEADER = "X-Request-Timeout";

    private static final Pattern DURATION = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)(ms|s|m)?");

    private final Duration longest;

    RequestTimeout(Duration longest) {
        this.longest = longest;
    }

    /**
     * The time for one request.
     *
     * @param header seconds, as in {@code 0.5}, or a duration, as in {@code 500ms}, {@code 2s}, {@code 1m}; null: the
     *     service's timeout
     */
    Duration of(@Nullable String header) {
        if (header == null) {
            return longest;
        }
        Matcher matcher = DURATION.matcher(header.strip());
        if (!matcher.matches()) {
            throw wrong();
        }
        double number = Double.parseDouble(matcher.group(1));
        double seconds = switch (matcher.group(2)) {
            case "ms" -> number / 1e3;
            case "m" -> number * 60;
            case null, default -> number;
        };
        Duration asked = Duration.ofNanos((long) (seconds * 1e9));
        if (asked.toMillis() < 1) {
            throw wrong();
        }
        return asked.compareTo(longest) < 0 ? asked : longest;
    }

    private static RuntimeException wrong() {
        return Refusal.invalid(HEADER + " must be seconds or a duration of at least 1ms, such as 0.5, 500ms or 2s");
    }
}
