package dev.kerasguard.keras.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kerasguard.keras.graph.RecurrentOp.Fold;
import dev.kerasguard.keras.graph.RecurrentOp.Lstm;
import dev.kerasguard.keras.graph.RecurrentOp.Pick;
import dev.kerasguard.keras.graph.RecurrentOp.Scan;
import dev.kerasguard.keras.graph.RecurrentOp.TrueFirst;
import dev.kerasguard.keras.graph.RecurrentOp.Unfold;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecurrentOpTest {

    private static final long ANY = Shape.ANY;

    private final GraphBuilder graph = new GraphBuilder();

    @ParameterizedTest(name = "{0} steps of {1} features")
    @CsvSource({"7, 3", "-1, 3", "7, -1"})
    void aMemoryGivesAllOutputsAllCarriesAndTheLastOfEach(long steps, long features) {
        Node node = lstm(input("x", ANY, steps, features), 3, 5);

        assertThat(node.outputs())
                .extracting(TensorType::shape)
                .containsExactly(Shape.of(ANY, steps, 5), Shape.of(ANY, steps, 5), Shape.of(ANY, 5), Shape.of(ANY, 5));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @CsvSource({"0, 3", "7, 4"})
    void aMemoryOfNoStepsOrOtherFeaturesIsRefused(long steps, long features) {
        Tensor x = input("x", ANY, steps, features);

        assertThatThrownBy(() -> lstm(x, 3, 5)).isInstanceOf(ShapeException.class);
    }

    @Test
    void aMemoryCountsTheOperationsOfAllSteps() {
        Node node = lstm(input("x", ANY, 7, 3), 3, 5);

        assertThat(node.op().flops(node.inputs(), node.outputs())).isEqualTo(7 * 2 * (3 + 5) * 20);
    }

    @Test
    void aScanGivesTheKeptStatesOfAllStepsAndTheLastOnes() {
        List<Tensor> given = sum(input("x", ANY, 9, 4), input("state", ANY, 4));

        assertThat(given).extracting(Tensor::shape).containsExactly(Shape.of(ANY, 9, 4), Shape.of(ANY, 4));
    }

    @Test
    void aScanIsHandedWhatItsStepsUseOfTheGraphAroundIt() {
        Tensor weight = input("weight", 4);
        List<Tensor> given = graph.scan(
                List.of(input("x", ANY, 9, 4)),
                List.of(input("state", ANY, 4)),
                0,
                (step, inputs, states) -> List.of(
                        step.add(step.multiply(inputs.getFirst(), weight), step.add(states.getFirst(), weight))));

        Node node = given.getFirst().node();
        assertThat(node.inputs()).hasSize(3).contains(weight);
        assertThat(((Scan) node.op()).body().captures())
                .singleElement()
                .satisfies(each -> assertThat(each.shape()).isEqualTo(Shape.of(4)));
    }

    @Test
    void aScanCountsTheOperationsOfAllSteps() {
        Node known =
                sum(input("x", ANY, 9, 4), input("state", ANY, 4)).getFirst().node();
        Node any =
                sum(input("y", ANY, ANY, 4), input("state", ANY, 4)).getFirst().node();

        assertThat(known.op().flops(known.inputs(), known.outputs())).isEqualTo(9 * 4);
        assertThat(any.op().flops(any.inputs(), any.outputs())).isEqualTo(4);
    }

    @Test
    void aStateThatChangesItsShapeIsRefused() {
        Tensor x = input("x", ANY, 9, 4);
        Tensor state = input("state", ANY, 1);

        assertThatThrownBy(() -> sum(x, state))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("turns a state of");
    }

    @Test
    void noStepsAreRefused() {
        Tensor x = input("x", ANY, 0, 4);
        Tensor state = input("state", ANY, 4);

        assertThatThrownBy(() -> sum(x, state)).hasMessage("goes through no steps");
    }

    @Test
    void sequencesOfDifferentLengthAreRefused() {
        List<Tensor> sequences = List.of(input("x", ANY, 5, 4), input("y", ANY, 6, 4));
        List<Tensor> states = List.of(input("state", ANY, 4));

        assertThatThrownBy(() -> graph.scan(sequences, states, 0, (_, inputs, _) -> List.of(inputs.getFirst())))
                .hasMessage("goes through sequences of 5 and 6 steps");
    }

    @ParameterizedTest(name = "{0} x {1} folds to {2}")
    @CsvSource({"-1, 4, -1", "2, -1, -1", "2, 4, 8"})
    void stepsBecomeABatchAndStepsAgain(long batch, long steps, long rows) {
        Tensor x = input("x", batch, steps, 3);

        Tensor folded = graph.op(new Fold(), x);

        assertThat(folded.shape()).isEqualTo(Shape.of(rows, 3));
        assertThat(graph.op(new Unfold(), folded, x).shape()).isEqualTo(x.shape());
    }

    @Test
    void stepsArePickedForEachExample() {
        Tensor mask = graph.input("mask", new TensorType(DType.BOOL, Shape.of(ANY, 6)));
        Tensor order = graph.op(new TrueFirst(), mask);

        assertThat(order.type()).isEqualTo(new TensorType(DType.INT32, Shape.of(ANY, 6)));
        assertThat(graph.op(new Pick(), input("x", ANY, 6, 2, 3), order).shape())
                .isEqualTo(Shape.of(ANY, 6, 2, 3));
        assertThatThrownBy(() -> graph.op(new TrueFirst(), input("y", ANY, 6))).isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> graph.op(new Pick(), input("z", ANY), order)).isInstanceOf(ShapeException.class);
    }

    private List<Tensor> sum(Tensor x, Tensor state) {
        return graph.scan(
                List.of(x),
                List.of(state),
                1,
                (step, inputs, states) -> List.of(step.add(inputs.getFirst(), states.getFirst())));
    }

    private Node lstm(Tensor x, long features, long units) {
        return graph.add(
                new Lstm(),
                List.of(
                        x,
                        input("h", ANY, units),
                        input("c", ANY, units),
                        input("kernels", features + units, 4 * units),
                        input("bias", 4 * units)));
    }

    private Tensor input(String name, long... sizes) {
        return graph.input(name, new TensorType(DType.FLOAT32, Shape.of(sizes)));
    }
}
