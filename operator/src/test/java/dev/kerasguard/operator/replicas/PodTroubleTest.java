package dev.kerasguard.operator.replicas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.kerasguard.operator.status.Reason;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One row per fate of a pod: its status as the kubelet writes it, and what the owner of the service is told. */
class PodTroubleTest {

    private static final KubernetesSerialization YAML = new KubernetesSerialization();

    static Stream<Arguments> troubles() {
        return Stream.of(
                arguments(
                        "no node has room",
                        """
                        conditions:
                        - {type: PodScheduled, status: "False", reason: Unschedulable, message: "0/3 nodes are available: 3 Insufficient nvidia.com/gpu."}
                        """,
                        Reason.Unschedulable,
                        "no node takes flowers-1: 0/3 nodes are available: 3 Insufficient nvidia.com/gpu."),
                arguments(
                        "the node threw it out",
                        """
                        {phase: Failed, reason: Evicted, message: "The node was low on resource: memory."}
                        """,
                        Reason.Evicted,
                        "flowers-1 was evicted: The node was low on resource: memory."),
                arguments(
                        "an image that is not there",
                        """
                        initContainerStatuses:
                        - {name: fetch, image: "runtime:9", state: {waiting: {reason: ImagePullBackOff, message: not found}}}
                        """,
                        Reason.ImagePullFailed,
                        "flowers-1 cannot get the image runtime:9: not found"),
                arguments(
                        "an image that is not there, without words",
                        """
                        containerStatuses:
                        - {name: server, image: "runtime:9", state: {waiting: {reason: ErrImageNeverPull}}}
                        """,
                        Reason.ImagePullFailed,
                        "flowers-1 cannot get the image runtime:9: ErrImageNeverPull"),
                arguments(
                        "a container that cannot be made",
                        """
                        containerStatuses:
                        - {name: server, image: runtime, state: {waiting: {reason: CreateContainerConfigError, message: secret "keys" not found}}}
                        """,
                        Reason.ContainerCannotStart,
                        "flowers-1 cannot start container server: secret \"keys\" not found"),
                arguments(
                        "killed at its memory limit, and waiting to start again",
                        """
                        containerStatuses:
                        - name: server
                          image: runtime
                          state: {waiting: {reason: CrashLoopBackOff}}
                          lastState: {terminated: {exitCode: 137, reason: OOMKilled}}
                        """,
                        Reason.OutOfMemory,
                        "container server of flowers-1 was killed at its memory limit; raise spec.resources.limits.memory"),
                arguments(
                        "the model is not the one that was asked for", """
                        initContainerStatuses:
                        - {name: fetch, image: runtime, state: {terminated: {exitCode: 1, message: '{"reason":"DigestMismatch","message":"the file is another"}'}}}
                        """, Reason.ModelRefused, "the file is another"),
                arguments("the server can make nothing of the model", """
                        containerStatuses:
                        - {name: server, image: runtime, state: {terminated: {exitCode: 2, message: '{"reason":"ModelInvalid","message":"layer x is unknown"}'}}}
                        """, Reason.ModelRefused, "layer x is unknown"),
                arguments(
                        "the server fails for a reason of its own, and says it",
                        """
                        containerStatuses:
                        - {name: server, image: runtime, state: {terminated: {exitCode: 1, message: '{"reason":"Internal","message":"no port"}'}}}
                        """,
                        Reason.CrashLoop,
                        "container server of flowers-1 ended with exit status 1 (no port);"
                                + " see: kubectl logs -n vision flowers-1 -c server --previous"),
                arguments(
                        "the server ends without a word",
                        """
                        containerStatuses:
                        - name: server
                          image: runtime
                          state: {waiting: {reason: CrashLoopBackOff}}
                          lastState: {terminated: {exitCode: 134, message: not JSON}}
                        """,
                        Reason.CrashLoop,
                        "container server of flowers-1 ended with exit status 134;"
                                + " see: kubectl logs -n vision flowers-1 -c server --previous"));
    }

    static Stream<Arguments> noTroubles() {
        return Stream.of(
                arguments("the scheduler has not looked yet", "{phase: Pending}"),
                arguments(
                        "it is being fetched",
                        "initContainerStatuses: [{name: fetch, image: runtime, state: {running: {}}}]"),
                arguments(
                        "the container is being made",
                        "containerStatuses: [{name: server, image: runtime, state: {waiting: {reason: PodInitializing}}}]"),
                arguments("fetched, and starting", """
                        initContainerStatuses: [{name: fetch, image: runtime, state: {terminated: {exitCode: 0}}}]
                        containerStatuses: [{name: server, image: runtime, state: {running: {}}}]
                        """),
                arguments("it answers, whatever was before", """
                        conditions: [{type: Ready, status: "True"}]
                        containerStatuses:
                        - {name: server, image: runtime, state: {running: {}}, lastState: {terminated: {exitCode: 137, reason: OOMKilled}}}
                        """));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("troubles")
    void whatStandsInTheWayIsSaidInWords(String fate, String status, Reason reason, String message) {
        assertThat(PodTrouble.of(pod(status))).as(fate).contains(new Trouble(reason, message));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("noTroubles")
    void whatIsOnItsWayIsNoTrouble(String fate, String status) {
        assertThat(PodTrouble.of(pod(status))).as(fate).isEmpty();
    }

    private static Pod pod(String status) {
        return YAML.unmarshal(
                "metadata: {name: flowers-1, namespace: vision}\nstatus:\n" + status.indent(2), Pod.class);
    }
}
