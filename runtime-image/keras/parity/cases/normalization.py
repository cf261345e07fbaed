"""Layers that centre and scale."""

import keras
import numpy as np
from keras import layers

from cases import IMAGE, Case, chain

SHAPES = {"vector": (6,), "sequence": (5, 6), "any-length": (None, 6), "image": IMAGE, "volume": (2, 3, 2, 4)}


def cases():
    for name, shape in SHAPES.items():
        small = name == "image"
        yield Case(f"batch-normalization-{name}", chain(shape, layers.BatchNormalization()), small=small)
        yield Case(f"layer-normalization-{name}", chain(shape, layers.LayerNormalization()), small=name == "sequence")
        yield Case(f"rms-normalization-{name}", chain(shape, layers.RMSNormalization()), small=name == "sequence")
        yield Case(f"unit-normalization-{name}", chain(shape, layers.UnitNormalization()), small=name == "sequence")
        yield Case(f"group-normalization-{name}", chain(shape, layers.GroupNormalization(groups=2)), small=small)

    for name, shape, options in (
        ("axis-1", IMAGE, {"axis": 1}), ("axis-2", IMAGE, {"axis": -2}), ("plain", IMAGE, {"center": False, "scale": False}),
        ("no-scale", (6,), {"scale": False, "epsilon": 1e-5}), ("no-center", (6,), {"center": False}),
        ("large-epsilon", (5, 6), {"epsilon": 0.7}), ("renorm", (5, 6), {"renorm": True}),
        ("channels-first", (4, None, None), {"axis": 1}), ("momentum", (6,), {"momentum": 0.5}),
    ):  # fmt: skip
        model = chain(shape, layers.BatchNormalization(**options))
        yield Case(f"batch-normalization-{name}", model, small=name in ("axis-1", "plain"))
    for name, shape, options in (
        ("plain", (6,), {"center": False, "scale": False}), ("no-scale", (5, 6), {"scale": False}),
        ("no-center", (5, 6), {"center": False}), ("axis-1", (5, 6), {"axis": 1}), ("axes", (5, 6), {"axis": [1, 2]}),
        ("axes-of-image", IMAGE, {"axis": [1, 3]}), ("negative-axes", IMAGE, {"axis": [-1, -2]}),
        ("large-epsilon", (5, 6), {"epsilon": 0.7}), ("by-variance", (5, 6), {"rms_scaling": True}),
        ("by-variance-axis-1", (5, 6), {"rms_scaling": True, "axis": 1}),
        ("by-variance-no-scale", (5, 6), {"rms_scaling": True, "scale": False}),
    ):  # fmt: skip
        model = chain(shape, layers.LayerNormalization(**options))
        yield Case(f"layer-normalization-{name}", model, small=name == "axes", inputs=shifted(shape))
    for name, shape, options in (
        ("instance", IMAGE, {"groups": -1}), ("one-group", IMAGE, {"groups": 1}), ("axis-1", (6, 5, 3), {"groups": 3, "axis": 1}),
        ("axis-middle", (3, 6, 5), {"groups": 2, "axis": -2}), ("no-scale", IMAGE, {"groups": 2, "scale": False}),
        ("no-center", IMAGE, {"groups": 2, "center": False}), ("plain", IMAGE, {"groups": 4, "center": False, "scale": False}),
        ("any-size", (None, None, 6), {"groups": 3}), ("any-size-axis-1", (6, None, None), {"groups": 3, "axis": 1}),
        ("large-epsilon", IMAGE, {"groups": 2, "epsilon": 0.5}),
    ):  # fmt: skip
        model = chain(shape, layers.GroupNormalization(**options))
        yield Case(f"group-normalization-{name}", model, small=name == "instance", inputs=shifted(shape))
    for name, shape, options in (
        ("axes", (5, 6), {"axis": [1, 2]}), ("epsilon", (5, 6), {"epsilon": 0.5}), ("square-axis-1", (6, 6), {"axis": 1}),
    ):  # fmt: skip
        yield Case(f"rms-normalization-{name}", chain(shape, layers.RMSNormalization(**options)))
    for name, shape, axis in (("axis-1", (5, 6), 1), ("axes", IMAGE, [1, 2]), ("negative-axes", IMAGE, [-1, -3])):
        yield Case(f"unit-normalization-{name}", chain(shape, layers.UnitNormalization(axis=axis)))
    yield Case("unit-normalization-zeros", chain((5, 6), layers.UnitNormalization()), inputs=some_zeros)

    yield Case("spectral-normalization-dense", chain((6,), layers.SpectralNormalization(layers.Dense(3))), small=True)
    wrapped = layers.SpectralNormalization(layers.EinsumDense("abc,cde->abde", (5, 2, 3)), power_iterations=3)
    yield Case("spectral-normalization-einsum", chain((5, 6), wrapped))
    wrapped = layers.SpectralNormalization(layers.Embedding(5, 3))
    yield Case("spectral-normalization-embedding", chain((4,), wrapped, dtype="int32"))
    wrapped = layers.SpectralNormalization(layers.Conv2D(3, 3))
    yield Case("spectral-normalization-convolution", chain(IMAGE, wrapped))
    yield Case("spectral-normalization-trained", trained_spectral(), randomise=False)


def shifted(shape):
    """Numbers that are neither centred nor of unit variance, row by row."""

    def make(rng, batch):
        size = (batch, *[7 if n is None else n for n in shape])
        offset = rng.normal(0, 3, size[:1] + (1,) * len(shape))
        return [(rng.normal(0, 2, size) + offset).astype("float32")]

    return make


def some_zeros(rng, batch):
    x = rng.normal(0, 2, (batch, 5, 6)).astype("float32")
    x[0, 1] = 0
    return [x]


def trained_spectral():
    model = chain((6,), layers.SpectralNormalization(layers.Dense(3, activation="tanh")), layers.Dense(1))
    model.compile("sgd", "mse")
    rng = np.random.default_rng(3)
    model.fit(rng.normal(size=(8, 6)), rng.normal(size=(8, 1)), epochs=2, verbose=0)
    return model
