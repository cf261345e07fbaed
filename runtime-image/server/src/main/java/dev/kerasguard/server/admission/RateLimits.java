package dev.kerasguard.server.admission;

import dev.kerasguard.runtime.config.RuntimeConfig.RateLimitConfig;
import dev.kerasguard.server.protocol.Refusal;
import dev.kerasguard.server.protocol.RefusedException;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The service's token buckets, checked in order; a request that one refuses takes no token of the others. */
final class RateLimits {

    private static final int MAX_CLIENTS = 10_000;

    private final List<Limit> limits;

    /**
     * @param configs the buckets
     * @param time what they fill by
     */
    RateLimits(List<RateLimitConfig> configs, TimeMeter time) {
        this.limits = configs.stream().map(c -> Limit.of(c, time)).toList();
    }

    /**
     * Takes a token of each bucket.
     *
     * @throws RefusedException with status 429 when one is empty
     */
    void take(String client) {
        List<Bucket> taken = new ArrayList<>(limits.size());
        for (Limit limit : limits) {
            Bucket bucket = limit.bucketOf().apply(client);
            ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
            if (!probe.isConsumed()) {
                taken.forEach(b -> b.addTokens(1));
                throw limit.refusal(client, Duration.ofNanos(probe.getNanosToWaitForRefill()));
            }
            taken.add(bucket);
        }
    }

    private record Limit(RateLimitConfig config, Function<String, Bucket> bucketOf) {

        static Limit of(RateLimitConfig config, TimeMeter time) {
            if (config.perClient()) {
                ClientBuckets buckets = new ClientBuckets(MAX_CLIENTS, () -> bucket(config, time));
                return new Limit(config, buckets::of);
            }
            Bucket shared = bucket(config, time);
            return new Limit(config, client -> shared);
        }

        private static Bucket bucket(RateLimitConfig config, TimeMeter time) {
            return Bucket.builder()
                    .withCustomTimePrecision(time)
                    .addLimit(limit -> limit.capacity(config.burst())
                            .refillGreedy(config.requestsPerSecond(), Duration.ofSeconds(1)))
                    .build();
        }

        RefusedException refusal(String client, Duration wait) {
            long seconds = Math.max(1, wait.plusNanos(999_999_999).toSeconds());
            long window = Math.max(1, Math.ceilDiv(config.burst(), config.requestsPerSecond()));
            String whose = config.perClient() ? "client " + client : "all clients of this service together";
            String message = "rate limit \"" + config.name() + "\" of " + whose + " is reached: "
                    + config.requestsPerSecond() + " requests a second, bursts of " + config.burst()
                    + "; try again in " + seconds + " s";
            return new RefusedException(new Refusal(
                    429,
                    Refusal.Reason.RateLimited,
                    message,
                    Map.of(
                            "Retry-After", Long.toString(seconds),
                            "RateLimit", "\"" + config.name() + "\";r=0;t=" + seconds,
                            "RateLimit-Policy", "\"" + config.name() + "\";q=" + config.burst() + ";w=" + window)));
        }
    }
}
