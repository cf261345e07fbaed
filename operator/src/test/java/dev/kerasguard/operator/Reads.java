package dev.kerasguard.operator;

import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the requests of a client that ask and change nothing. */
final class Reads implements Interceptor {

    private final AtomicInteger count = new AtomicInteger();

    @Override
    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
        if (request.method().equals("GET")) {
            count.incrementAndGet();
        }
    }

    int count() {
        return count.get();
    }
}
