package dev.kerasguard.e2e;

import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Who reaches whom, on a cluster that enforces NetworkPolicies. A policy holds a moment after there is a pod that it
 * speaks of, so each is asked until it answers as it must; that the same pod gets an answer elsewhere shows that it can
 * ask.
 */
@OnCluster
class NetworkPolicyTest {

    private static final String SYSTEM = "kerasguard-system";
    private static final String ONE_REPLICA = "scaling: {minReplicas: 1, maxReplicas: 1}";
    private static final Map<String, String> NOBODY = Map.of("app", "nobody");

    @Test
    void theOperatorReachesWhatItScrapesAndNothingElseOfAUser(Sandbox sandbox) {
        Digits.in(sandbox).serve("digits", ONE_REPLICA);
        var metrics = "http://" + sandbox.podAddress("kerasguard.dev/service", "digits") + ":9090/metrics";
        var files = "http://" + sandbox.podAddress("app", "models") + ":8000/digits.keras";
        // What the operator's policy selects is a label, and this pod has it.
        var labels = Map.of("app.kubernetes.io/name", "kerasguard-operator");
        try (var nobody = new Probe(sandbox, SYSTEM, "nobody", NOBODY);
                var operator = new Probe(sandbox, SYSTEM, "operator", labels)) {
            nobody.awaitAnswer(files);
            operator.awaitSilence(files);
            operator.awaitAnswer(metrics);
        }
    }

    @Test
    void aServiceAnswersItsNamespaceAndIsScrapedByTheOperatorsOnly(Sandbox sandbox) {
        Digits.in(sandbox).serve("digits", ONE_REPLICA);
        var model = "http://digits." + sandbox.namespace() + ".svc/v2/models/digits";
        var metrics = "http://" + sandbox.podAddress("kerasguard.dev/service", "digits") + ":9090/metrics";
        try (var neighbour = new Probe(sandbox, sandbox.namespace(), "neighbour", NOBODY);
                var system = new Probe(sandbox, SYSTEM, "nobody", NOBODY)) {
            neighbour.awaitAnswer(model);
            neighbour.awaitSilence(metrics);
            system.awaitAnswer(metrics);
            system.awaitSilence(model);
        }
    }
}
