package dev.kerasguard.anomaly;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ServiceDetectorTest {

    private final Series series = new Series();

    @Test
    void saysNothingBeforeItHasSeenEnough() {
        // Given
        series.addTimes(11, Signal.REQUEST_RATE, 10);

        // When
        Verdict verdict = series.addTimes(1, Signal.REQUEST_RATE, 10_000);

        // Then
        assertThat(verdict).isEqualTo(Verdict.NORMAL);
    }

    @Test
    void isLearningUntilWhatIsMeasuredAllTheTimeCanBeJudged() {
        // Given
        boolean before = series.learning();
        series.add(Map.of(Signal.REQUEST_RATE, 0.0, Signal.REFUSED_RATE, 0.0), Map.of());
        for (int i = 0; i < 11; i++) {
            series.add(Map.of(Signal.REQUEST_RATE, 20.0, Signal.REFUSED_RATE, 0.0), Map.of());
        }
        boolean withOneSampleMissing = series.learning();

        // When
        series.add(Map.of(Signal.REQUEST_RATE, 20.0, Signal.REFUSED_RATE, 0.0, Signal.LATENCY_P99, 0.020), Map.of());

        // Then
        assertThat(before).isTrue();
        assertThat(withOneSampleMissing).isTrue();
        assertThat(series.learning()).isFalse();
    }

    @Test
    void knowsThatAServiceRestsWhenItHasDoneSoForAsLongAsABaselineTakes() {
        // Given
        series.addTimes(11, Signal.REQUEST_RATE, 0);
        boolean early = series.learning();

        // When
        series.add(Signal.REQUEST_RATE, 0);

        // Then
        assertThat(early).isTrue();
        assertThat(series.learning()).isFalse();
    }

    @Test
    void learnsAnewWhatAnotherModelMakesNormal() {
        // Given
        series.addTimes(20, Signal.REQUEST_RATE, 20);

        // When
        series.on("sha256:2", 1).add(Signal.REQUEST_RATE, 20);

        // Then
        assertThat(series.learning()).isTrue();
    }

    @Test
    void raisesAFloodWithinThreeSamplesAndSaysWhatIsNormal() {
        // Given
        series.addTimes(20, Signal.REQUEST_RATE, 20);

        // When
        series.addTimes(2, Signal.REQUEST_RATE, 400);
        Verdict verdict = series.add(Signal.REQUEST_RATE, 400);

        // Then
        assertThat(verdict.severity()).isEqualTo(Severity.WARNING);
        assertThat(verdict.since()).isEqualTo(Series.START.plusSeconds(100));
        assertThat(verdict.sentence()).isEqualTo("request rate is 400/s, normally 8.4/s to 46/s");
        assertThat(verdict.score()).isGreaterThan(1);
        assertThat(verdict.deviations()).singleElement().satisfies(deviation -> {
            assertThat(deviation.signal()).isEqualTo(Signal.REQUEST_RATE);
            assertThat(deviation.value()).isEqualTo(400);
            assertThat(deviation.low()).isBetween(8.4, 8.5);
            assertThat(deviation.high()).isBetween(45.5, 46.5);
        });
    }

    @Test
    void calledCriticalWhenTwoSignalsDeviate() {
        // Given
        for (int i = 0; i < 20; i++) {
            series.add(Map.of(Signal.REQUEST_RATE, 20.0, Signal.REFUSED_RATE, 0.0), Map.of());
        }

        // When
        Verdict verdict = Verdict.NORMAL;
        for (int i = 0; i < 3; i++) {
            verdict = series.add(Map.of(Signal.REQUEST_RATE, 400.0, Signal.REFUSED_RATE, 350.0), Map.of());
        }

        // Then
        assertThat(verdict.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(verdict.sentence())
                .isEqualTo("request rate is 400/s, normally 8.4/s to 46/s; "
                        + "refused requests is 350/s, normally at most 1.7/s");
    }

    @Test
    void clearsOnlyAfterARest() {
        // Given
        series.addTimes(20, Signal.REQUEST_RATE, 20);
        series.addTimes(30, Signal.REQUEST_RATE, 400);

        // When
        Verdict resting = series.addTimes(5, Signal.REQUEST_RATE, 20);
        Verdict rested = series.add(Signal.REQUEST_RATE, 20);

        // Then
        assertThat(resting.severity()).isEqualTo(Severity.WARNING);
        assertThat(rested).isEqualTo(Verdict.NORMAL);
    }

    @Test
    void ignoresASingleOutlier() {
        // Given
        series.addTimes(20, Signal.LATENCY_P99, 0.020);

        // When
        Verdict outlier = series.addTimes(2, Signal.LATENCY_P99, 2);
        Verdict after = series.addTimes(3, Signal.LATENCY_P99, 0.020);

        // Then
        assertThat(outlier.severity()).isEqualTo(Severity.NONE);
        assertThat(after.severity()).isEqualTo(Severity.NONE);
    }

    @Test
    void learnsLongerWhenAnAlarmOverFewSamplesPassesByItself() {
        // Given
        series.addTimes(12, Signal.REQUEST_RATE, 10);
        series.addTimes(3, Signal.REQUEST_RATE, 30);
        series.addTimes(6, Signal.REQUEST_RATE, 10);

        // When
        int alarms = 0;
        for (int i = 0; i < 200; i++) {
            boolean low = i % 3 == 0;
            alarms += series.add(Signal.REQUEST_RATE, low ? 10 : 30).severity() == Severity.NONE ? 0 : 1;
        }

        // Then
        assertThat(alarms).isZero();
    }

    @Test
    void doesNotLearnTheFloodItSuffers() {
        // Given
        series.addTimes(20, Signal.REQUEST_RATE, 20);

        // When
        Verdict verdict = series.addTimes(600, Signal.REQUEST_RATE, 400);

        // Then
        assertThat(verdict.sentence()).isEqualTo("request rate is 400/s, normally 8.4/s to 46/s");
    }

    @Test
    void acceptsWhatLastsAnHourAsTheNewNormal() {
        // Given
        series.addTimes(20, Signal.REQUEST_RATE, 20);

        // When
        Verdict verdict = series.addTimes(3600 / 5 + 20, Signal.REQUEST_RATE, 400);

        // Then
        assertThat(verdict.severity()).isEqualTo(Severity.NONE);
        assertThat(series.addTimes(3, Signal.REQUEST_RATE, 4000).severity()).isEqualTo(Severity.WARNING);
    }

    @Test
    void findsARateThatCreeps() {
        // Given
        Random random = new Random(7);
        series.addTimes(60, Signal.REQUEST_RATE, 50);

        // When
        int raisedAfter = -1;
        for (int i = 0; i < 400 && raisedAfter < 0; i++) {
            double rate = 50 * Math.exp(0.003 * i + 0.05 * random.nextGaussian());
            raisedAfter = series.add(Signal.REQUEST_RATE, rate).severity() == Severity.WARNING ? i : -1;
        }

        // Then
        assertThat(raisedAfter).isBetween(100, 300);
    }

    @Test
    void doesNotCallADaysRiseACreep() {
        // Given
        int hours = 8;

        // When
        boolean raised = false;
        for (int i = 0; i < hours * 720; i++) {
            double rate = 20 * Math.pow(10, i / (hours * 720.0));
            raised |= series.add(Signal.REQUEST_RATE, rate).severity() != Severity.NONE;
        }

        // Then
        assertThat(raised).isFalse();
    }

    @Test
    void knowsThatARestingServiceHasNoNormalRate() {
        // Given
        series.addTimes(100, Signal.REQUEST_RATE, 0);

        // When
        Verdict verdict = series.addTimes(40, Signal.REQUEST_RATE, 50);

        // Then
        assertThat(verdict).isEqualTo(Verdict.NORMAL);
    }

    @Test
    void startsAnewForAnotherModel() {
        // Given
        series.addTimes(20, Signal.LATENCY_P99, 0.010);

        // When
        series.on("sha256:2", 1);
        Verdict verdict = series.addTimes(50, Signal.LATENCY_P99, 0.500);

        // Then
        assertThat(verdict).isEqualTo(Verdict.NORMAL);
    }

    @Test
    void keepsAnAlarmWhileTheServiceScalesOut() {
        // Given
        series.addTimes(20, Signal.REQUEST_RATE, 20);
        series.addTimes(5, Signal.REQUEST_RATE, 400);

        // When
        series.on("sha256:1", 4);
        Verdict verdict = series.addTimes(50, Signal.REQUEST_RATE, 400);

        // Then
        assertThat(verdict.severity()).isEqualTo(Severity.WARNING);
    }

    @Test
    void takesMissingAsMissingNotAsZero() {
        // Given
        series.addTimes(20, Signal.GPU_MEMORY, 4e9);

        // When
        series.missing(30);
        Verdict back = series.addTimes(5, Signal.GPU_MEMORY, 4e9);
        Verdict zeros = series.addTimes(3, Signal.ERROR_SHARE, Double.NaN);

        // Then
        assertThat(back).isEqualTo(Verdict.NORMAL);
        assertThat(zeros).isEqualTo(Verdict.NORMAL);
    }

    @Test
    void keepsAnAlarmThroughAShortGapAndDropsItAfterALongOne() {
        // Given
        series.addTimes(20, Signal.REQUEST_RATE, 20);
        series.addTimes(5, Signal.REQUEST_RATE, 400);

        // When
        Verdict shortly = series.missing(30);
        Verdict long_ = series.missing(60);

        // Then
        assertThat(shortly.severity()).isEqualTo(Severity.WARNING);
        assertThat(long_.severity()).isEqualTo(Severity.NONE);
    }

    @Test
    void hearsLessWhenLowAndMoreWhenHigh() {
        // Given
        Map<Sensitivity, Severity> severities = new EnumMap<>(Sensitivity.class);

        // When
        for (Sensitivity sensitivity : Sensitivity.values()) {
            Series each = new Series().with(sensitivity);
            each.addTimes(20, Signal.REQUEST_RATE, 20);
            severities.put(
                    sensitivity, each.addTimes(3, Signal.REQUEST_RATE, 45).severity());
        }

        // Then
        assertThat(severities)
                .containsEntry(Sensitivity.LOW, Severity.NONE)
                .containsEntry(Sensitivity.NORMAL, Severity.NONE)
                .containsEntry(Sensitivity.HIGH, Severity.WARNING);
    }

    @Test
    void findsAGpuMemoryLeakAndIgnoresAStep() {
        // Given
        Series stepping = new Series();
        Verdict step = Verdict.NORMAL;

        // When
        Verdict leak = Verdict.NORMAL;
        for (int i = 0; i < 120; i++) {
            // The exporter's figures stand still for 30 seconds at a time.
            leak = series.add(Signal.GPU_MEMORY, 4e9 + Math.floorDiv(i, 6) * 40e6);
            step = stepping.add(Signal.GPU_MEMORY, i < 60 ? 4e9 : 4.5e9);
        }

        // Then
        assertThat(leak.sentence()).contains("GPU memory is 4.4GiB and grows by 4.");
        assertThat(step.severity()).isEqualTo(Severity.NONE);
    }

    @Test
    void reportsANewXidAtOnceAndKeepsIt() {
        // Given
        series.add(Map.of(), Map.of("GPU-1", 0));

        // When
        series.add(Map.of(), Map.of("GPU-1", 31));
        Verdict verdict = Verdict.NORMAL;
        for (int i = 0; i < 100; i++) {
            verdict = series.add(Map.of(), Map.of("GPU-1", 31));
        }

        // Then
        assertThat(verdict.severity()).isEqualTo(Severity.WARNING);
        assertThat(verdict.sentence()).isEqualTo("GPU error XID 31 on 1 GPU, normally none");
        assertThat(verdict.since()).isEqualTo(Series.START.plusSeconds(5));
        assertThat(series.add(Map.of(), Map.of("GPU-1", 0))).isEqualTo(Verdict.NORMAL);
    }

    @Test
    void calledCriticalWhenAGpuFellOffTheBusEvenAtFirstSight() {
        // When
        Verdict verdict = series.add(Map.of(), Map.of("GPU-1", 79));

        // Then
        assertThat(verdict.severity()).isEqualTo(Severity.CRITICAL);
    }

    @Test
    void takesAnOldXidOfAnotherTenantAsKnown() {
        // When
        Verdict verdict = series.add(Map.of(), Map.of("GPU-1", 43));

        // Then
        assertThat(verdict).isEqualTo(Verdict.NORMAL);
    }

    @Test
    void ignoresASampleFromThePast() {
        // Given
        ServiceDetector detector = new ServiceDetector();
        Sample.Footing footing = new Sample.Footing("m", 1);
        detector.judge(new Sample(Series.START, footing, Map.of(), Map.of("g", 0)), Sensitivity.NORMAL);

        // When
        Verdict verdict = detector.judge(
                new Sample(Series.START.minusSeconds(1), footing, Map.of(), Map.of("g", 79)), Sensitivity.NORMAL);

        // Then
        assertThat(verdict).isEqualTo(Verdict.NORMAL);
    }
}
