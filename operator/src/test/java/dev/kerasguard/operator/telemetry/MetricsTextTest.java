package dev.kerasguard.operator.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class MetricsTextTest {

    private static final Set<String> WANTED = Set.of("a", "b");

    @Test
    void readsLabelsEscapesTimestampsAndSpecialValues() {
        // When
        List<Metric> metrics = read("""
                # HELP a what it is
                # TYPE a counter
                a{x="1",y="quote \\" backslash \\\\ newline \\n",} 3.5e2 1700000000000
                a 1
                  b{ x = "1" }\t+Inf
                b NaN
                c 5
                """);

        // Then
        assertThat(metrics)
                .containsExactly(
                        new Metric("a", Map.of("x", "1", "y", "quote \" backslash \\ newline \n"), 350),
                        new Metric("a", Map.of(), 1),
                        new Metric("b", Map.of("x", "1"), Double.POSITIVE_INFINITY),
                        new Metric("b", Map.of(), Double.NaN));
    }

    @Test
    void skipsMalformedLinesAndKeepsTheRest() {
        // When
        List<Metric> metrics = read("""
                a{x="1" 1
                a{x=1} 1
                a{="1"} 1
                a{x="1"}
                a 0x1p3
                a 1d
                a one
                a{x="open
                a 2
                """);

        // Then
        assertThat(metrics).containsExactly(new Metric("a", Map.of(), 2));
    }

    @Test
    void skipsALineThatIsTooLong() {
        // When
        List<Metric> metrics = read("a{x=\"" + "y".repeat(10_000) + "\"} 1\na 2\n");

        // Then
        assertThat(metrics).containsExactly(new Metric("a", Map.of(), 2));
    }

    @Test
    void keepsABoundedNumberOfSamples() {
        // When
        List<Metric> metrics = read("a 1\n".repeat(30_000));

        // Then
        assertThat(metrics).hasSize(20_000);
    }

    @Property(tries = 500)
    void neverThrowsOnAnyBytes(@ForAll byte[] bytes) {
        assertThat(MetricsText.read(bytes, WANTED)).isNotNull();
    }

    @Property(tries = 1000)
    void neverThrowsOnAlmostMetrics(
            @ForAll
                    @StringLength(max = 200)
                    @Chars({'a', 'b', '{', '}', '"', '=', ',', '\\', ' ', '\n', '+', '.'})
                    @CharRange(from = '0', to = '9')
                    String text) {
        assertThat(read(text)).allMatch(metric -> WANTED.contains(metric.name()));
    }

    private static List<Metric> read(String text) {
        return MetricsText.read(text.getBytes(StandardCharsets.UTF_8), WANTED);
    }
}
