package dev.kerasguard.keras.layers.preprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.DtypePolicy;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.Node;
import dev.kerasguard.keras.graph.Shape;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.graph.TensorType;
import dev.kerasguard.keras.graph.TextOp;
import dev.kerasguard.keras.layers.Arguments;
import dev.kerasguard.keras.layers.Assets;
import dev.kerasguard.keras.layers.LayerScope;
import dev.kerasguard.keras.layers.TestScope;
import dev.kerasguard.keras.layers.Value.Leaf;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(20)
class CategoryLayersTest {

    private final GraphBuilder graph = new GraphBuilder();

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            StringLookup      | {'vocabulary': '/etc/passwd'}                             | never read
            TextVectorization | {'vocabulary': '/etc/passwd'}                             | never read
            IntegerLookup     | {'vocabulary': 'vocabulary.txt'}                          | never read
            StringLookup      | {'vocabulary': []}                                        | vocabulary
            StringLookup      | {'vocabulary': [1]}                                       | strings
            IntegerLookup     | {'vocabulary': ['a']}                                     | whole numbers
            StringLookup      | {'vocabulary': ['a'], 'sparse': true}                     | sparse
            StringLookup      | {'vocabulary': ['a'], 'output_mode': 'two_hot'}           | output_mode
            StringLookup      | {'vocabulary': ['a'], 'encoding': 'utf-16'}               | encoding
            StringLookup      | {'vocabulary': ['a'], 'num_oov_indices': -1}              | num_oov_indices
            StringLookup      | {'vocabulary': ['a'], 'invert': true, 'output_mode': 'count'} | output_mode
            StringLookup      | {'vocabulary': ['a'], 'salt': 'x'}                        | salt
            StringLookup      | {'vocabulary': ['a'], 'pad_to_max_tokens': true}          | max_tokens
            IntegerLookup     | {'vocabulary': [1], 'vocabulary_dtype': 'int32'}          | vocabulary_dtype
            StringLookup      | {'vocabulary': ['a'], 'invert': true, 'oov_token': null}  | oov_token
            IntegerLookup     | {'vocabulary': [1], 'oov_method': 'md5'}                  | oov_method
            TextVectorization | {'vocabulary': ['a'], 'ragged': true}                     | ragged
            TextVectorization | {'vocabulary': ['a'], 'split': 'sentence'}                | split
            TextVectorization | {'vocabulary': ['a'], 'standardize': 'upper'}             | standardize
            TextVectorization | {'vocabulary': ['a'], 'standardize': {'module': 'm', 'class_name': 'f'}} | custom function
            TextVectorization | {'vocabulary': ['a'], 'split': {'module': 'm', 'class_name': 'f'}} | custom function
            TextVectorization | {'vocabulary': ['a'], 'ngrams': 1000}                     | ngrams
            TextVectorization | {'vocabulary': ['a'], 'ngrams': [0]}                      | ngrams
            TextVectorization | {'vocabulary': ['a'], 'split': null, 'ngrams': 2}         | ngrams
            Hashing           | {'num_bins': 0}                                           | num_bins
            Hashing           | {'num_bins': 3, 'salt': [1, 2, 3]}                        | salt
            Hashing           | {'num_bins': 3, 'mask_value': [1]}                        | mask_value
            HashedCrossing    | {'num_bins': 3, 'output_mode': 'multi_hot'}               | output_mode
            CategoryEncoding  | {}                                                        | num_tokens
            CategoryEncoding  | {'num_tokens': 3, 'output_mode': 'int'}                   | output_mode
            CategoryEncoding  | {'num_tokens': 99999999}                                  | num_tokens
            Discretization    | {'num_bins': 3}                                           | adapt the layer
            Discretization    | {'bin_boundaries': [1, 0]}                                | grow
            Discretization    | {'bin_boundaries': ['a']}                                 | finite numbers
            STFTSpectrogram   | {'mode': 'cepstrum'}                                      | mode
            STFTSpectrogram   | {'frame_length': 99999999}                                | frame_length
            MelSpectrogram    | {'fft_length': 9999999}                                   | fft_length
            MelSpectrogram    | {'window': 'kaiser'}                                      | window
            """)
    void namesTheSettingThatItCannotHave(String name, String config, String named) {
        assertThatThrownBy(() -> call(name, config, Assets.NONE, DType.STRING))
                .isInstanceOf(ModelRefusedException.class)
                .hasMessageContaining(named);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {'vocabulary': ['a', 'b', 'a']}                    | twice
            {'vocabulary': ['a', 'b'], 'mask_token': 'b'}      | mask token
            {'vocabulary': ['[UNK]']}                          | empty
            {}                                                 | assets/layers/x/vocabulary.txt
            """)
    void refusesAVocabularyThatKerasRefuses(String config, String named) {
        assertThatThrownBy(() -> call("StringLookup", config, Assets.NONE, DType.STRING))
                .isInstanceOf(ModelRefusedException.class)
                .hasMessageContaining(named);
    }

    @Test
    void looksStringsUpOnlyAmongStrings() {
        assertThatThrownBy(() -> call("StringLookup", "{'vocabulary': ['a']}", Assets.NONE, DType.INT64))
                .isInstanceOf(ModelRefusedException.class);
    }

    @Test
    void takesLinesOfTheAssetForTokensAsPythonDoes() throws Exception {
        // Given: the mask, what is not known, and lines that end in several ways
        Assets assets = path -> path.equals("assets/layers/x/vocabulary.txt")
                ? "\n[UNK]\nthe\r\ncat\u0085sat\n\n".getBytes(StandardCharsets.UTF_8)
                : null;

        // When
        call("StringLookup", "{'mask_token': ''}", assets, DType.STRING);

        // Then
        TextOp.Lookup lookup = graph.nodes().stream()
                .map(Node::op)
                .filter(TextOp.Lookup.class::isInstance)
                .map(TextOp.Lookup.class::cast)
                .findFirst()
                .orElseThrow();
        assertThat(lookup.keys().values()).containsExactly("the", "cat", "sat");
        assertThat(lookup.first()).isEqualTo(2);
        assertThat(lookup.otherwise()).isEqualTo(1);
    }

    @Test
    void refusesAnAssetThatIsNotUtf8() {
        Assets assets = _ -> new byte[] {(byte) 0xff, (byte) 0xfe, 'a'};
        assertThatThrownBy(() -> call("StringLookup", "{}", assets, DType.STRING))
                .hasMessageContaining("UTF-8");
    }

    @Test
    void refusesAnAssetOfNumbersThatHoldsWords() {
        Assets assets = _ -> "-1\nseven".getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> call("IntegerLookup", "{}", assets, DType.INT64))
                .hasMessageContaining("whole number");
    }

    private void call(String name, String config, Assets assets, DType dtype) throws Exception {
        Settings settings = new Settings(
                (ObjectNode) new ObjectMapper().readTree(config.replace('\'', '"')), "config.json layers[1]");
        LayerScope scope = TestScope.in(graph, DtypePolicy.FLOAT32, assets);
        Tensor input = graph.input("x", new TensorType(dtype, Shape.of(-1, 1)));
        Objects.requireNonNull(CategoryLayers.ALL.get(name), name)
                .read(settings, object -> {
                    throw new AssertionError(object);
                })
                .call(scope, new Arguments(List.of(new Leaf(input)), Map.of()));
    }
}
