package dev.kerasguard.fetch;

import java.time.Duration;

/**
 * How long a web server is waited for.
 *
 * @param connect to establish a connection
 * @param headers from request to the head of the response
 * @param window a running download is given up when one window brings less than {@code bytesPerWindow}
 * @param bytesPerWindow slowest rate that still counts as running
 * @param attempts tries in all
 * @param patience no try begins later than this after the last sign of life
 * @param firstPause before the second try; doubled before each further one
 */
record HttpLimits(
        Duration connect,
        Duration headers,
        Duration window,
        long bytesPerWindow,
        int attempts,
        Duration patience,
        Duration firstPause) {

    static final int MAX_REDIRECTS = 5;

    /** For pods: a server that is down is reported after about a minute. */
    static final HttpLimits IN_POD = new HttpLimits(
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            64 * 1024,
            6,
            Duration.ofSeconds(45),
            Duration.ofSeconds(1));
}
