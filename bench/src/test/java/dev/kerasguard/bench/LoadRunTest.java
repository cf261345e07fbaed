package dev.kerasguard.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class LoadRunTest {
    /** Of requests that are to be answered: longer than any machine takes for one. */
    private static final int PATIENCE_MILLIS = 120_000;

    @Test
    void aStallOfTheServerShowsInTheLatenciesOfAllRequestsThatFellDueMeanwhile() throws Exception {
        // Given a server that stalls on its first requests, until 300 ms after the last one was due
        long start = System.nanoTime();
        long lastDue = start + TimeUnit.MILLISECONDS.toNanos(100);
        var stall = new CountDownLatch(2);
        try (var server = new ScriptedServer((number, head, body) -> {
            if (number <= 2) {
                stall.countDown();
                stall.await();
                TimeUnit.NANOSECONDS.sleep(lastDue + TimeUnit.MILLISECONDS.toNanos(300) - System.nanoTime());
            }
            return ScriptedServer.OK;
        })) {
            // When one request is due each millisecond, over 2 connections
            Summary summary = run(server, eachMillisecond(start, 100), 2);

            // Then all of them waited, though the server was slow to two only
            assertThat(summary.ok()).isEqualTo(100);
            assertThat(summary.latency().p50()).isGreaterThanOrEqualTo(300);
            // The 98 others waited before they were sent; a histogram rounds to a thousandth.
            assertThat(summary.latency().p90() - summary.service().p50()).isGreaterThan(250);
        }
    }

    @Test
    void everyRequestIsCountedOnce() throws Exception {
        // Given a server that answers, refuses, breaks off and babbles in turn
        try (var server = new ScriptedServer((number, head, body) -> switch (number % 4) {
            case 0 -> "HTTP/1.1 429 Too Many Requests\r\nContent-Length: 0\r\nRetry-After: 1\r\n\r\n";
            case 1 -> "HTTP/1.1 200 OK\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n";
            case 2 -> "";
            default -> "gibberish\r\n\r\n";
        })) {
            // When one connection sends a hundred
            Summary summary = run(server, allDueAt(System.nanoTime(), 100), 1);

            // Then statuses and errors add up to what was sent
            long statuses = summary.byStatus().values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            long errors = summary.errors().values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            assertThat(summary.sent()).isEqualTo(100).isEqualTo(statuses + errors);
            assertThat(summary.byStatus()).containsOnlyKeys("200", "429");
            assertThat(summary.errors()).containsOnlyKeys("closed", "protocol");
            assertThat(summary.ok()).isEqualTo(summary.byStatus().get("200"));
        }
    }

    @Test
    void aRateIsKeptWhateverTheServersPace() throws Exception {
        // Given
        try (var server = new ScriptedServer((number, head, body) -> ScriptedServer.OK)) {
            // When 500 requests a second are due for a second
            var lastDue = new AtomicLong();
            Arrivals arrivals = poisson(500, 1000);
            Summary summary = run(
                    server,
                    () -> {
                        long due = arrivals.next();
                        lastDue.accumulateAndGet(due, (old, now) -> now == Arrivals.NONE ? old : now);
                        return due;
                    },
                    8);

            // Then about so many were sent (Poisson: 5 standard deviations are 112), all were answered, none too early
            assertThat(summary.sent()).isBetween(388L, 612L).isEqualTo(summary.ok());
            assertThat(System.nanoTime() - lastDue.get()).isNotNegative();
        }
    }

    @Test
    void aClosedLoopSendsAtOnceUntilItsEnd() {
        // Given
        long before = System.nanoTime();

        // When
        long running = new Arrivals.WhenFree(before + TimeUnit.HOURS.toNanos(1)).next();
        long over = new Arrivals.WhenFree(before).next();

        // Then
        assertThat(running - before).isNotNegative();
        assertThat(System.nanoTime() - running).isNotNegative();
        assertThat(over).isEqualTo(Arrivals.NONE);
    }

    @Test
    void aRequestWhoseTimeIsOverBeforeAConnectionIsFreeIsATimeout() throws Exception {
        // Given a server that never answers
        var over = new CountDownLatch(1);
        try (var server = new ScriptedServer((number, head, body) -> {
            over.await();
            return "";
        })) {
            // When 50 requests are due at the same instant over 2 connections, each for at most 100 ms
            Tally tally = new Tally();
            var request = RequestBytes.get(Endpoint.parse(server.url("/")));
            new LoadRun(request, 2, 100).run(allDueAt(System.nanoTime(), 50), tally);

            // Then every one is counted, though the time of all was over when a connection came free
            assertThat(tally.summary(1).errors()).containsExactly(Map.entry("timeout", 50L));
            assertThat(server.requests.get()).isLessThanOrEqualTo(2);
        } finally {
            over.countDown();
        }
    }

    @Test
    void aKeptConnectionThatTheServerClosedIsOpenedAgain() throws Exception {
        // Given a server that ends every connection after its second request, without saying so
        var script = new ScriptedServer.Script() {
            @Override
            public String answer(int number, String head, byte[] body) {
                return number % 2 == 0 ? "" : ScriptedServer.OK;
            }
        };
        try (var server = new ScriptedServer(script)) {
            var request = RequestBytes.get(Endpoint.parse(server.url("/")));
            try (var connection = new Connection(request.endpoint())) {
                // When two requests go over one connection
                Response first = connection.exchange(request, PATIENCE_MILLIS);
                Response second = connection.exchange(request, PATIENCE_MILLIS);

                // Then the second is answered over another one
                assertThat(first.status()).isEqualTo(200);
                assertThat(second.status()).isEqualTo(200);
                assertThat(connection.reopened()).isEqualTo(1);
                assertThat(server.connections).hasValue(2);
            }
        }
    }

    private static Summary run(ScriptedServer server, Arrivals arrivals, int connections) throws InterruptedException {
        Tally tally = new Tally();
        var request = RequestBytes.get(Endpoint.parse(server.url("/")));
        new LoadRun(request, connections, PATIENCE_MILLIS).run(arrivals, tally);
        return tally.summary(1);
    }

    private static Arrivals poisson(double rate, long millis) {
        long start = System.nanoTime();
        RandomGenerator random = new SplittableRandom(7);
        return new Arrivals.Poisson(random, rate, start, start + TimeUnit.MILLISECONDS.toNanos(millis));
    }

    private static Arrivals eachMillisecond(long start, int requests) {
        var made = new AtomicInteger();
        return () -> {
            int number = made.incrementAndGet();
            return number <= requests ? start + TimeUnit.MILLISECONDS.toNanos(number) : Arrivals.NONE;
        };
    }

    private static Arrivals allDueAt(long instant, int requests) {
        var made = new AtomicInteger();
        return () -> made.incrementAndGet() <= requests ? instant : Arrivals.NONE;
    }
}
