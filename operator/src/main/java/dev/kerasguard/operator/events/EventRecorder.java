package dev.kerasguard.operator.events;

import dev.kerasguard.operator.desired.Checksum;
import dev.kerasguard.operator.gone.Disappearance;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes notices as events. An event's name is made from what it tells, so that telling the same transition twice makes
 * one event.
 */
public final class EventRecorder {

    private static final Logger LOG = LoggerFactory.getLogger(EventRecorder.class);
    private static final String CONTROLLER = "kerasguard.dev/operator";
    private static final int MAX_NOTE = 1024;
    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private final Clock clock;

    /** @param clock tells when an event is recorded */
    public EventRecorder(Clock clock) {
        this.clock = clock;
    }

    /**
     * Records what is to be told about a change of conditions. Events are a courtesy: failing to write one is logged.
     */
    public void record(
            HasMetadata about,
            @Nullable List<Condition> before,
            @Nullable List<Condition> after,
            KubernetesClient client) {
        for (Notice notice : Notice.of(before, after)) {
            try {
                client.resource(event(about, notice)).create();
            } catch (KubernetesClientException e) {
                // What is told twice is there already, and what has ended has nobody left to tell.
                if (e.getCode() != HttpURLConnection.HTTP_CONFLICT && !Disappearance.isOfNamespace(e)) {
                    LOG.warn(
                            "no event {} for {}/{}: {}",
                            notice.reason(),
                            about.getMetadata().getNamespace(),
                            about.getMetadata().getName(),
                            Disappearance.wordsOf(e));
                }
            }
        }
    }

    private Event event(HasMetadata about, Notice notice) {
        Condition condition = notice.condition();
        String identity = String.join(
                "\n",
                about.getMetadata().getUid(),
                notice.reason(),
                condition.getReason(),
                condition.getLastTransitionTime(),
                String.valueOf(condition.getObservedGeneration()));
        String message = condition.getMessage();
        return new EventBuilder()
                .withNewMetadata()
                .withName(about.getMetadata().getName() + "." + Checksum.of(identity))
                .withNamespace(about.getMetadata().getNamespace())
                .endMetadata()
                .withEventTime(new MicroTime(MICROS.format(clock.instant())))
                .withReportingController(CONTROLLER)
                .withReportingInstance(CONTROLLER)
                .withType(notice.warning() ? "Warning" : "Normal")
                .withReason(notice.reason())
                .withAction(notice.action())
                .withNote(message.length() > MAX_NOTE ? message.substring(0, MAX_NOTE - 3) + "..." : message)
                .withNewRegarding()
                .withApiVersion(about.getApiVersion())
                .withKind(about.getKind())
                .withName(about.getMetadata().getName())
                .withNamespace(about.getMetadata().getNamespace())
                .withUid(about.getMetadata().getUid())
                .endRegarding()
                .build();
    }
}
