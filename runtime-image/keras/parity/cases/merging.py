"""Several tensors to one."""

import keras
import numpy as np
from keras import layers

from cases import IMAGE, Case

MERGES = [layers.Add, layers.Multiply, layers.Average, layers.Maximum, layers.Minimum, layers.Subtract]


def cases():
    for merge in MERGES:
        name = merge.__name__
        two = merge is layers.Subtract
        yield Case(f"merge-{name}", merged(merge(), [(3, 4)] * (2 if two else 3)), small=True)
        yield Case(f"merge-{name}-any-length", merged(merge(), [(None, 4)] * 2))
        yield Case(f"merge-{name}-broadcast", merged(merge(), [IMAGE, (1, 1, IMAGE[-1])]))
        yield Case(f"merge-{name}-ranks", merged(merge(), [(3, 4), (4,)]), small=two)
        yield Case(f"merge-{name}-ranks-reversed", merged(merge(), [(4,), (2, 3, 4)]))
        yield Case(f"merge-{name}-any-ranks", merged(merge(), [(None, 4), (4,)]))
        if not two:
            yield Case(f"merge-{name}-four", merged(merge(), [(4,)] * 4))
            yield Case(f"merge-{name}-masked", masked_merge(merge(), [True, True]), inputs=tokens(2))
            yield Case(f"merge-{name}-masked-once", masked_merge(merge(), [True, False]), inputs=tokens(2))
            yield Case(f"merge-{name}-masked-other", masked_merge(merge(), [False, True]), inputs=tokens(2))
            yield Case(f"merge-{name}-masked-three", masked_merge(merge(), [True, False, True]), inputs=tokens(3))
    yield Case("merge-Subtract-masked", masked_merge(layers.Subtract(), [True, True]), inputs=tokens(2))
    yield Case("merge-Add-integers", merged(layers.Add(), [(4,), (4,)], "int32"))
    yield Case("merge-Add-once", merged(layers.Add(), [(4,)]))

    for name, axis, shapes in (
        ("last", -1, [(3, 4), (3, 2), (3, 1)]), ("axis-1", 1, [(3, 4), (2, 4)]), ("any-length", 1, [(None, 4), (2, 4)]),
        ("any-both", 1, [(None, 4), (None, 4)]), ("any-other", -1, [(None, 4), (None, 2)]), ("image", 3, [IMAGE, IMAGE]),
        ("negative", -2, [(3, 4), (2, 4)]), ("vectors", -1, [(3,), (2,), (4,)]),
    ):  # fmt: skip
        yield Case(f"concatenate-{name}", merged(layers.Concatenate(axis=axis), shapes), small=name == "axis-1")
    for axis in (1, 2):
        for masks in ((True, True), (True, False), (False, True)):
            name = "-".join("masked" if each else "plain" for each in masks)
            model = masked_merge(layers.Concatenate(axis=axis), masks)
            yield Case(f"concatenate-axis-{axis}-{name}", model, inputs=tokens(2))

    for name, axes, shapes in (
        ("vectors", 1, [(4,), (4,)]), ("last", -1, [(3, 4), (5, 4)]), ("first", 1, [(4, 3), (4, 5)]),
        ("mixed", (2, 1), [(3, 4), (4, 5)]), ("matrix-vector", (2, 1), [(3, 4), (4,)]), ("vector-matrix", (1, 2), [(4,), (3, 4)]),
        ("higher", (3, 1), [(2, 3, 4), (4, 5)]), ("higher-right", (2, 1), [(3, 4), (4, 2, 5)]),
        ("higher-both", (2, 3), [(2, 4, 3), (5, 2, 4)]), ("any-length", -1, [(None, 4), (None, 4)]),
        ("any-length-of-one", (2, 1), [(None, 4), (4, 5)]), ("negative", (-1, -2), [(3, 4), (4, 5)]),
        ("vector-higher", (1, 3), [(4,), (3, 2, 4)]),
    ):  # fmt: skip
        for normalize in (False, True):
            model = merged(layers.Dot(axes=axes, normalize=normalize), shapes)
            suffix = "-normalized" if normalize else ""
            yield Case(f"dot-{name}{suffix}", model, small=name == "mixed")


def merged(merge, shapes, dtype=None):
    inputs = [keras.Input(shape, name=f"part_{i}", dtype=dtype) for i, shape in enumerate(shapes)]
    return keras.Model(inputs, merge(inputs))


def masked_merge(merge, masks):
    """What a merge makes of masks: its own output, and what attention sees of its mask."""
    inputs = [keras.Input((6,), name=f"part_{i}", dtype="int32") for i in range(len(masks))]
    tensors = [layers.Embedding(5, 4, mask_zero=mask)(x) for x, mask in zip(inputs, masks)]
    result = merge(tensors)
    attended = layers.Attention()([result, result])
    return keras.Model(inputs, [result, attended])


def tokens(count):
    """Rows of numbers with gaps: steps that all, one or none of the inputs mask."""

    def make(rng, batch):
        rows = [rng.integers(0, 5, (batch, 6)) * (rng.integers(0, 3, (batch, 6)) > 0) for _ in range(count)]
        return [row.astype("int32") for row in rows]

    return make
