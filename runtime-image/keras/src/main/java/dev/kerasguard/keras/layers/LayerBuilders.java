package dev.kerasguard.keras.layers;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.RefusalRule;
import dev.kerasguard.keras.config.Settings;

/** The allowlist: every layer of {@code keras.layers} that can be built, by its class. */
public final class LayerBuilders {

    private LayerBuilders() {}

    /**
     * Reads a layer's settings.
     *
     * @param className the layer's class in {@code keras.layers}
     * @param settings its config
     * @throws ModelRefusedException when the class, or one of its options, is not supported
     */
    public static LayerBuilder of(String className, Settings settings) throws ModelRefusedException {
        return switch (className) {
            case "Dense" -> DenseLayer.read(settings);
            case "Conv2D" -> Conv2DLayer.read(settings);
            case "DepthwiseConv2D" -> DepthwiseConv2DLayer.read(settings);
            case "SeparableConv2D" -> SeparableConv2DLayer.read(settings);
            case "MaxPooling2D" -> Pooling2DLayer.read(settings, Pooling2DLayer.Kind.MAXIMUM);
            case "AveragePooling2D" -> Pooling2DLayer.read(settings, Pooling2DLayer.Kind.AVERAGE);
            case "GlobalMaxPooling2D" -> GlobalPooling2DLayer.read(settings, Pooling2DLayer.Kind.MAXIMUM);
            case "GlobalAveragePooling2D" -> GlobalPooling2DLayer.read(settings, Pooling2DLayer.Kind.AVERAGE);
            case "BatchNormalization" -> BatchNormalizationLayer.read(settings);
            case "LayerNormalization" -> LayerNormalizationLayer.read(settings);
            case "Activation" -> new ActivationLayer(Activation.required(settings));
            case "ReLU" -> RectifierLayer.relu(settings);
            case "LeakyReLU" -> RectifierLayer.leaky(settings);
            case "PReLU" -> ParametricRectifierLayer.read(settings);
            case "ELU" -> EluLayer.read(settings);
            case "Softmax" -> SoftmaxLayer.read(settings);
            case "Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum" -> MergeLayer.read(className);
            case "Concatenate" -> ConcatenateLayer.read(settings);
            case "Flatten" -> FlattenLayer.read(settings);
            case "Reshape" -> ReshapeLayer.read(settings);
            case "Permute" -> PermuteLayer.read(settings);
            case "Rescaling" -> RescalingLayer.read(settings);
            case "ZeroPadding2D" -> ZeroPadding2DLayer.read(settings);
            case "Cropping2D" -> Cropping2DLayer.read(settings);
            // What these do, they do in training only.
            case "Dropout",
                    "SpatialDropout1D",
                    "SpatialDropout2D",
                    "SpatialDropout3D",
                    "AlphaDropout",
                    "GaussianDropout",
                    "GaussianNoise",
                    "ActivityRegularization",
                    "Identity" -> LayerScope::only;
            default ->
                throw RefusalRule.LAYER_NOT_SUPPORTED.at(
                        settings.place(),
                        className + " is not supported by this version; export as SavedModel with model.export()");
        };
    }
}
