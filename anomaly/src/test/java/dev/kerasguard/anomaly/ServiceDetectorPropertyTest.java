package dev.kerasguard.anomaly;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

class ServiceDetectorPropertyTest {

    private static final List<Signal> LEVELS = List.of(
            Signal.REQUEST_RATE, Signal.LATENCY_P99, Signal.REFUSED_RATE, Signal.ERROR_SHARE, Signal.GPU_UTILISATION);

    /** A stationary kind of noise around a level. */
    enum Noise {
        CONSTANT,
        GAUSSIAN,
        LOGNORMAL,
        POISSON_OF_A_FIVE_SECOND_COUNT,
        CORRELATED,
        SAWTOOTH,
        BIMODAL,
        RARE_SPIKES;

        double[] series(double level, int length, Random random) {
            double[] values = new double[length];
            double state = 0;
            for (int i = 0; i < length; i++) {
                state = 0.8 * state + 0.6 * random.nextGaussian();
                values[i] = Math.max(
                        0,
                        switch (this) {
                            case CONSTANT -> level;
                            case GAUSSIAN -> level * (1 + 0.15 * random.nextGaussian());
                            case LOGNORMAL -> level * Math.exp(0.4 * random.nextGaussian());
                            case POISSON_OF_A_FIVE_SECOND_COUNT -> poisson(level * 5, random) / 5;
                            case CORRELATED -> level * Math.exp(0.2 * state);
                            case SAWTOOTH -> level * (0.7 + 0.6 * (i % 12) / 12);
                            case BIMODAL -> level * (random.nextInt(2) == 0 ? 0.5 : 1.5);
                            case RARE_SPIKES -> level * (random.nextInt(100) == 0 ? 8 : 1);
                        });
            }
            return values;
        }

        private static double poisson(double mean, Random random) {
            if (mean > 50) {
                return Math.rint(mean + Math.sqrt(mean) * random.nextGaussian());
            }
            double product = random.nextDouble();
            int count = 0;
            for (double limit = Math.exp(-mean); product > limit; count++) {
                product *= random.nextDouble();
            }
            return count;
        }
    }

    @Provide
    Arbitrary<Signal> levels() {
        return Arbitraries.of(LEVELS);
    }

    @Property(tries = 200)
    void stationaryNoiseRarelyAlarms(
            @ForAll Noise noise,
            @ForAll @DoubleRange(min = 0.2, max = 5000) double level,
            @ForAll @IntRange(max = 1_000_000) int seed) {
        // Given
        Series series = new Series();
        double[] values = noise.series(level, 720, new Random(seed));

        // When
        int alarms = 0;
        boolean raised = false;
        for (double value : values) {
            boolean now = series.add(Signal.REQUEST_RATE, value).severity() != Severity.NONE;
            alarms += now && !raised ? 1 : 0;
            raised = now;
        }

        // Then
        assertThat(alarms).isLessThanOrEqualTo(1);
    }

    @Property(tries = 200)
    void aSpikeOfTenTimesIsAlwaysRaisedWithinFourSamples(
            @ForAll Noise noise,
            @ForAll @DoubleRange(min = 5, max = 5000) double level,
            @ForAll @IntRange(max = 1_000_000) int seed) {
        // Given
        Series series = new Series();
        double highest = 0;
        for (double value : noise.series(level, 60, new Random(seed))) {
            series.add(Signal.REQUEST_RATE, value);
            highest = Math.max(highest, value);
        }

        // When
        Verdict verdict = series.addTimes(4, Signal.REQUEST_RATE, 10 * Math.max(level, highest));

        // Then
        assertThat(verdict.severity()).isEqualTo(Severity.WARNING);
    }

    @Property(tries = 300)
    void aConstantIsNeverUnusual(
            @ForAll("levels") Signal signal, @ForAll @DoubleRange(min = 0, max = 1e12) double value) {
        // Given
        Series series = new Series();

        // When
        Verdict verdict = series.addTimes(200, signal, value);

        // Then
        assertThat(verdict).isEqualTo(Verdict.NORMAL);
    }

    @Property(tries = 1000)
    void neverNotANumberNorThrowsWhateverComes(@ForAll List<Double> values, @ForAll Signal signal) {
        // Given
        Series series = new Series();
        series.addTimes(15, signal, 3);

        // When
        for (Double value : values) {
            Verdict verdict = series.add(Map.of(signal, value), Map.of());

            // Then
            assertThat(verdict.score()).isBetween(0.0, 100.0);
            for (Deviation deviation : verdict.deviations()) {
                assertThat(List.of(deviation.value(), deviation.low(), deviation.high()))
                        .allMatch(Double::isFinite);
                assertThat(deviation.low()).isLessThanOrEqualTo(deviation.high());
                assertThat(deviation.sentence()).doesNotContain("NaN");
            }
        }
    }
}
