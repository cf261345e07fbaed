package dev.kerasguard.keras.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.Shape;
import dev.kerasguard.keras.graph.ShapeException;
import dev.kerasguard.keras.graph.TensorType;
import dev.kerasguard.keras.layers.Arguments;
import dev.kerasguard.keras.layers.LayerReader;
import dev.kerasguard.keras.layers.LayerScope;
import dev.kerasguard.keras.layers.TestScope;
import dev.kerasguard.keras.layers.Value;
import dev.kerasguard.keras.layers.Value.Leaf;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class OperationRefusalTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final GraphBuilder graph = new GraphBuilder();
    private final LayerScope scope = TestScope.in(graph);

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            Cast         | {'dtype': 'complex64'}                        | dtype
            Cast         | {'dtype': 'string'}                           | dtype
            Cast         | {}                                            | dtype
            SaturateCast | {'dtype': 'float16'}                          | dtype
            Sum          | {'axis': 'x'}                                 | axis
            Sum          | {'axis': 0, 'keepdims': 1}                    | keepdims
            Reshape      | {'newshape': [1,1,1,1,1,1,1,1,1,1]}           | newshape
            Reshape      | {'newshape': [-2]}                            | newshape
            Reshape      | {'newshape': [99999999]}                      | newshape
            Pad          | {'pad_width': [[1, -1]], 'mode': 'constant'}  | pad_width
            Pad          | {'pad_width': [[1, 1]], 'mode': 'wrap'}       | mode
            Pad          | {'pad_width': 99999999, 'mode': 'constant'}   | pad_width
            Repeat       | {'repeats': 99999999}                         | repeats
            Tile         | {'repeats': [99999999]}                       | repeats
            Split        | {'indices_or_sections': 0}                    | indices_or_sections
            Split        | {'indices_or_sections': 9999}                 | indices_or_sections
            OneHot       | {'num_classes': 99999999}                     | num_classes
            OneHot       | {'num_classes': 3, 'sparse': true}            | sparse
            Diff         | {'n': 1000}                                   | n
            Linspace     | {'num': 16000000}                             | num
            Linspace     | {'num': 3, 'retstep': true}                   | retstep
            Clip         | {'x_min': 'a', 'x_max': 1, 'dtype': 3}        | array
            Conv         | {'padding': 'causal'}                         | padding
            Conv         | {'data_format': 'x'}                          | data_format
            Conv         | {'strides': 0}                                | strides
            DepthwiseConv | {'strides': 2, 'dilation_rate': 2}           | dilation_rate
            Norm         | {'ord': 'nuc'}                                | ord
            DotProductAttention | {'flash_attention': true}              | flash_attention
            ScatterUpdate | {'reduction': 'mul'}                         | reduction
            Meshgrid     | {'indexing': 'yx'}                            | indexing
            GaussianBlur | {'sigma': [0, 1]}                             | sigma
            GaussianBlur | {'kernel_size': [999, 999]}                   | kernel_size
            Resize       | {'size': [4]}                                 | size
            Resize       | {'size': [4, 4], 'interpolation': 'gaussian'} | interpolation
            SearchSorted | {'side': 'middle'}                            | side
            SegmentSum   | {'num_segments': 2, 'sorted': true}           | sorted
            Round        | {'decimals': 400}                             | decimals
            Qr           | {'mode': 'r'}                                 | mode
            """)
    void namesTheSettingThatItCannotHave(String name, String config, String named) {
        assertThatThrownBy(() -> call(name, config, List.of(input(DType.FLOAT32, -1, 4))))
                .satisfiesAnyOf(
                        e -> assertThat(e)
                                .isInstanceOf(ModelRefusedException.class)
                                .hasMessageContaining(named),
                        e -> assertThat(e).isInstanceOf(ShapeException.class).hasMessageContaining(named));
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            Reshape      | {'newshape': [-1, -1]}
            Transpose    | {'axes': [0, 0]}
            Transpose    | {'axes': [0, 5]}
            ExpandDims   | {'axis': 7}
            Squeeze      | {'axis': 1}
            Sum          | {'axis': 4}
            Tile         | {'repeats': [1, 1, 1, 1, 1, 1, 1, 1, 1]}
            Split        | {'indices_or_sections': 3, 'axis': 1}
            Split        | {'indices_or_sections': [3, 2], 'axis': 1}
            Unstack      | {'axis': 0}
            TopK         | {'k': 9}
            Roll         | {'shift': [1, 2, 3], 'axis': [0, 1]}
            Repeat       | {'repeats': [1, 2], 'axis': 1}
            BroadcastTo  | {'shape': [3, 5]}
            Cross        | {}
            Einsum       | {'subscripts': 'ab,cd->x'}
            Einsum       | {'subscripts': 'a->a'}
            Einsum       | {'subscripts': 'ab->ab->ab'}
            """)
    void refusesWhatDoesNotFit(String name, String config) {
        assertThatThrownBy(() -> call(name, config, List.of(input(DType.FLOAT32, -1, 4))))
                .isInstanceOfAny(ModelRefusedException.class, ShapeException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Map",
                "Scan",
                "AssociativeScan",
                "WhileLoop",
                "ForiLoop",
                "Cond",
                "Switch",
                "VectorizedMap",
                "CTCLoss",
                "JVP",
                "ViewAsComplex",
                "Unique",
                "Nonzero"
            })
    void hasNoOperationThatNeedsCodeOrGivesShapesThatNobodyKnows(String name) {
        assertThat(KerasOperations.ALL).doesNotContainKey(name);
    }

    @Test
    void refusesAnArrayThatIsNotRectangular() throws Exception {
        Value array = new Value.Constant(JSON.readTree(
                "{\"class_name\": \"__numpy__\", \"config\": {\"value\": [[1, 2], [3]], \"dtype\": \"float32\"}}"));
        assertThatThrownBy(() -> call("Add", "{}", List.of(input(DType.FLOAT32, -1, 2), array)))
                .hasMessageContaining("equally long");
    }

    @Test
    void refusesAnArrayThatNestsWithoutEnd() throws Exception {
        String nested = "[".repeat(100) + "1" + "]".repeat(100);
        Value array = new Value.Constant(JSON.readTree(
                "{\"class_name\": \"__numpy__\", \"config\": {\"value\": " + nested + ", \"dtype\": \"int32\"}}"));
        assertThatThrownBy(() -> call("Add", "{}", List.of(input(DType.FLOAT32, -1, 2), array)))
                .hasMessageContaining("dimensions");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9",
                "-9",
                "\"x\"",
                "{\"class_name\": \"__slice__\", \"config\": {\"start\": 1.5, \"stop\": null, \"step\": null}}",
                "{\"class_name\": \"__slice__\", \"config\": {\"start\": null, \"stop\": null, \"step\": 0}}",
                "[0, 0, 0]",
                "[1.5]"
            })
    void refusesAKeyThatPythonRefuses(String key) throws Exception {
        JsonNode node = JSON.readTree(key);
        List<Value> keys = new ArrayList<>();
        node.forEach(each -> keys.add(new Value.Constant(each)));
        Value value = node.isArray() ? new Value.Sequence(keys) : new Value.Constant(node);
        assertThatThrownBy(() -> call("GetItem", "{}", List.of(input(DType.FLOAT32, 3, 4), value)))
                .isInstanceOfAny(ModelRefusedException.class, ShapeException.class);
    }

    @Test
    void refusesMoreArgumentsThanAnOperationHas() {
        Value x = input(DType.FLOAT32, -1, 4);
        assertThatThrownBy(() -> call("Sin", "{}", List.of(x, x))).isInstanceOf(ModelRefusedException.class);
    }

    private Leaf input(DType dtype, long... shape) {
        return new Leaf(graph.input("x" + graph.nodes().size(), new TensorType(dtype, Shape.of(shape))));
    }

    private Value call(String name, String config, List<Value> arguments) throws Exception {
        LayerReader reader = Objects.requireNonNull(KerasOperations.ALL.get(name), name);
        Settings settings =
                new Settings((ObjectNode) JSON.readTree(config.replace('\'', '"')), "config.json layers[1]");
        List<Value> all = new ArrayList<>(arguments);
        if (List.of("Kron", "Cross", "ScatterUpdate", "Conv").contains(name) && all.size() == 1) {
            all.add(all.getFirst());
        }
        return reader.read(settings, object -> {
                    throw new AssertionError(object);
                })
                .call(scope, new Arguments(all, Map.of()));
    }
}
