package dev.kerasguard.rules;

import dev.kerasguard.api.v1alpha1.KerasInferenceServiceSpec.Batching;
import dev.kerasguard.api.v1alpha1.KerasInferenceServiceSpec.Payload;
import dev.kerasguard.api.v1alpha1.KerasInferenceServiceSpec.RateLimit;
import dev.kerasguard.rules.Rule.Problem;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Rules about what one replica accepts: that no request can hold it longer, or take more of it, than it can give. */
final class ServingRules {

    /** A request that may wait for minutes holds memory and a connection for minutes. */
    static final Rule<Candidate> TIMEOUT_WITHIN_POLICY =
            new Rule<>("TimeoutWithinPolicy", ServingRules::timeoutWithinPolicy);

    /** Where many clients share a service, the platform team may insist that none can take it all. */
    static final Rule<Candidate> RATE_LIMIT_REQUIRED = new Rule<>("RateLimitRequired", ServingRules::rateLimitRequired);

    /** A bucket that never fills refuses everybody; that is a way to switch off, not to limit. */
    static final Rule<Candidate> RATE_LIMIT_POSITIVE = new Rule<>("RateLimitPositive", ServingRules::rateLimitPositive);

    /**
     * A request is held as bytes and again as a tensor, several are in flight, and the JVM, TensorFlow and the model
     * need their share: an eighth of the memory for one body is the most that leaves room.
     */
    static final Rule<Candidate> PAYLOAD_WITHIN_MEMORY =
            new Rule<>("PayloadWithinMemory", ServingRules::payloadWithinMemory);

    /** A request that waits for a batch until its timeout is never answered. */
    static final Rule<Candidate> BATCH_CONSISTENT = new Rule<>("BatchConsistent", ServingRules::batchConsistent);

    private static final BigDecimal BODIES_IN_MEMORY = BigDecimal.valueOf(8);

    private ServingRules() {}

    private static Stream<Problem> timeoutWithinPolicy(Candidate candidate) {
        String text = candidate.serving().timeout();
        if (text == null) {
            return Stream.empty();
        }
        Setting<Duration> most = candidate.policy().maxTimeout();
        Duration timeout;
        try {
            timeout = GoDuration.parse(text);
        } catch (IllegalArgumentException e) {
            return Stream.of(new Problem("spec.serving.timeout", Objects.toString(e.getMessage())));
        }
        if (timeout.compareTo(most.value()) > 0) {
            return Stream.of(new Problem(
                    "spec.serving.timeout",
                    "%s is longer than %s allows; write at most %s"
                            .formatted(text, most.source(), GoDuration.format(most.value()))));
        }
        return timeout.toMillis() > 0
                ? Stream.empty()
                : Stream.of(new Problem(
                        "spec.serving.timeout", "%s is no time at all; write at least 1ms".formatted(text)));
    }

    private static Stream<Problem> rateLimitRequired(Candidate candidate) {
        Setting<Boolean> required = candidate.policy().requireRateLimit();
        return required.value() && candidate.rateLimits().isEmpty()
                ? Stream.of(new Problem(
                        "spec.serving.rateLimits",
                        "is missing, and %s requires one; write such as [{name: requests, requestsPerSecond: 50}]"
                                .formatted(required.source())))
                : Stream.empty();
    }

    private static Stream<Problem> rateLimitPositive(Candidate candidate) {
        List<RateLimit> limits = candidate.rateLimits();
        return IntStream.range(0, limits.size()).boxed().flatMap(i -> {
            RateLimit limit = limits.get(i);
            String path = "spec.serving.rateLimits[%d].".formatted(i);
            return Stream.of(
                            limit.requestsPerSecond() < 1
                                    ? new Problem(
                                            path + "requestsPerSecond",
                                            "%d lets nobody in; write at least 1".formatted(limit.requestsPerSecond()))
                                    : null,
                            limit.burst() != null && limit.burst() < 1
                                    ? new Problem(
                                            path + "burst",
                                            "%d lets nobody in; write at least 1".formatted(limit.burst()))
                                    : null)
                    .flatMap(Stream::ofNullable);
        });
    }

    private static Stream<Problem> payloadWithinMemory(Candidate candidate) {
        @Nullable Payload payload = candidate.serving().payload();
        BigDecimal bytes = payload == null ? null : Amount.of(payload.maxBytes());
        BigDecimal memory = Amount.of(candidate.limits().memory());
        if (payload == null
                || bytes == null
                || memory == null
                || bytes.multiply(BODIES_IN_MEMORY).compareTo(memory) <= 0) {
            return Stream.empty();
        }
        return Stream.of(new Problem(
                "spec.serving.payload.maxBytes",
                "%s is more than an eighth of the memory limit %s; write less, or raise spec.resources.limits.memory"
                        .formatted(payload.maxBytes(), candidate.limits().memory())));
    }

    private static Stream<Problem> batchConsistent(Candidate candidate) {
        @Nullable Batching batching = candidate.serving().batching();
        if (batching == null || batching.maxDelay() == null) {
            return Stream.empty();
        }
        String field = "spec.serving.batching.maxDelay";
        Duration delay;
        try {
            delay = GoDuration.parse(batching.maxDelay());
        } catch (IllegalArgumentException e) {
            return Stream.of(new Problem(field, Objects.toString(e.getMessage())));
        }
        Duration timeout = candidate.timeout();
        return timeout == null || delay.compareTo(timeout) < 0
                ? Stream.empty()
                : Stream.of(new Problem(
                        field,
                        "%s is not shorter than the timeout %s; write less, 0s waits for nobody"
                                .formatted(
                                        batching.maxDelay(), candidate.serving().timeout())));
    }
}
