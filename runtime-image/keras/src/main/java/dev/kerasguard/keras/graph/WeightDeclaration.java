package dev.kerasguard.keras.graph;

/**
 * A weight that a model needs, before any file was asked for it.
 *
 * @param path where Keras 3 stores it, such as {@code layers/dense/vars/0}
 * @param type element type and shape that the layer's settings make it
 * @param trainable whether training changes it by gradients; legacy files store those first
 * @param place the layer's place in config.json, for refusals
 */
public record WeightDeclaration(String path, TensorType type, boolean trainable, String place) {}
