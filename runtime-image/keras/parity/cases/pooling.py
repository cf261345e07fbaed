"""Layers that keep the largest or the mean of windows."""

import itertools

import keras
from keras import layers

from cases import IMAGE, Case, chain
from cases.convolution import FORMATS, KERNELS, PADDINGS, UNEVEN, shape, unknown


def cases():
    for rank, kind in itertools.product((1, 2, 3), ("Max", "Average")):
        pool = getattr(layers, f"{kind}Pooling{rank}D")
        name = f"{kind.lower()}-pooling{rank}d"
        for padding, data_format in itertools.product(PADDINGS, FORMATS):
            keys = {"padding": padding, "data_format": f"channels_{data_format}"}
            at = shape(rank, data_format)
            for strides in (1, 2, UNEVEN[rank]):
                suffix = str(strides).strip("()").replace(", ", "x")
                stem = f"{name}-{data_format}-{padding}-strides-{suffix}"
                small = strides == 2 and data_format == "last"
                yield Case(stem, chain(at, pool(KERNELS[rank], strides=strides, **keys)), small=small)
            yield Case(f"{name}-{data_format}-{padding}-default-strides", chain(at, pool(2, **keys)))
            yield Case(f"{name}-{data_format}-{padding}-any-size", chain(unknown(rank, data_format), pool(3, 2, **keys)))
        yield Case(f"{name}-large-same", chain(shape(rank), pool(13, strides=1, padding="same")))
        for policy, tolerance in (("float16", 2e-3), ("bfloat16", 1.6e-2), ("float64", 1e-4)):
            if rank < 3:  # TensorFlow has no kernels for volumes of these.
                yield Case(f"{name}-{policy}", chain(shape(rank), pool(2, dtype=policy)), tolerance=tolerance)
        everything = getattr(layers, f"Global{kind}Pooling{rank}D")
        for data_format, keepdims in itertools.product(FORMATS, (False, True)):
            keys = {"data_format": f"channels_{data_format}", "keepdims": keepdims}
            suffix = f"{data_format}{'-keepdims' if keepdims else ''}"
            small = data_format == "last" and rank < 3
            stem = f"global-{name}-{suffix}"
            yield Case(stem, chain(shape(rank, data_format), everything(**keys)), small=small)
            yield Case(f"{stem}-any-size", chain(unknown(rank, data_format), everything(**keys)))
        adaptive = getattr(layers, f"Adaptive{kind}Pooling{rank}D")
        # Not 1: for that, Keras with TensorFlow tries a window larger than the input, and the process dies.
        sizes = {
            1: (2, 3, 4, 7, 10, 11),
            2: (2, 3, 4, 5, (9, 4), (2, 8), (6, 7)),
            3: (2, (3, 7, 2), (4, 5, 3), (5, 6, 4)),
        }[rank]
        for data_format, size in itertools.product(FORMATS, sizes):
            suffix = str(size).strip("()").replace(", ", "x")
            layer = adaptive(size, data_format=f"channels_{data_format}")
            small = data_format == "last" and size in (4, (6, 7))
            yield Case(f"adaptive-{name}-{data_format}-{suffix}", chain(shape(rank, data_format), layer), small=small)
        yield Case(f"adaptive-{name}-larger", chain(shape(rank), adaptive(13)))
        yield Case(f"adaptive-{name}-long", chain(shape(rank, sizes=(53, 6, 5)[:rank]), adaptive((23, 5, 3)[:rank])))
    yield Case("max-pooling2d-of-integers", chain(IMAGE, layers.MaxPooling2D(2), dtype="int32"))
    yield Case("global-average-pooling2d-of-integers", chain(IMAGE, layers.GlobalAveragePooling2D(), dtype="uint8"))
    for keepdims in (False, True):
        yield Case(f"global-average-pooling1d-mask{'-keepdims' if keepdims else ''}", masked(keepdims), inputs=words)
    yield Case("global-average-pooling1d-mask-first", masked_first(), inputs=steps)



def words(rng, batch):
    numbers = rng.integers(1, 9, (batch, 6)).astype("int32")
    for row in numbers:
        row[rng.integers(1, 7) :] = 0
    return [numbers]


def steps(rng, batch):
    mask = rng.integers(0, 2, (batch, 3)).astype(bool)
    mask[:, 1] = True
    return [rng.normal(0, 1.5, (batch, 5, 3)).astype("float32"), mask]


def masked(keepdims):
    return chain(
        (6,),
        layers.Embedding(9, 4, mask_zero=True),
        layers.GlobalAveragePooling1D(keepdims=keepdims),
        dtype="int32",
    )


def masked_first():
    steps = keras.Input((5, 3), name="steps")
    mask = keras.Input((3,), dtype="bool", name="mask")
    return keras.Model([steps, mask], layers.GlobalAveragePooling1D(data_format="channels_first")(steps, mask=mask))
