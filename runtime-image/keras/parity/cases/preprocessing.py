"""Layers that make categories of numbers and strings."""

import keras
import numpy as np
from keras import layers

from cases import Case

WORDS = ["the", "cat", "sat", "on", "mat", "dog", "Ünïcode", "", "42", "日本", "a b"]


def words(rng, batch, shape):
    return np.array(rng.choice(WORDS, (batch, *shape)), dtype=object)


def numbers(low, high, dtype="int64"):
    return lambda rng, batch, shape: rng.integers(low, high + 1, (batch, *shape)).astype(dtype)


def real(rng, batch, shape):
    return rng.normal(0, 2, (batch, *shape)).astype("float32")


def one(name, layer, shape, dtype, make, small=False, **options):
    """A model of one layer on one input."""

    def model():
        x = keras.Input(shape, name="x", dtype=dtype)
        return keras.Model(x, layer()(x))

    def inputs(rng, batch):
        known = tuple(4 if size is None else size for size in shape)
        return [make(rng, batch, known)]

    return Case(name, model, small=small, inputs=inputs, randomise=False, **options)


def cases():
    yield from category_encoding()
    yield from discretization()
    yield from hashing()
    yield from crossing()
    yield from spectrograms()


def category_encoding():
    for mode in ("multi_hot", "count", "one_hot"):
        make = lambda m=mode, **o: lambda: layers.CategoryEncoding(num_tokens=6, output_mode=m, **o)  # noqa: E731
        yield one(f"category-encoding-{mode}", make(), (3,), "int64", numbers(0, 5), small=True)
        yield one(f"category-encoding-{mode}-int32", make(), (3,), "int32", numbers(0, 5, "int32"))
        yield one(f"category-encoding-{mode}-any", make(), (None,), "int64", numbers(0, 8))
        yield one(f"category-encoding-{mode}-one", make(), (1,), "int64", numbers(0, 5))
        yield one(f"category-encoding-{mode}-deep", make(), (2, 3), "int64", numbers(0, 5))
        if mode == "one_hot":  # TensorFlow counts in no half precision
            yield one(f"category-encoding-{mode}-float16", make(dtype="float16"), (3,), "int32", numbers(0, 5, "int32"))
        yield one(f"category-encoding-{mode}-int", make(dtype="int64"), (3,), "int64", numbers(0, 5))

    def weighted():
        x, w = keras.Input((3,), name="x", dtype="int64"), keras.Input((3,), name="w")
        return keras.Model([x, w], layers.CategoryEncoding(6, output_mode="count")(x, count_weights=w))

    yield Case(
        "category-encoding-count-weights", weighted, small=True,
        inputs=lambda rng, batch: [rng.integers(0, 6, (batch, 3)), rng.normal(0, 1, (batch, 3)).astype("float32")],
    )  # fmt: skip


def discretization():
    bounds = [-1.5, 0.0, 0.25, 2.0]
    for mode in ("int", "one_hot", "multi_hot", "count"):
        make = lambda m=mode, **o: lambda: layers.Discretization(bounds, output_mode=m, **o)  # noqa: E731
        yield one(f"discretization-{mode}", make(), (3,), "float32", real, small=True)
        yield one(f"discretization-{mode}-any", make(), (None,), "float32", real)
        yield one(f"discretization-{mode}-one", make(), (1,), "float32", real)
        yield one(f"discretization-{mode}-deep", make(), (2, 3), "float32", real)
        yield one(f"discretization-{mode}-whole", make(), (3,), "int32", numbers(-3, 3, "int32"))

    def adapted():
        layer = layers.Discretization(num_bins=4)
        layer.adapt(np.random.default_rng(1).normal(0, 2, (200,)).astype("float32"))
        return layer

    yield one("discretization-adapted", adapted, (3,), "float32", real, small=True)
    yield one("discretization-bounds-hit", lambda: layers.Discretization([0.0, 1.0]), (3,), "int64", numbers(-1, 2))


def hashing():
    for kind, dtype, make in (("text", "string", words), ("int64", "int64", numbers(-9, 99)), ("int32", "int32", numbers(0, 9, "int32"))):
        mask = "cat" if kind == "text" else 3
        options = {
            "": {}, "-salt": {"salt": 133}, "-salts": {"salt": [133, 137]}, "-mask": {"mask_value": mask},
            "-mask-salt": {"mask_value": mask, "salt": 5}, "-int32": {"dtype": "int32"},
            "-one-hot": {"output_mode": "one_hot"}, "-multi-hot": {"output_mode": "multi_hot"},
            "-count": {"output_mode": "count"},
        }  # fmt: skip
        for name, option in options.items():
            layer = lambda o=option: layers.Hashing(num_bins=7, **o)  # noqa: E731
            yield one(f"hashing-{kind}{name}", layer, (3,), dtype, make, small=name in ("", "-salt") and kind != "int32")
        yield one(f"hashing-{kind}-one-hot-one", lambda: layers.Hashing(5, output_mode="one_hot"), (1,), dtype, make)
        yield one(f"hashing-{kind}-many", lambda: layers.Hashing(1_000_003), (None, 2), dtype, make)
    yield one("hashing-float", lambda: layers.Hashing(7), (3,), "float32", real)


def crossing():
    def crossed(name, kinds, shape, small=False, **options):
        def model():
            inputs = [keras.Input(shape, name=f"x{i}", dtype=dtype) for i, dtype in enumerate(kinds)]
            return keras.Model(inputs, layers.HashedCrossing(**options)(inputs))

        def make(rng, batch):
            return [words(rng, batch, shape) if d == "string" else rng.integers(0, 9, (batch, *shape)).astype(d) for d in kinds]

        return Case(f"hashed-crossing-{name}", model, small=small, inputs=make, randomise=False)

    yield crossed("text", ("string", "string"), (1,), small=True, num_bins=11)
    yield crossed("numbers", ("int64", "int64"), (1,), num_bins=11)
    yield crossed("mixed", ("string", "int64"), (1,), num_bins=11)
    yield crossed("int32", ("string", "int32"), (1,), num_bins=11)
    yield crossed("flat", ("string", "int64"), (), num_bins=11)
    yield crossed("one-hot", ("string", "int64"), (1,), small=True, num_bins=5, output_mode="one_hot")
    yield crossed("one-hot-flat", ("string", "int64"), (), num_bins=5, output_mode="one_hot")
    yield crossed("int32-out", ("string", "int64"), (1,), num_bins=5, dtype="int32")


def spectrograms():
    signal = lambda rng, batch, shape: rng.normal(0, 1, (batch, *shape)).astype("float32")  # noqa: E731
    for mode in ("log", "magnitude", "psd", "real", "imag", "angle", "stft"):
        layer = lambda m=mode: layers.STFTSpectrogram(mode=m, frame_length=16, frame_step=5, fft_length=32)  # noqa: E731
        yield one(f"stft-spectrogram-{mode}", layer, (60, 2), "float32", signal, small=mode == "magnitude")
        layer = lambda m=mode: layers.STFTSpectrogram(mode=m, frame_length=16, padding="same", expand_dims=True, data_format="channels_first")  # noqa: E731
        yield one(f"stft-spectrogram-{mode}-channels-first", layer, (2, 60), "float32", signal)
    yield one("stft-spectrogram-options", lambda: layers.STFTSpectrogram(mode="magnitude", frame_length=12, window="hamming", periodic=True, scaling="spectrum", expand_dims=True), (50, 1), "float32", signal)
    yield one("stft-spectrogram-plain", lambda: layers.STFTSpectrogram(mode="magnitude", frame_length=12, window=None, scaling=None), (50, 1), "float32", signal)
    for name, options in {
        "": {}, "-amplitude": {"power_to_db": False}, "-magnitude": {"mag_exp": 1.0, "power_to_db": False},
        "-hamming": {"window": "hamming"}, "-short": {"sequence_length": 48}, "-no-window": {"window": None},
        "-range": {"min_freq": 100.0, "max_freq": 3000.0, "sampling_rate": 8000}, "-db": {"top_db": 20.0, "ref_power": 2.0, "min_power": 1e-5},
    }.items():  # fmt: skip
        layer = lambda o=options: layers.MelSpectrogram(fft_length=64, sequence_stride=20, num_mel_bins=8, **o)  # noqa: E731
        yield one(f"mel-spectrogram{name}", layer, (200,), "float32", signal, small=name == "")
