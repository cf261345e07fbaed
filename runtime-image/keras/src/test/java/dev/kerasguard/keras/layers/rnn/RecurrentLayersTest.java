package dev.kerasguard.keras.layers.rnn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.DtypePolicy;
import dev.kerasguard.keras.config.KerasObject;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.RecurrentOp.Lstm;
import dev.kerasguard.keras.graph.Shape;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.graph.TensorType;
import dev.kerasguard.keras.layers.Arguments;
import dev.kerasguard.keras.layers.Assets;
import dev.kerasguard.keras.layers.KerasLayers;
import dev.kerasguard.keras.layers.LayerBuilder;
import dev.kerasguard.keras.layers.LayerScope;
import dev.kerasguard.keras.layers.TestScope;
import dev.kerasguard.keras.layers.Value;
import dev.kerasguard.keras.layers.Value.Leaf;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class RecurrentLayersTest {

    private static final String DENSE = "{'module': 'keras.layers', 'class_name': 'Dense', 'config': {'units': 2}}";
    private static final String LSTM = "{'module': 'keras.layers', 'class_name': 'LSTM', 'config': {'units': 2}}";
    private static final String BACKWARDS =
            "{'module': 'keras.layers', 'class_name': 'LSTM', 'config': {'units': 2, 'go_backwards': true}}";
    private static final String CELL = "{'module': 'keras.layers', 'class_name': 'GRUCell', 'config': {'units': 2}}";

    private final GraphBuilder graph = new GraphBuilder();
    private final LayerScope scope = TestScope.in(graph);

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            LSTM          | {'units': 2, 'stateful': true}                      | set stateful=False
            GRU           | {'units': 2, 'time_major': true}                    | time_major
            GRU           | {'units': 0}                                        | whole number from 1
            GRU           | {'units': 99999999}                                 | whole number from 1
            GRU           | {}                                                  | "units"
            LSTM          | {'units': 2, 'activation': 'mine'}                  | "activation"
            LSTM          | {'units': 2, 'recurrent_activation': 'mine'}        | "recurrent_activation"
            SimpleRNN     | {'units': 2, 'use_bias': 1}                         | true or false
            ConvLSTM2D    | {'filters': 2}                                      | kernel_size
            ConvLSTM2D    | {'filters': 2, 'kernel_size': [3, 3, 3]}            | one whole number or 2
            ConvLSTM2D    | {'filters': 2, 'kernel_size': 3, 'padding': 'causal'} | "valid" or "same"
            ConvLSTM2D    | {'filters': 2, 'kernel_size': 3, 'strides': 2, 'dilation_rate': 2} | must be 1
            ConvLSTM1D    | {'filters': 2, 'kernel_size': 3, 'data_format': 'x'} | channels_first
            RNN           | {'cell': 3}                                         | must be an object
            RNN           | {'cell': DENSE}                                     | not among the cells
            RNN           | {'cell': {'module': 'keras.layers', 'class_name': 'StackedRNNCells', 'config': {'cells': []}}} | at least one cell
            RNN           | {'cell': {'module': 'mine', 'class_name': 'GRUCell', 'config': {'units': 2}}} | custom class
            Bidirectional | {'layer': DENSE}                                    | RNN, LSTM, GRU
            Bidirectional | {'layer': LSTM, 'backward_layer': LSTM}             | must differ
            Bidirectional | {'layer': LSTM, 'merge_mode': 'stack'}              | "concat", "sum"
            TimeDistributed | {}                                                | must be an object
            """)
    void aSettingThatCannotBeHadIsNamed(String className, String config, String named) {
        assertThatThrownBy(() -> read(className, config))
                .isInstanceOf(ModelRefusedException.class)
                .hasMessageContaining(named);
    }

    @Test
    void cellsInCellsWithoutEndAreRefused() {
        String nested = CELL;
        for (int i = 0; i < 12; i++) {
            nested = "{'module': 'keras.layers', 'class_name': 'StackedRNNCells', 'config': {'cells': [" + nested
                    + "]}}";
        }
        String config = "{'cell': " + nested + "}";
        assertThatThrownBy(() -> read("RNN", config)).hasMessageContaining("nest too deep");
    }

    @Test
    void thousandsOfCellsAreRefused() {
        String config = "{'cell': {'module': 'keras.layers', 'class_name': 'StackedRNNCells', 'config': {'cells': ["
                + String.join(",", Collections.nCopies(1000, CELL)) + "]}}}";
        assertThatThrownBy(() -> read("RNN", config)).hasMessageContaining("more than 256");
    }

    @ParameterizedTest(name = "{0} {1} of {2}: {3}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            LSTM            | {'units': 2}                      | 5       | takes 3 dimensions
            LSTM            | {'units': 2}                      | 5 -1    | needs dimension
            GRU             | {'units': 2}                      | 0 3     | no steps
            GRU             | {'units': 16000000}               | 1000 3  | more than
            ConvLSTM2D      | {'filters': 2, 'kernel_size': 3}  | 4 -1 8 1 | needs dimension
            ConvLSTM2D      | {'filters': 2, 'kernel_size': 3}  | 4 2 8 1 | larger than the input
            ConvLSTM2D      | {'filters': 2, 'kernel_size': 3}  | 4 8 1   | takes 5 dimensions
            TimeDistributed | {'layer': DENSE}                  | 4       | at least 3 dimensions
            Bidirectional   | {'layer': LSTM}                   | 4       | takes 3 dimensions
            """)
    void aSequenceThatDoesNotFitIsRefused(String className, String config, String sizes, String named)
            throws Exception {
        LayerBuilder layer = read(className, config);
        Arguments arguments = Arguments.of(new Leaf(sequence(sizes)));

        assertThatThrownBy(() -> layer.call(scope, arguments)).hasMessageContaining(named);
    }

    @ParameterizedTest
    @ValueSource(strings = {"3", "4 2", "4"})
    void aFirstStateOfAnotherShapeOrNumberIsRefused(String sizes) throws Exception {
        LayerBuilder layer = read("LSTM", "{'units': 3}");
        Value state = sizes.equals("3")
                ? new Value.Sequence(List.of(new Leaf(tensor("s", sizes))))
                : new Value.Sequence(List.of(new Leaf(tensor("s", sizes)), new Leaf(tensor("t", sizes))));
        Arguments arguments = new Arguments(List.of(new Leaf(sequence("5 2"))), Map.of("initial_state", state));

        assertThatThrownBy(() -> layer.call(scope, arguments)).isInstanceOf(ModelRefusedException.class);
    }

    @Test
    void aMaskThatIsNotOneValueForEachStepIsRefused() throws Exception {
        LayerBuilder layer = read("GRU", "{'units': 3}");
        Tensor mask = graph.input("m", new TensorType(DType.BOOL, Shape.of(Shape.ANY, 4)));
        Arguments arguments = Arguments.of(new Leaf(sequence("5 2"), mask));

        assertThatThrownBy(() -> layer.call(scope, arguments)).hasMessageContaining("one value for each step");
    }

    @ParameterizedTest(name = "{0} units in {1}: {2}")
    @CsvSource({"64, float32, true", "500, float32, false", "64, float16, false"})
    void oneOperationForAllStepsIsTakenWhereItIsFastest(int units, String dtype, boolean expected) throws Exception {
        Settings settings = new Settings(new ObjectMapper().createObjectNode().put("dtype", dtype), "x");
        LayerScope typed = TestScope.in(graph, DtypePolicy.read(settings), Assets.NONE);
        Tensor x = graph.cast(sequence("5 8"), typed.policy().compute());

        read("LSTM", "{'units': " + units + "}").call(typed, Arguments.of(new Leaf(x)));

        assertThat(graph.nodes().stream().anyMatch(node -> node.op() instanceof Lstm))
                .isEqualTo(expected);
    }

    @Test
    void theSecondDirectionIsMadeOfTheFirstWhereItIsNotSaid() throws Exception {
        var layer = (BidirectionalLayer) read("Bidirectional", "{'layer': LSTM}");
        var said = (BidirectionalLayer) read("Bidirectional", "{'layer': LSTM, 'backward_layer': BACKWARDS}");

        assertThat(layer.backward().layer().options())
                .isEqualTo(said.backward().layer().options());
    }

    private Tensor sequence(String sizes) {
        return tensor("x", sizes);
    }

    private Tensor tensor(String name, String sizes) {
        Shape shape = Shape.of(
                List.of(sizes.split(" ")).stream().mapToLong(Long::parseLong).toArray());
        return graph.input(
                name, new TensorType(DType.FLOAT32, Shape.of(Shape.ANY).concat(shape)));
    }

    private static LayerBuilder read(String className, String config) throws Exception {
        String json = config.replace("DENSE", DENSE)
                .replace("BACKWARDS", BACKWARDS)
                .replace("LSTM}", LSTM + "}")
                .replace("LSTM,", LSTM + ",")
                .replace('\'', '"');
        ObjectNode node = (ObjectNode) new ObjectMapper().readTree(json);
        return Objects.requireNonNull(KerasLayers.ALL.get(className))
                .read(new Settings(node, "config.json layers[1]"), RecurrentLayersTest::find);
    }

    private static LayerBuilder find(KerasObject object) throws ModelRefusedException {
        return Objects.requireNonNull(KerasLayers.ALL.get(object.className()))
                .read(object.config(), RecurrentLayersTest::find);
    }
}
