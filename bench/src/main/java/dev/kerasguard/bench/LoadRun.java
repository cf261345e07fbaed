package dev.kerasguard.bench;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Sends requests as they fall due, over a fixed number of connections, and tallies what came of each. */
final class LoadRun {
    private final RequestBytes request;
    private final int connections;
    private final long timeoutMillis;

    LoadRun(RequestBytes request, int connections, long timeoutMillis) {
        this.request = request;
        this.connections = connections;
        this.timeoutMillis = timeoutMillis;
    }

    /** Returns when every request that was due has an outcome. */
    void run(Arrivals arrivals, Tally tally) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            threads.add(Thread.ofPlatform().name("connection-" + i).daemon().start(() -> serve(arrivals, tally)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void serve(Arrivals arrivals, Tally tally) {
        try (Connection connection = new Connection(request.endpoint())) {
            for (long due = arrivals.next(); due != Arrivals.NONE; due = arrivals.next()) {
                waitUntil(due);
                send(connection, due, tally);
            }
            tally.reopened(connection.reopened());
        }
    }

    private void send(Connection connection, long due, Tally tally) {
        long began = System.nanoTime();
        long left = timeoutMillis - (began - due) / 1_000_000;
        if (left <= 0) {
            // Its client has given up before a connection came free.
            tally.error("timeout");
            return;
        }
        try {
            Response response = connection.exchange(request, left);
            long end = System.nanoTime();
            tally.response(response.status(), end - due, end - began);
        } catch (IOException failure) {
            tally.error(reason(failure));
        }
    }

    private static String reason(IOException failure) {
        return switch (failure) {
            case SocketTimeoutException late -> "timeout";
            case ConnectException refused -> "connect";
            case NoRouteToHostException lost -> "connect";
            case UnknownHostException unknown -> "connect";
            case SocketException reset -> "closed";
            case EOFException ended -> "closed";
            default -> "protocol";
        };
    }

    private static void waitUntil(long due) {
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
