package dev.kerasguard.operator.certificate;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Checks the webhook's certificate at the start, every hour, and whenever one of its three objects changes. */
@ApplicationScoped
class CertificateKeeper {

    private static final Logger LOG = Logger.getLogger(CertificateKeeper.class);
    private static final int RETRY_SECONDS = 2;

    private final KubernetesClient client;
    private final String namespace;
    private final WebhookCertificate certificate;
    private final AtomicBoolean waiting = new AtomicBoolean();
    private final List<SharedIndexInformer<?>> informers = new ArrayList<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("certificate").daemon().factory());

    @Inject
    CertificateKeeper(
            KubernetesClient client,
            Clock clock,
            @ConfigProperty(name = "kerasguard.namespace") Optional<String> namespace) {
        this.client = client;
        this.namespace =
                namespace.or(() -> Optional.ofNullable(client.getNamespace())).orElse("kerasguard-system");
        this.certificate = new WebhookCertificate(client, this.namespace, clock);
    }

    void start(@Observes StartupEvent event) {
        start();
    }

    void stop(@Observes ShutdownEvent event) {
        stop();
    }

    void start() {
        var _ = thread.scheduleWithFixedDelay(this::check, 0, 1, TimeUnit.HOURS);
        for (String secret : List.of(WebhookCertificate.AUTHORITY_SECRET, WebhookCertificate.SERVING_SECRET)) {
            watch(client.secrets().inNamespace(namespace).withName(secret));
        }
        watch(client.admissionRegistration()
                .v1()
                .validatingWebhookConfigurations()
                .withName(WebhookCertificate.CONFIGURATION));
    }

    void stop() {
        informers.forEach(SharedIndexInformer::stop);
        thread.shutdownNow();
    }

    private <T extends HasMetadata> void watch(Informable<T> named) {
        SharedIndexInformer<T> informer = named.runnableInformer(0).exceptionHandler((started, failure) -> true);
        informer.addEventHandler(new ResourceEventHandler<>() {
            @Override
            public void onAdd(T added) {
                checkSoon(0);
            }

            @Override
            public void onUpdate(T before, T after) {
                checkSoon(0);
            }

            @Override
            public void onDelete(T deleted, boolean finalStateUnknown) {
                checkSoon(0);
            }
        });
        var _ = informer.start();
        informers.add(informer);
    }

    private void checkSoon(int seconds) {
        if (waiting.compareAndSet(false, true)) {
            try {
                var _ = thread.schedule(this::check, seconds, TimeUnit.SECONDS);
            } catch (RejectedExecutionException stopped) {
                LOG.debug("Stopped: the webhook's certificate is not checked again");
            }
        }
    }

    private void check() {
        waiting.set(false);
        try {
            int writes = certificate.check();
            if (writes > 0) {
                LOG.infof("Put the webhook's certificate in order with %d writes", writes);
            }
        } catch (KubernetesClientException refused) {
            if (refused.getCode() != 409) {
                LOG.warnf("The webhook's certificate could not be kept; trying again: %s", refused.getMessage());
            }
            checkSoon(RETRY_SECONDS);
        } catch (GeneralSecurityException | RuntimeException unexpected) {
            LOG.error("The webhook's certificate could not be made; trying again", unexpected);
            checkSoon(RETRY_SECONDS);
        }
    }
}
