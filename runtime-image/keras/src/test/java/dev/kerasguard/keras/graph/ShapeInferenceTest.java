package dev.kerasguard.keras.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kerasguard.keras.graph.LinearOp.Padding;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShapeInferenceTest {
    private static final long ANY = Shape.ANY;

    private final GraphBuilder graph = new GraphBuilder();

    @ParameterizedTest(name = "{0} with {1} is {2}")
    @CsvSource(delimiter = '|', textBlock = """
            2 3     | 3       | 2 3
            -1 3    | 1 3     | -1 3
            -1 1 4  | 5 1     | -1 5 4
            -1      | 7       | 7
            1       | -1      | -1
            -1 -1   | 2 3     | 2 3
            """)
    void sizesOfOneAreRepeated(String a, String b, String expected) {
        Tensor sum = graph.add(input("a", sizes(a)), input("b", sizes(b)));

        assertThat(sum.shape()).isEqualTo(Shape.of(sizes(expected)));
    }

    @Test
    void sizesThatDifferAreRefused() {
        assertThatThrownBy(() -> graph.add(input("a", 2, 3), input("b", 2, 4)))
                .isInstanceOf(ShapeException.class)
                .hasMessage("shapes [2, 3] and [2, 4] cannot be combined");
    }

    @ParameterizedTest(name = "{0} of {1} becomes {2}")
    @CsvSource(delimiter = '|', textBlock = """
            12 -1    | -1 12     | 12 ?
            -1 6     | 4 3       | refused
            3 -1     | 4 3       | 3 4
            2 2 3    | 4 3       | 2 2 3
            """)
    void aReshapeKeepsTheNumberOfElements(String to, String from, String expected) {
        Tensor input = input("x", sizes(from));

        if (expected.equals("refused")) {
            assertThatThrownBy(() -> graph.reshape(input, sizes("5 5"))).isInstanceOf(ShapeException.class);
        } else {
            assertThat(graph.reshape(input, sizes(to)).shape()).isEqualTo(Shape.of(sizes(expected.replace("?", "-1"))));
        }
    }

    @Test
    void aReshapeThatKeepsTheBatchKnowsWhatIsLeft() {
        Tensor flat = graph.reshape(input("x", ANY, 4, 5), Dim.same(0), Dim.REST);

        assertThat(flat.shape()).isEqualTo(Shape.of(ANY, 20));
    }

    @ParameterizedTest(name = "{0} to {1} by {2} of 10 gives {3}")
    @CsvSource(delimiter = '|', textBlock = """
            0    | 10   | 1   | 10
            2    | -1   | 1   | 7
            -3   | MAX  | 1   | 3
            MAX  | MIN  | -1  | 10
            8    | 2    | -2  | 3
            7    | 3    | 1   | 0
            0    | 99   | 4   | 3
            """)
    void aSliceCountsAsPythonDoes(String begin, String end, long step, long expected) {
        var slice = new ArrayOp.Slice(List.of(bound(begin)), List.of(bound(end)), List.of(step));

        assertThat(graph.op(slice, input("x", 10)).shape()).isEqualTo(Shape.of(expected));
    }

    @ParameterizedTest(name = "{0} of {1} by {2}, {3}: {4}")
    @CsvSource({"9, 3, 1, VALID, 7", "9, 3, 2, VALID, 4", "9, 3, 2, SAME, 5", "8, 3, 3, SAME, 3", "-1, 3, 2, SAME, -1"})
    void aWindowFitsThatOften(long size, long window, int stride, Padding padding, long expected) {
        Tensor kernel = input("kernel", window, window, 2, 5);
        Tensor image = input("image", ANY, size, size, 2);

        Tensor result = graph.conv(image, kernel, List.of(stride, stride), List.of(1, 1), padding, 1);

        assertThat(result.shape()).isEqualTo(Shape.of(ANY, expected, expected, 5));
    }

    @Test
    void aWindowThatIsTooLargeIsRefused() {
        Tensor image = input("image", ANY, 4, 4, 1);
        Tensor kernel = input("kernel", 5, 5, 1, 1);

        assertThatThrownBy(() -> graph.conv(image, kernel, List.of(1, 1), List.of(1, 1), Padding.VALID, 1))
                .hasMessage("a window of 5 is larger than the input of 4");
    }

    @Test
    void theSameOperationIsAddedOnce() {
        Tensor x = input("x", 3);

        assertThat(graph.add(x, 1)).isEqualTo(graph.add(x, 1));
        assertThat(graph.nodes()).hasSize(3);
    }

    @Test
    void hugeShapesDoNotOverflow() {
        assertThat(Shape.of(1L << 40, 1L << 40).elements()).isEqualTo(Long.MAX_VALUE);
        assertThat(Shape.of(0, 1L << 62, 1L << 62).elements()).isZero();
    }

    private Tensor input(String name, long... sizes) {
        return graph.input(name, new TensorType(DType.FLOAT32, Shape.of(sizes)));
    }

    private static long[] sizes(String text) {
        return List.of(text.strip().split(" +")).stream()
                .mapToLong(Long::parseLong)
                .toArray();
    }

    private static long bound(String text) {
        return switch (text) {
            case "MAX" -> Long.MAX_VALUE;
            case "MIN" -> Long.MIN_VALUE;
            default -> Long.parseLong(text);
        };
    }
}
