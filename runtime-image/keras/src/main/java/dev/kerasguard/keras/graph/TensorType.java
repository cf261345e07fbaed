package dev.kerasguard.keras.graph;

/** What a tensor holds: its element type and its shape. */
public record TensorType(DType dtype, Shape shape) {}
