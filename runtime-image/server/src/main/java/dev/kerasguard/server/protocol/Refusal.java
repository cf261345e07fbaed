package dev.kerasguard.server.protocol;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Why a request was not answered, for the client and for the metrics.
 *
 * @param status HTTP status
 * @param reason what metrics count it as; null: only by its status
 * @param message what is wrong and what would be right
 * @param headers beside the usual ones
 */
public record Refusal(int status, @Nullable Reason reason, String message, Map<String, String> headers) {

    /** The reasons that are counted by name. */
    public enum Reason {
        /** A client's or the service's token bucket is empty: 429. */
        RateLimited,
        /** As many requests wait as may: 503. */
        QueueFull,
        /** The body is larger than the service accepts: 413. */
        PayloadTooLarge,
        /** The body is not what the model takes: 400. */
        InvalidInput,
        /** The deadline passed: 408 while the body was read, else 504. */
        TimedOut,
        /** The replica is stopping: 503. */
        Draining
    }

    public Refusal {
        headers = Map.copyOf(headers);
    }

    /** A refusal for which no headers are needed and no reason is counted. */
    public static RefusedException because(int status, String message) {
        return new RefusedException(new Refusal(status, null, message, Map.of()));
    }

    /** The request's content is wrong: 400. */
    public static RefusedException invalid(String message) {
        return new RefusedException(new Refusal(400, Reason.InvalidInput, message, Map.of()));
    }

    /** A refusal to try again after some seconds. */
    public static RefusedException retryable(int status, @Nullable Reason reason, String message, long seconds) {
        return new RefusedException(
                new Refusal(status, reason, message, Map.of("Retry-After", Long.toString(Math.max(1, seconds)))));
    }

    /** The deadline passed before there was an answer: 504. */
    public static RefusedException timedOut(String message) {
        return new RefusedException(new Refusal(504, Reason.TimedOut, message, Map.of()));
    }
}
