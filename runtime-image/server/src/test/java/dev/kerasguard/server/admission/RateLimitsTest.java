package dev.kerasguard.server.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kerasguard.runtime.config.RuntimeConfig.RateLimitConfig;
import dev.kerasguard.server.protocol.RefusedException;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RateLimitsTest {

    private final ManualTime time = new ManualTime();

    @Test
    void aBurstPassesThenTheRateHolds() {
        // Given
        RateLimits limits = new RateLimits(List.of(new RateLimitConfig("requests", true, 2, 3)), time);

        // When
        for (int i = 0; i < 3; i++) {
            limits.take("a");
        }

        // Then
        assertThatThrownBy(() -> limits.take("a")).isInstanceOfSatisfying(RefusedException.class, e -> {
            assertThat(e.refusal().status()).isEqualTo(429);
            assertThat(e.refusal().headers())
                    .containsEntry("Retry-After", "1")
                    .containsEntry("RateLimit-Policy", "\"requests\";q=3;w=2");
        });
        time.advance(Duration.ofMillis(500));
        assertThatCode(() -> limits.take("a")).doesNotThrowAnyException();
        assertThatThrownBy(() -> limits.take("a")).hasMessageContaining("client a");
    }

    @Test
    void eachClientHasItsOwnBucketUnlessTheServiceSharesOne() {
        // Given
        RateLimits own = new RateLimits(List.of(new RateLimitConfig("own", true, 1, 1)), time);
        RateLimits shared = new RateLimits(List.of(new RateLimitConfig("shared", false, 1, 1)), time);

        // When
        own.take("a");
        shared.take("a");

        // Then
        assertThatCode(() -> own.take("b")).doesNotThrowAnyException();
        assertThatThrownBy(() -> shared.take("b")).hasMessageContaining("all clients of this service together");
    }

    @Test
    void aRefusalByOneBucketTakesNoTokenOfTheOthers() {
        // Given
        RateLimits limits = new RateLimits(
                List.of(new RateLimitConfig("service", false, 1, 2), new RateLimitConfig("client", true, 1, 1)), time);
        limits.take("a");

        // When
        assertThatThrownBy(() -> limits.take("a")).hasMessageContaining("\"client\"");

        // Then
        assertThatCode(() -> limits.take("b")).doesNotThrowAnyException();
    }

    @Test
    void forgetsTheClientThatWasSilentForLongest() {
        // Given
        ClientBuckets buckets = new ClientBuckets(
                2,
                () -> Bucket.builder()
                        .addLimit(limit -> limit.capacity(1).refillGreedy(1, Duration.ofDays(1)))
                        .build());
        Bucket a = buckets.of("a");
        buckets.of("b");

        // When
        buckets.of("a");
        buckets.of("c");

        // Then
        assertThat(buckets.size()).isEqualTo(2);
        assertThat(buckets.of("a")).isSameAs(a);
    }

    private static final class ManualTime implements TimeMeter {
        private long nanos;

        void advance(Duration by) {
            nanos += by.toNanos();
        }

        @Override
        public long currentTimeNanos() {
            return nanos;
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    }
}
