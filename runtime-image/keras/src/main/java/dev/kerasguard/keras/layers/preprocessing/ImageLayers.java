package dev.kerasguard.keras.layers.preprocessing;

import dev.kerasguard.keras.layers.LayerReader;
import dev.kerasguard.keras.layers.TensorLayer;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The layers by class name that make numbers and images ready. */
public final class ImageLayers {

    /** What these do, they do in training only; when a model answers, they give what they take. */
    private static final List<String> IN_TRAINING = List.of(
            "MaxNumBoundingBoxes",
            "MixUp",
            "RandomBrightness",
            "RandomColorDegeneration",
            "RandomColorJitter",
            "RandomContrast",
            "RandomCrop",
            "RandomGrayscale",
            "RandomHue",
            "RandomInvert",
            "RandomPosterization",
            "RandomSaturation");

    /** The same, but these give the type that the layer computes in. */
    private static final List<String> IN_TRAINING_CASTING = List.of(
            "AugMix",
            "CutMix",
            "RandAugment",
            "RandomElasticTransform",
            "RandomErasing",
            "RandomFlip",
            "RandomGaussianBlur",
            "RandomPerspective",
            "RandomRotation",
            "RandomSharpness",
            "RandomShear",
            "RandomTranslation",
            "RandomZoom",
            "Solarization");

    /** All of them. */
    public static final Map<String, LayerReader> ALL = all();

    private ImageLayers() {}

    private static Map<String, LayerReader> all() {
        Map<String, LayerReader> all = new HashMap<>();
        all.put("Rescaling", LayerReader.passingMask(RescalingLayer::read));
        all.put("Normalization", LayerReader.passingMask(NormalizationLayer::read));
        all.put("Resizing", image(ResizingLayer::read));
        all.put("CenterCrop", image(CenterCropLayer::read));
        all.put("AutoContrast", image(AutoContrastLayer::read));
        TensorLayer same = (_, input) -> input;
        TensorLayer cast =
                (scope, input) -> scope.graph().cast(input, scope.policy().compute());
        IN_TRAINING.forEach(name -> all.put(name, image(_ -> same)));
        IN_TRAINING_CASTING.forEach(name -> all.put(name, image(_ -> cast)));
        return Collections.unmodifiableMap(all);
    }

    private static LayerReader image(LayerReader.TensorReader reader) {
        return (settings, _) -> new ImageLayer(reader.read(settings));
    }
}
