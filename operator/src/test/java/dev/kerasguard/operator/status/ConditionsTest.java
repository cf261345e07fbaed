package dev.kerasguard.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConditionsTest {

    private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant LATER = Instant.parse("2026-01-01T00:01:00Z");

    @Test
    void aConditionWhoseTruthStaysKeepsItsTime() {
        // Given
        List<Condition> before = at(FIRST).merge(null, statements(Truth.True, "1 of 2 replicas answer"), 1L);

        // When
        List<Condition> after = at(LATER).merge(before, statements(Truth.True, "2 of 2 replicas answer"), 2L);

        // Then
        Condition available = Conditions.find(after, ConditionType.Available).orElseThrow();
        assertThat(available.getLastTransitionTime()).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(available.getMessage()).isEqualTo("2 of 2 replicas answer");
        assertThat(available.getObservedGeneration()).isEqualTo(2L);
    }

    @Test
    void aConditionWhoseTruthChangesGetsTheTimeOfTheClock() {
        // Given
        List<Condition> before = at(FIRST).merge(null, statements(Truth.True, "fine"), 1L);

        // When
        List<Condition> after = at(LATER).merge(before, statements(Truth.False, "gone"), 1L);

        // Then
        assertThat(Conditions.find(after, ConditionType.Available).orElseThrow().getLastTransitionTime())
                .isEqualTo("2026-01-01T00:01:00Z");
    }

    @Test
    void theSameStatementsGiveEqualConditions() {
        // Given
        List<Condition> before = at(FIRST).merge(null, statements(Truth.True, "fine"), 1L);

        // When
        List<Condition> after = at(LATER).merge(before, statements(Truth.True, "fine"), 1L);

        // Then
        assertThat(after).isEqualTo(before);
    }

    @Test
    void aConditionThatNobodySpeaksOfIsKept() {
        // Given
        List<Condition> before = at(FIRST)
                .mergeStated(
                        null, List.of(Statement.yes(ConditionType.AnomalyDetected, Reason.OutsideNormal, "p99")), 1L);

        // When
        List<Condition> after = at(LATER).merge(before, statements(Truth.True, "fine"), 1L);

        // Then
        assertThat(Conditions.find(after, ConditionType.AnomalyDetected)).isPresent();
    }

    @Test
    void conditionsStandInTheOrderOfTheirTypes() {
        assertThat(at(FIRST).merge(null, statements(Truth.True, "fine"), 1L))
                .extracting(Condition::getType)
                .containsExactly("Accepted", "ResolvedRefs", "ModelVerified", "Available", "Ready");
    }

    @Test
    void readyIsTrueWhenAllThatItNeedsHold() {
        assertThat(ready(statements(Truth.True, "2 of 2 replicas answer"))).satisfies(ready -> {
            assertThat(ready.getStatus()).isEqualTo("True");
            assertThat(ready.getMessage()).isEqualTo("2 of 2 replicas answer");
        });
    }

    @Test
    void readyTakesItsReasonFromTheFirstThingThatIsWrong() {
        // Given
        List<Statement> statements = List.of(
                Statement.no(ConditionType.Accepted, Reason.InvalidSpec, "spec.model.uri: ..."),
                Statement.unknown(ConditionType.ResolvedRefs, Reason.NotAccepted, "later"),
                Statement.unknown(ConditionType.ModelVerified, Reason.Fetching, "later"),
                Statement.no(ConditionType.Available, Reason.NoReplicas, "none"));

        // When
        Condition ready = ready(statements);

        // Then
        assertThat(ready.getStatus()).isEqualTo("False");
        assertThat(ready.getReason()).isEqualTo("InvalidSpec");
    }

    @Test
    void whatIsWrongCountsMoreThanWhatIsUnknown() {
        // Given
        List<Statement> statements = List.of(
                Statement.yes(ConditionType.Accepted, Reason.Valid, "fine"),
                Statement.unknown(ConditionType.ModelVerified, Reason.Fetching, "later"),
                Statement.no(ConditionType.Available, Reason.ImagePullFailed, "no image"));

        // When
        Condition ready = ready(statements);

        // Then
        assertThat(ready.getReason()).isEqualTo("ImagePullFailed");
    }

    @Test
    void aReasonFromOutsideThatIsNoneIsReplaced() {
        assertThat(new Statement(ConditionType.ModelVerified, Truth.False, "<script>", "x").reason())
                .isEqualTo("Other");
    }

    @Test
    void aMessageThatIsTooLongIsCut() {
        assertThat(new Statement(ConditionType.ModelVerified, Truth.False, "A", "x".repeat(100_000)).message())
                .hasSize(4096)
                .endsWith("...");
    }

    private static Condition ready(List<Statement> statements) {
        return Conditions.find(at(FIRST).merge(null, statements, 1L), ConditionType.Ready)
                .orElseThrow();
    }

    private static List<Statement> statements(Truth available, String message) {
        return List.of(
                new Statement(ConditionType.Available, available, Reason.ReplicasReady.name(), message),
                Statement.yes(ConditionType.Accepted, Reason.Valid, "fine"),
                Statement.yes(ConditionType.ResolvedRefs, Reason.Resolved, "fine"),
                Statement.yes(ConditionType.ModelVerified, Reason.ReplicasReady, "fine"));
    }

    private static Conditions at(Instant instant) {
        return new Conditions(Clock.fixed(instant, ZoneOffset.UTC));
    }
}
