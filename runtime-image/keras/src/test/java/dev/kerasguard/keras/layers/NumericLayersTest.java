package dev.kerasguard.keras.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.DtypePolicy;
import dev.kerasguard.keras.config.KerasObject;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.Shape;
import dev.kerasguard.keras.graph.ShapeException;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.graph.TensorType;
import dev.kerasguard.keras.layers.Value.Leaf;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(20)
class NumericLayersTest {

    private final GraphBuilder graph = new GraphBuilder();

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            Dense        | {}                                                    | "units"
            Dense        | {'units': 0}                                          | whole number from 1
            Dense        | {'units': 99999999}                                   | whole number from 1
            Dense        | {'units': 2, 'activation': 'threshold'}               | "activation"
            Dense        | {'units': 2, 'activation': 'mine'}                    | sparsemax
            Dense        | {'units': 2, 'activation': 'hard_sigmoid_of_keras'}   | hard_sigmoid, hard_silu
            Dense        | {'units': 2, 'activation': {'module': 'mine', 'class_name': 'F', 'config': {}}} | custom function
            Dense        | {'units': 2, 'activation': {'module': 'keras.layers', 'class_name': 'PReLU', 'config': {}}} | or the layers
            Dense        | {'units': 2, 'activation': {'module': 'keras.layers', 'class_name': 'ReLU', 'config': {'max_value': -1}}} | negative
            Dense        | {'units': 2, 'quantization_config': {'module': 'keras.quantizers', 'class_name': 'GPTQConfig', 'config': {}}} | Int8QuantizationConfig
            Dense        | {'units': 2, 'quantization_config': {'module': 'mine', 'class_name': 'Int8QuantizationConfig', 'config': {}}} | Int8QuantizationConfig
            Dense        | {'units': 2, 'quantization_config': {'module': 'keras.quantizers', 'class_name': 'Int4QuantizationConfig', 'config': {'block_size': 0}}} | block_size
            Dense        | {'units': 2, 'quantization_config': {'module': 'keras.quantizers', 'class_name': 'Int8QuantizationConfig', 'config': {'activation_quantizer': {'module': 'keras.quantizers', 'class_name': 'Mine', 'config': {}}}}} | AbsMaxQuantizer
            Dense        | {'units': 2, 'quantization_config': {'module': 'keras.quantizers', 'class_name': 'Int8QuantizationConfig', 'config': {'activation_quantizer': {'module': 'keras.quantizers', 'class_name': 'AbsMaxQuantizer', 'config': {'output_dtype': 'int4'}}}}} | output_dtype
            EinsumDense  | {'equation': 'ab,bc', 'output_shape': 3}              | "equation"
            EinsumDense  | {'equation': 'a...b,bc->a...c', 'output_shape': 3}    | "equation"
            EinsumDense  | {'equation': 'abcdefghi,ij->abcdefghj', 'output_shape': 3} | up to 8 letters
            EinsumDense  | {'equation': 'ab,bc->ac', 'output_shape': [0]}        | "output_shape"
            EinsumDense  | {'equation': 'ab,bc->ac', 'output_shape': 3, 'bias_axes': 'b'} | "bias_axes"
            EinsumDense  | {'equation': 'ab,bc->ac', 'output_shape': 3, 'gptq_unpacked_column_size': 3} | gptq
            Embedding    | {'input_dim': 0, 'output_dim': 3}                     | "input_dim"
            Embedding    | {'input_dim': 3}                                      | "output_dim"
            ReversibleEmbedding | {'input_dim': 3, 'output_dim': 2, 'reverse_dtype': 'int8'} | "reverse_dtype"
            ReversibleEmbedding | {'input_dim': 3, 'output_dim': 2, 'logit_soft_cap': 0} | "logit_soft_cap"
            Masking      | {'mask_value': 'x'}                                   | "mask_value"
            ReLU         | {'threshold': -1}                                     | negative
            LeakyReLU    | {'negative_slope': -0.1}                              | negative
            Softmax      | {'axis': []}                                          | "axis"
            BatchNormalization | {'axis': [1, 2]}                                | one axis
            GroupNormalization | {'groups': 0}                                   | "groups"
            LayerNormalization | {'axis': 'last'}                                | "axis"
            SpectralNormalization | {}                                           | "layer"
            SpectralNormalization | {'power_iterations': 0}                      | "power_iterations"
            MultiHeadAttention | {'num_heads': 2}                                | "key_dim"
            MultiHeadAttention | {'num_heads': 2, 'key_dim': 2, 'attention_axes': [1,1,1,1,1,1,1,1,1]} | more than 8
            MultiHeadAttention | {'num_heads': 2, 'key_dim': 2, 'sliding_window': 0} | "sliding_window"
            GroupQueryAttention | {'head_dim': 2, 'num_query_heads': 3, 'num_key_value_heads': 2} | multiple
            Attention    | {'score_mode': 'mine'}                                | "score_mode"
            Dot          | {'axes': [1, 2, 3]}                                   | one axis or two
            Dot          | {}                                                    | "axes"
            """)
    void aSettingThatCannotBeHadIsNamed(String className, String config, String named) {
        assertThatThrownBy(() -> read(className, config))
                .isInstanceOf(ModelRefusedException.class)
                .hasMessageContaining(named);
    }

    @ParameterizedTest(name = "{0} {1} of {2}: {3}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            Dense        | {'units': 2}                                          | -1      | at least 2 dimensions
            Dense        | {'units': 2}                                          | -1 -1   | needs dimension
            EinsumDense  | {'equation': 'abc,cd->abd', 'output_shape': [null, 2]} | -1 4   | its equation takes 3 dimensions
            EinsumDense  | {'equation': 'abc,cd->abd', 'output_shape': 2}        | -1 5 4  | declares an output of 1
            EinsumDense  | {'equation': 'abc,cd->abd', 'output_shape': [6, 2]}   | -1 5 4  | declares an output size of 6
            EinsumDense  | {'equation': 'abc,cd->abd', 'output_shape': [null, 2]} | -1 5 -1 | needs sizes of its kernel
            EinsumDense  | {'equation': 'ab,bc->acd', 'output_shape': [3, 2]}    | -1 4    | of nothing
            Masking      | {}                                                    | -1      | at least 2 dimensions
            PReLU        | {'shared_axes': [7]}                                  | -1 3    | shares axis 7
            Softmax      | {'axis': 3}                                           | -1 3    | axis 3
            BatchNormalization | {'axis': 4}                                     | -1 3    | axis 4
            BatchNormalization | {}                                              | -1 -1   | needs dimension
            GroupNormalization | {'groups': 4}                                   | -1 6    | cannot make 4 groups
            GroupNormalization | {'groups': 2, 'axis': 0}                        | 4 6     | cannot make 2 groups
            RMSNormalization | {'axis': 1}                                       | -1 5 6  | cannot be combined
            SpatialDropout2D | {'rate': 0.5}                                     | -1 5 6  | takes 4 dimensions
            MultiHeadAttention | {'num_heads': 2, 'key_dim': 2}                  | -1 5 6  | a query and a value
            Attention    | {}                                                    | -1 5 6  | takes a list
            Add          | {}                                                    | -1 5 6  | takes a list
            """)
    void aTensorThatDoesNotFitIsRefused(String className, String config, String sizes, String named) throws Exception {
        LayerBuilder layer = read(className, config);
        LayerScope scope = scope(config);

        assertThatThrownBy(() -> layer.call(scope, Arguments.of(new Leaf(tensor("x", sizes)))))
                .isInstanceOfAny(ModelRefusedException.class, ShapeException.class)
                .hasMessageContaining(named);
    }

    @ParameterizedTest(name = "{0} {1} of {2}: {3}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            Subtract     | {}                  | -1 4, -1 4, -1 4     | takes two
            Add          | {}                  | -1 4, -1 5           | cannot be combined
            Concatenate  | {'axis': 0}         | -1 4, -1 4           | rows of a batch
            Concatenate  | {'axis': 1}         | -1 4 2, -1 4 3       | joins shapes
            Dot          | {'axes': 0}         | -1 4, -1 4           | along the batch
            Dot          | {'axes': 1}         | -1 4, -1 5           | sizes of 4 and 5
            Dot          | {'axes': 1}         | -1 4                 | takes two
            Attention    | {}                  | -1 5 4               | takes a list of [query, value]
            Attention    | {}                  | -1 5 4, -1 5 3       | multiplies matrices
            """)
    void tensorsThatDoNotFitEachOtherAreRefused(String className, String config, String shapes, String named)
            throws Exception {
        LayerBuilder layer = read(className, config);
        List<Value> tensors = new ArrayList<>();
        for (String sizes : shapes.split(", ", -1)) {
            tensors.add(new Leaf(tensor("x" + tensors.size(), sizes)));
        }
        Arguments arguments = new Arguments(List.of(new Value.Sequence(tensors)), Map.of());
        LayerScope scope = scope(config);

        assertThatThrownBy(() -> layer.call(scope, arguments))
                .isInstanceOfAny(ModelRefusedException.class, ShapeException.class)
                .hasMessageContaining(named);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            'mine'                                                                                        | mine
            'float8_from_float32'                                                                         | float8
            'int8_from_int32'                                                                             | int8_from_int32
            'int4/0_from_float32'                                                                         | int4/0
            'int8_from_int8_from_float32'                                                                 | int8_from_int8
            {'class_name': 'GPTQDTypePolicy', 'config': {'mode': 'gptq/4/128', 'source_name': 'float32'}} | gptq
            {'class_name': 'DTypePolicyMap', 'config': {'default_policy': 'float32', 'policy_map': {'(a+)+': 'float16'}}} | pattern
            """)
    void aDtypePolicyThatCannotBeHadIsNamed(String dtype, String named) {
        assertThatThrownBy(() -> DtypePolicy.read(settings("{'name': 'x', 'dtype': " + dtype + "}")))
                .isInstanceOf(ModelRefusedException.class)
                .hasMessageContaining(named.replace("/", "?"));
    }

    @Test
    void aMapOfDtypePoliciesSaysOneForEachSublayer() throws Exception {
        Settings settings = settings("{'name': 'mha', 'dtype': {'class_name': 'DTypePolicyMap', 'config':"
                + " {'default_policy': null, 'policy_map': {'mha/query': 'int8_from_mixed_bfloat16'}}}}");

        assertThat(DtypePolicy.read(settings)).isEqualTo(DtypePolicy.FLOAT32);
        assertThat(DtypePolicy.read(settings, "key")).isEqualTo(DtypePolicy.FLOAT32);
        DtypePolicy query = DtypePolicy.read(settings, "query");
        assertThat(query.compute()).isEqualTo(DType.BFLOAT16);
        assertThat(Objects.requireNonNull(query.quantization()).mode().name()).isEqualTo("INT8");
    }

    private LayerBuilder read(String className, String config) throws ModelRefusedException {
        LayerReader reader = Objects.requireNonNull(KerasLayers.ALL.get(className), className);
        return reader.read(settings(config), NumericLayersTest::read);
    }

    private static LayerBuilder read(KerasObject object) throws ModelRefusedException {
        return Objects.requireNonNull(KerasLayers.ALL.get(object.className()))
                .read(object.config(), NumericLayersTest::read);
    }

    private static Settings settings(String config) throws ModelRefusedException {
        try {
            ObjectNode node = (ObjectNode) new ObjectMapper().readTree(config.replace('\'', '"'));
            return new Settings(node, "config.json layers[1]");
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(config, e);
        }
    }

    private LayerScope scope(String config) throws ModelRefusedException {
        return TestScope.in(graph, DtypePolicy.read(settings(config)), Assets.NONE);
    }

    private Tensor tensor(String name, String sizes) {
        long[] shape = Arrays.stream(sizes.trim().split(" "))
                .mapToLong(Long::parseLong)
                .toArray();
        return graph.input(name, new TensorType(DType.FLOAT32, Shape.of(shape)));
    }
}
