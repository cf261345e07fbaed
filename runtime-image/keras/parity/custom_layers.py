"""Layers of an owner's own, as the tests build them in Java; docs/custom-layers.md shows the first."""

import keras
from keras import layers, ops


@keras.saving.register_keras_serializable(package="acme")
class GatedDense(layers.Layer):
    """A dense layer of which a second one lets through as much as it wants."""

    def __init__(self, units, activation="mish", **kwargs):
        super().__init__(**kwargs)
        self.units = units
        self.activation = keras.activations.get(activation)
        self.gate = layers.Dense(units, activation="sigmoid", dtype=self.dtype_policy)
        self.supports_masking = True

    def build(self, input_shape):
        self.kernel = self.add_weight(name="kernel", shape=(input_shape[-1], self.units))
        self.shift = self.add_weight(name="shift", shape=(self.units,), trainable=False)
        self.bias = self.add_weight(name="bias", shape=(self.units,))
        self.gate.build(input_shape)

    def call(self, inputs):
        x = ops.matmul(inputs, self.kernel) + self.bias - self.shift
        return self.activation(x) * self.gate(inputs)

    def compute_output_shape(self, input_shape):
        return (*input_shape[:-1], self.units)

    def get_config(self):
        activation = keras.activations.serialize(self.activation)
        return {**super().get_config(), "units": self.units, "activation": activation}


@keras.saving.register_keras_serializable(package="acme")
class Residual(layers.Layer):
    """What a layer gives, times a number, added to what it was called with; masks end here."""

    def __init__(self, layer, factor=0.5, **kwargs):
        super().__init__(**kwargs)
        self.layer = layer
        self.factor = factor

    def call(self, inputs):
        return inputs + self.factor * self.layer(inputs)

    def get_config(self):
        layer = keras.saving.serialize_keras_object(self.layer)
        return {**super().get_config(), "layer": layer, "factor": self.factor}

    @classmethod
    def from_config(cls, config):
        return cls(keras.saving.deserialize_keras_object(config.pop("layer")), **config)


@keras.saving.register_keras_serializable(package="acme")
class Mixed_Pair(layers.Layer):
    """Two tensors, one of them by name, in two ways; its dense layers are a list."""

    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.units = units
        self.blocks = [layers.Dense(u) for u in units]

    def build(self, first_shape, second_shape=None):
        for block in self.blocks:
            block.build(first_shape)

    def call(self, first, second=None):
        a, b = (block(first) for block in self.blocks)
        return a + second, ops.maximum(b, second)

    def get_config(self):
        return {**super().get_config(), "units": self.units}
