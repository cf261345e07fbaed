package dev.kerasguard.server.lifecycle;

import dev.kerasguard.server.protocol.ExampleRequests.ExampleRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests to a server in this process, in each form in turn: a compiler that has seen one form alone would bet
 * on it, and lose when the first client speaks another.
 */
final class WarmUpClient implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(WarmUpClient.class);

    private final List<Sender> senders = new ArrayList<>();

    /**
     * What was done.
     *
     * @param requests how many were answered as they should
     * @param time it took
     * @param each time of a request in the last round
     */
    record Report(int requests, Duration time, Duration each) {}

    private record Sender(String form, LoopbackConnection connection) {}

    /**
     * Connects.
     *
     * @param patience how long an answer may take
     */
    WarmUpClient(int port, List<ExampleRequest> examples, Duration patience) throws IOException {
        for (ExampleRequest example : examples) {
            senders.add(new Sender(example.form(), new LoopbackConnection(port, example, patience)));
        }
    }

    /** Sends as many rounds as the budget allows, one at least; a form that the server refuses is left out. */
    Report run(int rounds, Duration budget) {
        long began = System.nanoTime();
        long now = began;
        int requests = 0;
        Duration each = Duration.ZERO;
        for (int round = 0; round < rounds && now - began < budget.toNanos() && !senders.isEmpty(); round++) {
            int answered = round();
            long after = System.nanoTime();
            each = Duration.ofNanos((after - now) / Math.max(1, answered));
            requests += answered;
            now = after;
        }
        return new Report(requests, Duration.ofNanos(now - began), each);
    }

    private int round() {
        int answered = 0;
        for (Iterator<Sender> rest = senders.iterator(); rest.hasNext(); ) {
            Sender sender = rest.next();
            String problem = problem(sender);
            if (problem == null) {
                answered++;
            } else {
                LOG.infof("the path of %s requests is not warm: %s", sender.form(), problem);
                sender.connection().close();
                rest.remove();
            }
        }
        return answered;
    }

    private static @Nullable String problem(Sender sender) {
        try {
            int status = sender.connection().send();
            return status == 200 ? null : "made up inputs were answered with status " + status;
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Override
    public void close() {
        senders.forEach(sender -> sender.connection().close());
    }
}
