package dev.kerasguard.bench;

import java.util.random.RandomGenerator;

/** When requests are due. Times are {@link System#nanoTime()}; every call gives another request. */
interface Arrivals {
    /** When the next request is due, or {@link #NONE} after the last. */
    long next();

    /** There are no more requests. */
    long NONE = Long.MAX_VALUE;

    /**
     * Open loop: requests arrive as a Poisson process, whether or not the server keeps up, as independent clients do.
     *
     * <p>A latency counts from the time that a request was due. When all connections wait for a slow server, the
     * requests that fall due meanwhile count as late; a closed loop would never have sent them and so hide the stall
     * ("coordinated omission").
     */
    final class Poisson implements Arrivals {
        private final RandomGenerator random;
        private final double meanGapNanos;
        private final long start;
        private final double length;
        private double next;

        /**
         * @param rate requests a second, above 0
         * @param end no request is due at or after this time
         */
        Poisson(RandomGenerator random, double rate, long start, long end) {
            this.random = random;
            this.meanGapNanos = 1e9 / rate;
            this.start = start;
            this.length = end - start;
        }

        @Override
        public synchronized long next() {
            next += random.nextExponential() * meanGapNanos;
            return next < length ? start + (long) next : NONE;
        }
    }

    /** Closed loop: a request is due as soon as a connection is free. */
    record WhenFree(long end) implements Arrivals {
        @Override
        public long next() {
            long now = System.nanoTime();
            return now < end ? now : NONE;
        }
    }
}
