package dev.kerasguard.server.admission;

import dev.kerasguard.runtime.config.RuntimeConfig;
import dev.kerasguard.server.protocol.Refusal;
import dev.kerasguard.server.protocol.RefusedException;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Decides from a request's head alone whether its body is worth reading. */
public final class Admission {

    /** The header by which a client asks for less time than the service gives. */
    public static final String REQUEST_TIMEOUT = RequestTimeout.HEADER;

    private final ClientIdentity clients;
    private final RateLimits limits;
    private final RequestTimeout timeout;
    private final long maxPayloadBytes;
    private final Gate gate;

    /** What the rest of the server says about accepting anything at all. */
    public interface Gate {
        /** Refuses when the replica is stopping. */
        void requireServing();

        /** Refuses when as many requests wait as may. */
        void requireCapacity();
    }

    /**
     * @param config bounds and limits
     * @param time what token buckets fill by
     * @param gate what the rest of the server says
     * @throws IllegalArgumentException when a trusted proxy is not a CIDR block
     */
    public Admission(RuntimeConfig config, TimeMeter time, Gate gate) {
        this.clients = new ClientIdentity(config.serving().trustedProxies());
        this.limits = new RateLimits(config.rateLimits(), time);
        this.timeout = new RequestTimeout(config.serving().timeout());
        this.maxPayloadBytes = config.serving().maxPayloadBytes();
        this.gate = gate;
    }

    /**
     * Admits a request, or says why not.
     *
     * @return how long it may take from now on
     * @throws RefusedException 400, 413, 415, 429 or 503
     */
    public Duration admit(RequestHead head) {
        gate.requireServing();
        Duration time = timeout.of(head.requestTimeout());
        if (head.contentEncoding() != null && !head.contentEncoding().equalsIgnoreCase("identity")) {
            throw Refusal.because(415, "Content-Encoding is not supported; send the body as it is");
        }
        requirePayload(head.contentLength());
        limits.take(clients.of(head.peer(), head.forwardedFor()));
        gate.requireCapacity();
        return time;
    }

    /** Bytes that a body may have. */
    public long maxPayloadBytes() {
        return maxPayloadBytes;
    }

    /** Refuses a body that is too large, with status 413. */
    public void requirePayload(long bytes) {
        if (bytes > maxPayloadBytes) {
            throw new RefusedException(new Refusal(
                    413,
                    Refusal.Reason.PayloadTooLarge,
                    "the body is larger than the " + maxPayloadBytes + " bytes that this service accepts",
                    Map.of()));
        }
    }

    /**
     * What admission looks at.
     *
     * @param peer IP address of the connection's other end
     * @param forwardedFor values of {@code X-Forwarded-For}
     * @param contentLength bytes of the body; -1 when not said
     * @param contentEncoding null when not said
     * @param requestTimeout the client's wish; null when not said
     */
    public record RequestHead(
            String peer,
            java.util.List<String> forwardedFor,
            long contentLength,
            @Nullable String contentEncoding,
            @Nullable String requestTimeout) {}
}
