package dev.kerasguard.e2e;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A pod with given labels, in any namespace, that asks for URLs: who may reach what. */
final class Probe implements AutoCloseable {

    /** What came of a GET: a 2xx, or anything else. */
    enum Answer {
        OK,
        NONE
    }

    /** Something that stays until it is deleted; requests are sent by commands beside it. */
    private static final List<String> STAY = List.of("-Xmx16m", "-XX:+UseSerialGC", "-m", "jdk.httpserver");

    private final Sandbox sandbox;
    private final String namespace;
    private final String name;

    Probe(Sandbox sandbox, String namespace, String name, Map<String, String> labels) {
        this.sandbox = sandbox;
        this.namespace = namespace;
        this.name = sandbox.namespace() + "-" + name;
        close();
        sandbox.client()
                .pods()
                .inNamespace(namespace)
                .resource(Client.pod(this.name, labels, STAY))
                .create();
        Sandbox.await(this.name + " runs")
                .until(() -> sandbox.client()
                        .pods()
                        .inNamespace(namespace)
                        .withName(this.name)
                        .get()
                        .getStatus()
                        .getPhase()
                        .equals("Running"));
    }

    Answer ask(String url) {
        var asked = sandbox.kubectl(
                List.of(
                        "--namespace=" + namespace,
                        "exec",
                        name,
                        "--",
                        "/opt/jre/bin/java",
                        "@/opt/kerasguard/bench.args",
                        "probe",
                        "--quiet",
                        "--url",
                        url),
                "");
        return asked.output().startsWith("status 2") ? Answer.OK : Answer.NONE;
    }

    /** Asks until there is an answer. */
    void awaitAnswer(String url) {
        await(url + " answers " + name, url, Answer.OK);
    }

    /** Asks until there is none. */
    void awaitSilence(String url) {
        await(url + " does not answer " + name, url, Answer.NONE);
    }

    private void await(String what, String url, Answer wanted) {
        Sandbox.await(what).pollInterval(Duration.ofSeconds(1)).until(() -> ask(url) == wanted);
    }

    @Override
    public void close() {
        var pod = sandbox.client().pods().inNamespace(namespace).withName(name);
        pod.withGracePeriod(0).delete();
        Sandbox.await(name + " is gone").until(() -> pod.get() == null);
    }
}
