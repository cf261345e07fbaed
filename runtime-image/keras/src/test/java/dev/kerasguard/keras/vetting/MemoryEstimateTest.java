package dev.kerasguard.keras.vetting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.ElementwiseOp.UnaryKind;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.Shape;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.graph.TensorType;
import dev.kerasguard.keras.graph.WeightDeclaration;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryEstimateTest {
    private final GraphBuilder graph = new GraphBuilder();
    private final Tensor input = graph.input("x", new TensorType(DType.FLOAT32, Shape.of(Shape.ANY, 100)));

    @Test
    void aChainNeedsTwoTensorsAtATime() {
        // Given five functions one after the other, of 400 bytes each
        Tensor x = input;
        for (UnaryKind kind : List.of(UnaryKind.EXP, UnaryKind.TANH, UnaryKind.SIN, UnaryKind.COS, UnaryKind.SQRT)) {
            x = graph.unary(kind, x);
        }

        // Then
        assertThat(MemoryEstimate.activations(graph.nodes(), List.of(x), 1)).isEqualTo(800);
        assertThat(MemoryEstimate.activations(graph.nodes(), List.of(x), 32)).isEqualTo(32 * 800);
        assertThat(MemoryEstimate.flops(graph.nodes())).isEqualTo(500);
    }

    @Test
    void whatALaterOperationTakesLivesUntilThen() {
        // Given a residual connection around three functions
        Tensor inner = graph.unary(UnaryKind.SIN, graph.unary(UnaryKind.TANH, graph.unary(UnaryKind.EXP, input)));
        Tensor sum = graph.add(inner, input);

        // Then the input, and two of the chain at a time
        assertThat(MemoryEstimate.activations(graph.nodes(), List.of(sum), 1)).isEqualTo(1200);
    }

    @Test
    void weightsCountOnceAndNotWithTheBatch() {
        // Given
        var declaration =
                new WeightDeclaration("w", new TensorType(DType.FLOAT32, Shape.of(100, 50)), true, "config.json");
        Tensor product = graph.matmul(input, graph.weight(declaration));

        // Then
        assertThat(MemoryEstimate.weights(graph.nodes())).isEqualTo(20_000);
        assertThat(MemoryEstimate.activations(graph.nodes(), List.of(product), 10))
                .isEqualTo(10 * (400 + 200));
        assertThat(MemoryEstimate.flops(graph.nodes())).isEqualTo(2 * 100 * 50);
    }
}
