package dev.kerasguard.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kerasguard.keras.Prediction.Array;
import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.ElementwiseOp.Binary;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.LinearOp;
import dev.kerasguard.keras.graph.LinearOp.Padding;
import dev.kerasguard.keras.graph.Node;
import dev.kerasguard.keras.graph.Shape;
import dev.kerasguard.keras.graph.Signature;
import dev.kerasguard.keras.graph.Signature.Port;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.graph.TensorType;
import dev.kerasguard.keras.graph.WeightDeclaration;
import dev.kerasguard.keras.optimization.OptimizedGraph;
import dev.kerasguard.keras.tensorflow.TensorFlowModel;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.proto.ConfigProto;

/** Normalisations folded into what is before them: the same answers from fewer operations. */
class FoldingTest {

    private static final List<Integer> ONES = List.of(1, 1);

    /** A product with a kernel of its own. */
    interface Product {
        Tensor of(GraphBuilder graph, Tensor x);
    }

    static Stream<Arguments> products() {
        Product conv =
                (graph, x) -> graph.conv(x, weight(graph, "kernel", 3, 3, 4, 6), List.of(2, 2), ONES, Padding.SAME, 1);
        Product grouped =
                (graph, x) -> graph.conv(x, weight(graph, "kernel", 3, 3, 2, 6), ONES, ONES, Padding.VALID, 2);
        Product depthwise = (graph, x) ->
                graph.op(new LinearOp.DepthwiseConv(ONES, ONES, Padding.SAME), x, weight(graph, "kernel", 3, 3, 4, 2));
        Product transposed = (graph, x) -> graph.op(
                new LinearOp.ConvTranspose(List.of(2, 2), ONES, Padding.SAME, List.of(16L, 16L), List.of(0L, 0L)),
                x,
                weight(graph, "kernel", 3, 3, 6, 4));
        Product padded = (graph, x) -> graph.conv(
                graph.pad(x, 0, List.of(0L, 1L, 2L, 0L), List.of(0L, 0L, 1L, 0L)),
                weight(graph, "kernel", 3, 3, 4, 6),
                ONES,
                ONES,
                Padding.VALID,
                1);
        Product dense = (graph, x) -> graph.matmul(x, weight(graph, "kernel", 4, 5));
        Product biased = (graph, x) -> graph.biasAdd(dense.of(graph, x), weight(graph, "bias", 5));
        return Stream.of(
                Arguments.of("convolution", conv),
                Arguments.of("grouped convolution", grouped),
                Arguments.of("depthwise convolution", depthwise),
                Arguments.of("transposed convolution", transposed),
                Arguments.of("convolution of a padded image", padded),
                Arguments.of("matrix product", dense),
                Arguments.of("matrix product with a bias", biased));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("products")
    void foldedModelAnswersAlikeAndMultipliesNoMore(String name, Product product) {
        // Given
        GraphBuilder graph = new GraphBuilder();
        Tensor x = graph.input("x", new TensorType(DType.FLOAT32, Shape.of(Shape.ANY, 8, 8, 4)));
        Tensor y = normalised(graph, product.of(graph, x));
        Signature signature = new Signature(List.of(new Port("x", x)), List.of(new Port("y", y)));

        // When
        OptimizedGraph folded = OptimizedGraph.of(signature, graph.nodes());

        // Then
        assertThat(elementwise(folded)).as("elementwise operations on %s", name).isEmpty();
        assertAlike(signature, graph.nodes(), folded);
    }

    @Test
    void productThatIsUsedTwiceKeepsItsNormalisation() {
        // Given
        GraphBuilder graph = new GraphBuilder();
        Tensor x = graph.input("x", new TensorType(DType.FLOAT32, Shape.of(Shape.ANY, 4)));
        Tensor product = graph.matmul(x, weight(graph, "kernel", 4, 5));
        Tensor y = normalised(graph, product);
        Signature signature =
                new Signature(List.of(new Port("x", x)), List.of(new Port("y", y), new Port("p", product)));

        // When
        OptimizedGraph folded = OptimizedGraph.of(signature, graph.nodes());

        // Then
        assertThat(elementwise(folded)).isNotEmpty();
        assertAlike(signature, graph.nodes(), folded);
    }

    @Test
    void halfPrecisionIsLeftAlone() {
        // Given
        GraphBuilder graph = new GraphBuilder();
        Tensor x = graph.input("x", new TensorType(DType.FLOAT16, Shape.of(Shape.ANY, 4)));
        Tensor kernel = graph.cast(weight(graph, "kernel", 4, 5), DType.FLOAT16);
        Tensor y = graph.multiply(graph.matmul(x, kernel), graph.cast(weight(graph, "gamma", 5), DType.FLOAT16));
        Signature signature = new Signature(List.of(new Port("x", x)), List.of(new Port("y", y)));

        // When
        OptimizedGraph folded = OptimizedGraph.of(signature, graph.nodes());

        // Then
        assertThat(elementwise(folded)).isNotEmpty();
    }

    private static Tensor normalised(GraphBuilder graph, Tensor x) {
        long channels = x.size(-1);
        Tensor factor = graph.multiply(weight(graph, "gamma", channels), weight(graph, "deviation", channels));
        return graph.add(graph.multiply(x, factor), weight(graph, "beta", channels));
    }

    /** The sums and products of what a request brings. */
    private static List<Node> elementwise(OptimizedGraph graph) {
        return graph.nodes().stream()
                .filter(node -> node.op() instanceof Binary
                        && node.outputs().getFirst().shape().rank() >= 2
                        && node.outputs().getFirst().shape().size(0) == Shape.ANY)
                .toList();
    }

    private static void assertAlike(Signature signature, List<Node> nodes, OptimizedGraph folded) {
        Shape shape = signature.inputs().getFirst().tensor().shape().with(0, 3);
        Array input = Array.of(shape.toArray(), numbers("input", (int) shape.elements()));
        try (ServableModel before = open(signature, nodes);
                ServableModel after = open(folded.signature(), folded.nodes())) {
            List<Array> expected = Prediction.run(before, List.of(input));
            List<Array> actual = Prediction.run(after, List.of(input));
            for (int i = 0; i < expected.size(); i++) {
                double[] values = expected.get(i).numbers();
                double[] found = actual.get(i).numbers();
                for (int j = 0; j < values.length; j++) {
                    assertThat(found[j]).isCloseTo(values[j], within(1e-5 * (1 + Math.abs(values[j]))));
                }
            }
        }
    }

    private static ServableModel open(Signature signature, List<Node> nodes) {
        return TensorFlowModel.open(
                ModelFormat.KERAS,
                signature,
                nodes,
                declaration -> MemorySegment.ofArray(numbers(
                        declaration.path(), (int) declaration.type().shape().elements())),
                0,
                ConfigProto.getDefaultInstance());
    }

    private static float[] numbers(String seed, int count) {
        Random random = new Random(seed.hashCode());
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = random.nextFloat() - 0.3f;
        }
        return numbers;
    }

    private static Tensor weight(GraphBuilder graph, String path, long... shape) {
        return graph.weight(new WeightDeclaration(path, new TensorType(DType.FLOAT32, Shape.of(shape)), true, "test"));
    }
}
