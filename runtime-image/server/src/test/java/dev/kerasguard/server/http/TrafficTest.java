package dev.kerasguard.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class TrafficTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Traffic traffic = new Traffic();

    @Test
    void itIsQuietOnlyWhenNobodyHasComeForAWhile() throws Exception {
        // Given a request that has just been answered
        traffic.begin();
        traffic.end();
        long answered = System.nanoTime();

        // When
        boolean quiet = traffic.awaitQuiet(Duration.ofMillis(200), PATIENCE);

        // Then
        assertThat(quiet).isTrue();
        assertThat(System.nanoTime() - answered)
                .isGreaterThan(Duration.ofMillis(150).toNanos());
    }

    @Test
    void aRequestUnderWayIsNotQuiet() throws Exception {
        traffic.begin();

        assertThat(traffic.awaitQuiet(Duration.ZERO, Duration.ofMillis(20))).isFalse();
    }

    @Test
    void itWaitsForWhatIsUnderWay() throws Exception {
        // Given
        traffic.begin();
        CompletableFuture<Void> finished = CompletableFuture.runAsync(traffic::end);

        // When, then
        assertThat(traffic.awaitQuiet(Duration.ZERO, PATIENCE)).isTrue();
        assertThat(finished).succeedsWithin(PATIENCE);
    }

    @Test
    void whileLeavingEveryRequestIsStillTaken() {
        traffic.leave();

        assertThat(traffic.isLeaving()).isTrue();
        assertThatCode(traffic::requireServing).doesNotThrowAnyException();
    }
}
