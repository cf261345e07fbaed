package dev.kerasguard.operator.replicas;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kerasguard.operator.status.ConditionType;
import dev.kerasguard.operator.status.Statement;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the pods of a service make of its conditions. A pod is written as its template and its state: {@code new:ready};
 * the states are those of {@link #status}.
 */
class ReplicasTest {

    private static final KubernetesSerialization YAML = new KubernetesSerialization();

    @ParameterizedTest(name = "{0} wanted, pods {1}")
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            2 | -                               | False NoReplicas       | True RollingOut          | no replica was made yet
            2 | new:starting                    | False ReplicasStarting | True RollingOut          | 0 of 2 replicas answer
            2 | new:ready new:starting          | True ReplicasReady     | True RollingOut          | 1 of 2 replicas answer
            2 | new:ready new:ready             | True ReplicasReady     | False RolledOut          | 2 of 2 replicas answer
            1 | old:ready new:starting          | True ReplicasReady     | True RollingOut          | 1 of 2 replicas answer
            1 | old:ready new:ready             | True ReplicasReady     | True RollingOut          | 2 of 2 replicas answer
            1 | old:ready new:unpullable        | True ReplicasReady     | False ImagePullFailed    | 1 of 2 replicas answer
            1 | new:unpullable                  | False ImagePullFailed  | False ImagePullFailed    | pod-0 cannot get the image runtime: not found
            1 | new:ready old:unpullable        | True ReplicasReady     | False ImagePullFailed    | 1 of 2 replicas answer
            1 | new:ready new:failed            | True ReplicasReady     | False RolledOut          | 1 of 1 replicas answer
            1 | new:ready old:leaving           | True ReplicasReady     | False RolledOut          | 1 of 1 replicas answer
            1 | new:leaving                     | False NoReplicas       | True RollingOut          | no replica was made yet
            0 | -                               | False NoReplicas       | True RollingOut          | no replica was made yet
            """)
    void podsSayWhetherTheServiceAnswersAndMoves(
            int wanted, @Nullable String pods, String available, String progressing, String message) {
        // When
        Replicas replicas = Replicas.of(deployment(wanted, "{}"), pods(pods));

        // Then
        Statement answers = statement(replicas, ConditionType.Available);
        Statement moves = statement(replicas, ConditionType.Progressing);
        assertThat(answers.truth() + " " + answers.reason()).isEqualTo(available);
        assertThat(answers.message()).isEqualTo(message);
        assertThat(moves.truth() + " " + moves.reason()).isEqualTo(progressing);
    }

    @Test
    void withoutADeploymentThereIsNothing() {
        Replicas replicas = Replicas.of(null, pods("new:ready"));

        assertThat(replicas.pods()).isEmpty();
        assertThat(replicas.rolledOut()).isFalse();
        assertThat(statement(replicas, ConditionType.Available).reason()).isEqualTo("NoReplicas");
    }

    @Test
    void aFullQuotaIsNamedWhenNoPodSaysMore() {
        // Given
        Deployment refused = deployment(1, """
                {conditions: [{type: ReplicaFailure, status: "True", message: "pods is forbidden: exceeded quota: kerasguard-teams"}]}
                """);

        // When
        Statement without = statement(Replicas.of(refused, List.of()), ConditionType.Available);
        Statement with = statement(Replicas.of(refused, pods("new:unpullable")), ConditionType.Available);

        // Then
        assertThat(without.reason()).isEqualTo("QuotaExceeded");
        assertThat(without.message())
                .isEqualTo("the namespace's quota has no room for another replica:"
                        + " pods is forbidden: exceeded quota: kerasguard-teams");
        assertThat(with.reason()).isEqualTo("ImagePullFailed");
    }

    @Test
    void onlyReplicasOfTheLatestTemplateSpeakForTheModel() {
        // When
        Statement old = statement(
                Replicas.of(deployment(1, "{}"), pods("old:ready new:starting")), ConditionType.ModelVerified);
        Statement latest = statement(Replicas.of(deployment(1, "{}"), pods("new:ready")), ConditionType.ModelVerified);

        // Then
        assertThat(old.truth() + " " + old.reason()).isEqualTo("Unknown Fetching");
        assertThat(latest.truth() + " " + latest.reason()).isEqualTo("True Fetched");
    }

    private static Statement statement(Replicas replicas, ConditionType type) {
        return replicas.statements().stream()
                .filter(statement -> statement.type() == type)
                .findFirst()
                .orElseThrow();
    }

    private static Deployment deployment(int replicas, String status) {
        return YAML.unmarshal("""
                metadata: {name: flowers}
                spec:
                  replicas: %d
                  template: {metadata: {annotations: {kerasguard.dev/template-checksum: new}}}
                status: %s
                """.formatted(replicas, status), Deployment.class);
    }

    private static List<Pod> pods(@Nullable String words) {
        List<Pod> pods = new ArrayList<>();
        for (String word : words == null ? new String[0] : words.split(" ", -1)) {
            String[] parts = word.split(":", -1);
            pods.add(YAML.unmarshal(
                    """
                    metadata: {name: pod-%d, namespace: vision, annotations: {kerasguard.dev/template-checksum: %s}%s}
                    status: %s
                    """.formatted(
                                    pods.size(),
                                    parts[0],
                                    parts[1].equals("leaving") ? ", deletionTimestamp: \"2026-01-01T00:00:00Z\"" : "",
                                    status(parts[1])),
                    Pod.class));
        }
        return pods;
    }

    private static String status(String state) {
        return switch (state) {
            case "ready", "leaving" -> """
                {phase: Running, conditions: [{type: Ready, status: "True"}],
                 initContainerStatuses: [{name: fetch, state: {terminated: {exitCode: 0, message: '{"reason":"Fetched","message":"fetched"}'}}}]}
                """.replace("\n", " ");
            case "starting" -> "{phase: Pending}";
            case "failed" -> "{phase: Failed}";
            case "unpullable" ->
                "{phase: Pending, containerStatuses: [{name: server, image: runtime, state: {waiting: {reason: ErrImagePull, message: not found}}}]}";
            default -> throw new IllegalArgumentException(state);
        };
    }
}
