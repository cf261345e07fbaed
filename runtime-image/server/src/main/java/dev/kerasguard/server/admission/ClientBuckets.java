package dev.kerasguard.server.admission;

import io.github.bucket4j.Bucket;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A token bucket for each of the clients seen last. The number is bounded: beyond it the client that was silent for
 * longest is forgotten, whose bucket is the fullest.
 */
final class ClientBuckets {

    private final Map<String, Bucket> buckets;
    private final Supplier<Bucket> fresh;

    ClientBuckets(int capacity, Supplier<Bucket> fresh) {
        this.fresh = fresh;
        this.buckets = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
                return size() > capacity;
            }
        };
    }

    synchronized Bucket of(String client) {
        return buckets.computeIfAbsent(client, c -> fresh.get());
    }

    synchronized int size() {
        return buckets.size();
    }
}
