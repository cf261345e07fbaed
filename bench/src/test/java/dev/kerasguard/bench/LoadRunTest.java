package dev.kerasguard.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class LoadRunTest {
    private static final int TIMEOUT_MILLIS = 3000;

    @Test
    void aStallOfTheServerShowsInTheLatenciesOfAllRequestsThatFellDueMeanwhile() throws Exception {
        // Given a server that stalls for half a second once, and answers at once otherwise
        var stalled = new AtomicBoolean();
        try (var server = new ScriptedServer((number, head, body) -> {
            synchronized (stalled) {
                if (number > 100 && stalled.compareAndSet(false, true)) {
                    Thread.sleep(500);
                }
            }
            return ScriptedServer.OK;
        })) {
            // When an open loop of 200 requests a second runs over 2 connections for 2 seconds
            Summary summary = run(server, poisson(200, 2000), 2);

            // Then about a quarter of them waited, though the server saw only two slow requests
            assertThat(summary.latency().p50()).isLessThan(250);
            assertThat(summary.latency().p90()).isGreaterThan(150);
            assertThat(summary.latency().p99()).isBetween(350.0, 1500.0);
            assertThat(summary.service().p90()).isLessThan(150);
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
            // When one connection works for a while
            Summary summary = run(server, closed(300), 1);

            // Then statuses and errors add up to what was sent
            long statuses = summary.byStatus().values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            long errors = summary.errors().values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            assertThat(summary.sent()).isPositive().isEqualTo(statuses + errors);
            assertThat(summary.byStatus()).containsOnlyKeys("200", "429");
            assertThat(summary.ok()).isEqualTo(summary.byStatus().get("200"));
        }
    }

    @Test
    void aRateIsKeptWhileTheServerKeepsUp() throws Exception {
        // Given
        try (var server = new ScriptedServer((number, head, body) -> ScriptedServer.OK)) {
            // When 500 requests a second are due for a second
            Summary summary = run(server, poisson(500, 1000), 8);

            // Then about so many were sent and all were answered (Poisson: 5 standard deviations are 112)
            assertThat(summary.sent()).isBetween(388L, 612L).isEqualTo(summary.ok());
        }
    }

    @Test
    void aRequestWhoseTimeIsOverBeforeAConnectionIsFreeIsATimeout() throws Exception {
        // Given a server that never answers
        try (var server = new ScriptedServer((number, head, body) -> {
            Thread.sleep(TIMEOUT_MILLIS);
            return "";
        })) {
            // When 100 requests a second are due, each for at most 100 ms
            Tally tally = new Tally();
            var request = RequestBytes.get(Endpoint.parse(server.url("/")));
            new LoadRun(request, 2, 100).run(poisson(100, 500), tally);

            // Then every one is counted, and only few were sent
            Summary summary = tally.summary(1);
            assertThat(summary.errors()).containsOnlyKeys("timeout").containsEntry("timeout", summary.sent());
            assertThat(server.requests.get()).isLessThan((int) summary.sent());
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
                Response first = connection.exchange(request, TIMEOUT_MILLIS);
                Response second = connection.exchange(request, TIMEOUT_MILLIS);

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
        new LoadRun(request, connections, TIMEOUT_MILLIS).run(arrivals, tally);
        return tally.summary(1);
    }

    private static Arrivals poisson(double rate, long millis) {
        long start = System.nanoTime();
        RandomGenerator random = new SplittableRandom(7);
        return new Arrivals.Poisson(random, rate, start, start + TimeUnit.MILLISECONDS.toNanos(millis));
    }

    private static Arrivals closed(long millis) {
        return new Arrivals.WhenFree(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis));
    }
}
