package dev.kerasguard.operator;

import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Sees every request that would change something, before it is sent. */
final class Writes implements Interceptor {

    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final Map<String, Runnable> interruptions = new ConcurrentHashMap<>();

    @Override
    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
        if (request.method().equals("GET")) {
            return;
        }
        String path = request.uri().getPath();
        interruptions.keySet().stream().filter(path::endsWith).forEach(end -> {
            Runnable interruption = interruptions.remove(end);
            if (interruption != null) {
                interruption.run();
            }
        });
        seen.add(request.method() + " " + path);
    }

    /** Has something happen before the next write to a path with this end, once. */
    void interrupt(String pathEnd, Runnable interruption) {
        interruptions.put(pathEnd, interruption);
    }

    /** Method and path of all writes so far to paths with this part. */
    List<String> to(String pathPart) {
        return seen.stream().filter(write -> write.contains(pathPart)).toList();
    }

    /** Those to the objects of a namespace. */
    List<String> in(String namespace) {
        return to("/namespaces/" + namespace + "/");
    }
}
