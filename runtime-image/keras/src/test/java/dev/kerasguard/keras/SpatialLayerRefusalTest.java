package dev.kerasguard.keras;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Convolutions, poolings, reshaping and image layers that must not be built. */
class SpatialLayerRefusalTest {

    @TempDir
    Path folder;

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            Conv2D             | 'filters': 4, 'kernel_size': 3, 'padding': 'causal'                     | padding
            Conv2D             | 'filters': 4, 'kernel_size': 3, 'padding': 'full'                       | padding
            Conv2D             | 'filters': 4, 'kernel_size': 3, 'data_format': 'channels_middle'        | data_format
            Conv2D             | 'filters': 4, 'kernel_size': 3, 'strides': 2, 'dilation_rate': 2        | dilation_rate
            Conv2DTranspose    | 'filters': 4, 'kernel_size': 3, 'strides': 2, 'dilation_rate': [1, 2]   | dilation_rate
            DepthwiseConv2D    | 'kernel_size': 3, 'padding': 'causal'                                   | padding
            MaxPooling2D       | 'pool_size': 2, 'padding': 'causal'                                     | padding
            UpSampling2D       | 'size': 2, 'interpolation': 'gaussian'                                  | interpolation
            Resizing           | 'height': 4, 'width': 4, 'interpolation': 'mitchellcubic'               | interpolation
            Resizing           | 'height': 4, 'width': 4, 'fill_mode': 'reflect'                         | fill_mode
            """)
    void saysWhichOptionIsNotSupported(String layer, String config, String option) throws Exception {
        ModelRefusedException refused = Refusal.of(model(layer, config), RefusalRule.OPTION_NOT_SUPPORTED);

        assertThat(refused).hasMessageContaining("\"" + option + "\"").hasMessageContaining("model.export()");
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            Conv2D                 | 'filters': 4                                                           | kernel_size
            Conv2D                 | 'filters': 0, 'kernel_size': 3                                         | filters
            Conv2D                 | 'filters': 4, 'kernel_size': [3, 3, 3]                                 | kernel_size
            Conv2D                 | 'filters': 4, 'kernel_size': 0                                         | kernel_size
            Conv2D                 | 'filters': 4, 'kernel_size': 3, 'strides': 0                           | strides
            Conv2D                 | 'filters': 4, 'kernel_size': 3, 'groups': 3                            | groups
            Conv2D                 | 'filters': 16384, 'kernel_size': 3, 'groups': 8192                     | groups
            Conv2D                 | 'filters': 4, 'kernel_size': 2, 'dilation_rate': 16777216              | padding
            Conv2D                 | 'filters': 4, 'kernel_size': 16777216                                  | padding
            Conv2DTranspose        | 'filters': 4, 'kernel_size': 3, 'strides': 2, 'output_padding': 2      | output_padding
            Conv2DTranspose        | 'filters': 4, 'kernel_size': 4, 'strides': 3, 'padding': 'same', 'output_padding': 0 | output_padding
            DepthwiseConv2D        | 'kernel_size': 3, 'depth_multiplier': 0                                | depth_multiplier
            MaxPooling2D           | 'strides': 2                                                           | pool_size
            AdaptiveMaxPooling2D   | 'output_size': 0                                                       | output_size
            AdaptiveMaxPooling2D   | 'output_size': 100000                                                  | output_size
            GlobalMaxPooling2D     | 'keepdims': 1                                                          | keepdims
            Reshape                | 'target_shape': [-1, -1]                                               | target_shape
            Reshape                | 'target_shape': [0, 3]                                                 | target_shape
            Reshape                | 'target_shape': 192                                                    | target_shape
            Permute                | 'dims': [1, 1, 2]                                                      | dims
            Permute                | 'dims': [0, 1, 2]                                                      | dims
            ZeroPadding2D          | 'padding': [1]                                                         | padding
            ZeroPadding2D          | 'padding': [[1, 2, 3], [1, 2]]                                         | padding
            ZeroPadding2D          | 'padding': [[1, -1], [0, 0]]                                           | padding
            ZeroPadding2D          | 'padding': 2000000                                                     | padding
            Cropping2D             | 'cropping': '1'                                                        | cropping
            Resizing               | 'height': 4, 'width': 0                                                | width
            Resizing               | 'height': 4, 'width': 4, 'crop_to_aspect_ratio': true, 'pad_to_aspect_ratio': true | crop_to_aspect_ratio
            Rescaling              | 'scale': [[1, 2, 3], [1, 2]]                                           | scale
            Rescaling              | 'scale': [[[[[[[[[1]]]]]]]]]                                           | scale
            Rescaling              | 'scale': {'class_name': '__numpy__', 'config': {'value': ['x']}}        | scale
            Rescaling              | 'scale': []                                                            | scale
            Normalization          | 'mean': 1.0                                                            | mean
            Normalization          | 'mean': [1, 2, 3], 'variance': [1, 2]                                  | mean
            AutoContrast           | 'value_range': [3, 3]                                                  | value_range
            """)
    void saysWhichSettingMakesNoSense(String layer, String config, String setting) throws Exception {
        ModelRefusedException refused = Refusal.of(model(layer, config), RefusalRule.CONFIG_INVALID);

        assertThat(refused).hasMessageContaining("\"" + setting + "\"");
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            Conv1D                     | 'filters': 4, 'kernel_size': 3
            Conv3D                     | 'filters': 4, 'kernel_size': 3
            Conv2D                     | 'filters': 4, 'kernel_size': 9
            Conv2D                     | 'filters': 4, 'kernel_size': 3, 'groups': 2
            MaxPooling2D               | 'pool_size': 9
            MaxPooling1D               | 'pool_size': 2
            GlobalAveragePooling1D     | 'keepdims': false
            Reshape                    | 'target_shape': [5, 7]
            Reshape                    | 'target_shape': [191]
            Permute                    | 'dims': [2, 1]
            RepeatVector               | 'n': 2
            UpSampling3D               | 'size': 2
            Cropping2D                 | 'cropping': 4
            Resizing                   | 'height': 4, 'width': 4, 'data_format': 'channels_last', 'rank': 3
            Rescaling                  | 'scale': [1, 2]
            Normalization              | 'axis': 7
            Normalization              | 'mean': [1, 2], 'variance': [1, 2]
            Normalization              | 'mean': [[1], [2]], 'variance': [[1], [2]]
            """)
    void refusesWhatDoesNotFitItsInput(String layer, String config) throws Exception {
        String input = layer.equals("Resizing") ? "[null, 8, 8]" : "[null, 8, 8, 3]";

        Refusal.of(model(layer, config, input), RefusalRule.GRAPH_INVALID);
    }

    @ParameterizedTest(name = "{0} {1} of {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ZeroPadding2D      | 'padding': 1000000                                                     | [null, 8, 8, 3]
            ZeroPadding2D      | 'padding': 1000000                                                     | [null, null, null, 3]
            UpSampling2D       | 'size': 16777216                                                       | [null, 8, 8, 3]
            UpSampling2D       | 'size': 16777216                                                       | [null, null, null, 3]
            UpSampling1D       | 'size': 16777216                                                       | [null, null, 30]
            UpSampling3D       | 'size': 1000                                                           | [null, null, null, null, 3]
            Conv2DTranspose    | 'filters': 3, 'kernel_size': 1, 'strides': 16777216                    | [null, 8, 8, 3]
            Conv2DTranspose    | 'filters': 3, 'kernel_size': 1, 'strides': 16777216                    | [null, null, null, 3]
            Conv1D             | 'filters': 3, 'kernel_size': 2, 'dilation_rate': 1000000, 'padding': 'causal' | [null, 8, 200]
            DepthwiseConv1D    | 'kernel_size': 2, 'dilation_rate': 1000000, 'padding': 'same'          | [null, null, 200]
            Resizing           | 'height': 16777216, 'width': 16777216                                  | [null, 8, 8, 3]
            Resizing           | 'height': 1, 'width': 16777216, 'pad_to_aspect_ratio': true            | [null, 8, 8, 3]
            CenterCrop         | 'height': 16777216, 'width': 16777216                                  | [null, null, null, 3]
            RepeatVector       | 'n': 16777216                                                          | [null, 64]
            AdaptiveMaxPooling2D | 'output_size': 65536                                                 | [null, 8, 8, 3]
            """)
    void refusesWhatWouldFillTheMemory(String layer, String config, String input) throws Exception {
        Refusal.of(model(layer, config, input), RefusalRule.MODEL_TOO_LARGE);
    }

    private Path model(String layer, String config) throws Exception {
        return model(layer, config, "[null, 8, 8, 3]");
    }

    private Path model(String layer, String config, String input) throws Exception {
        String text = """
                {"module": "keras", "class_name": "Sequential", "config": {"name": "model", "layers": [
                  {"module": "keras.layers", "class_name": "InputLayer",
                   "config": {"name": "x", "dtype": "float32", "batch_shape": %s}},
                  {"module": "keras.layers", "class_name": "%s", "config": {"name": "it", %s}}]}}
                """.formatted(input, layer, config.replace('\'', '"'));
        return TestArchive.digits()
                .put("config.json", text.getBytes(StandardCharsets.UTF_8))
                .writeTo(folder);
    }
}
