package dev.kerasguard.keras.assembly;

import dev.kerasguard.keras.ModelFormat;
import dev.kerasguard.keras.config.ModelConfig;
import dev.kerasguard.keras.layers.Assets;
import dev.kerasguard.keras.weights.WeightFile;

/**
 * A model of Keras as its file tells it, before anything is built.
 *
 * @param format KERAS or H5
 * @param config what the model is
 * @param weights its weights, as long as the memory that they were read into
 * @param assets what it has beside its weights
 */
public record ModelFile(ModelFormat format, ModelConfig config, WeightFile weights, Assets assets) {}
