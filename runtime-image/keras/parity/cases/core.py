"""Dense layers, embeddings and what marks steps."""

import keras
import numpy as np
from keras import layers

from cases import Case, chain

EINSUMS = [
    ("vector", (4,), "ab,bc->ac", 3, "c"),
    ("sequence", (5, 4), "abc,cd->abd", (5, 3), "d"),
    ("sequence-any-length", (None, 4), "abc,cd->abd", (None, 3), "d"),
    ("heads", (None, 4), "abc,cde->abde", (None, 2, 3), "de"),
    ("heads-bias-last", (5, 4), "abc,cde->abde", (5, 2, 3), "e"),
    ("heads-bias-first", (5, 4), "abc,cde->abde", (5, 2, 3), "d"),
    ("heads-joined", (None, 2, 3), "abcd,cde->abe", (None, 4), "e"),
    ("steps-mixed", (5, 4), "abc,bd->adc", (3, 4), "d"),
    ("steps-and-channels", (5, 4), "abc,bcd->ad", 3, "d"),
    ("kernel-turned", (5, 4), "abc,dc->abd", (5, 3), "d"),
    ("kernel-per-step", (5, 4), "abc,bcd->abd", (5, 3), "bd"),
    ("output-turned", (5, 4), "abc,cd->adb", (3, 5), "d"),
    ("ellipsis-first", (5, 4), "...x,xy->...y", 3, "y"),
    ("ellipsis-first-vector", (4,), "...x,xy->...y", 3, "y"),
    ("ellipsis-first-two", (5, 2, 4), "...bc,cd->...bd", (2, 3), "bd"),
    ("ellipsis-last", (5, 4, 2), "ab...,bc->ac...", (3,), "c"),
    ("ellipsis-last-one", (5, 2), "ab...,bc->ac...", 3, "c"),
    ("elementwise", (5, 4), "abc,bc->abc", (5, 4), "c"),
    ("summed-away", (5, 4), "abc,cd->ad", 3, "d"),
    ("capitals", (5, 4), "BTc,cD->BTD", (5, 3), "D"),
]


def cases():
    for name, shape, layer, small in (
        ("vector", (5,), layers.Dense(3), True),
        ("no-bias-gelu", (5,), layers.Dense(3, use_bias=False, activation="gelu"), False),
        ("sequence", (4, 5), layers.Dense(3, activation="relu"), True),
        ("any-length", (None, 5), layers.Dense(3, activation="softmax"), False),
        ("image", (3, 4, 5), layers.Dense(2), False),
        ("any-image", (None, None, 5), layers.Dense(2, use_bias=False, activation="tanh"), False),
        ("volume", (2, 3, 2, 5), layers.Dense(2, activation="elu"), False),
        ("one-unit", (7,), layers.Dense(1, activation="sigmoid"), False),
        ("regularised", (7,), layers.Dense(3, kernel_regularizer="l2", kernel_constraint="max_norm"), False),
        ("lora", (7,), layers.Dense(3, lora_rank=2), True),
    ):
        yield Case(f"dense-{name}", chain(shape, layer), small=small)
    yield Case("dense-integers", chain((5,), layers.Dense(3), dtype="int32"))

    for name, shape, equation, output, bias in EINSUMS:
        for suffix, axes in (("", bias), ("-no-bias", None)):
            layer = layers.EinsumDense(equation, output, bias_axes=axes)
            small = name in ("heads", "ellipsis-last") and axes is not None
            yield Case(f"einsum-{name}{suffix}", chain(shape, layer), small=small)
    yield Case("einsum-activation", chain((5, 4), layers.EinsumDense("abc,cde->abde", (5, 2, 3), "tanh", "de")))
    yield Case("einsum-lora", chain((5, 4), layers.EinsumDense("abc,cd->abd", (5, 3), bias_axes="d", lora_rank=2)))

    for name, shape, dtype, options in (
        ("plain", (6,), "int32", {}),
        ("any-length", (None,), "int32", {}),
        ("wide-numbers", (6,), "int64", {}),
        ("small-numbers", (6,), "uint8", {}),
        ("floats", (6,), "float32", {}),
        ("table", (2, 3), "int32", {}),
        ("lora", (6,), "int32", {"lora_rank": 2}),
    ):
        model = chain(shape, layers.Embedding(7, 3, **options), dtype=dtype)
        yield Case(f"embedding-{name}", model, small=name == "plain", inputs=numbers(shape, dtype))
    yield Case(
        "embedding-negative-numbers",
        chain((6,), layers.Embedding(7, 3), dtype="int32"),
        inputs=lambda rng, batch: [rng.integers(-7, 7, (batch, 6)).astype("int32")],
    )
    for name, options in (
        ("tied", {}), ("untied", {"tie_weights": False}), ("capped", {"logit_soft_cap": 1.5}),
        ("wider", {"reverse_dtype": "float64"}),
    ):  # fmt: skip
        yield Case(f"reversible-embedding-{name}", reversible(**options), small=name == "untied")

    yield Case("masking", chain((6, 3), layers.Masking(), layers.Identity()), small=True, inputs=gaps(0))
    yield Case("masking-value", chain((6, 3), layers.Masking(mask_value=-1.5)), inputs=gaps(-1.5))
    yield Case("masking-any-length", chain((None, 3), layers.Masking()), inputs=gaps(0))
    yield Case("identity", chain((3, 4), layers.Identity()))


def numbers(shape, dtype):
    return lambda rng, batch: [rng.integers(0, 7, (batch, *[6 if n is None else n for n in shape])).astype(dtype)]


def gaps(value):
    """Sequences in which some steps hold nothing."""

    def make(rng, batch):
        x = rng.normal(0, 1, (batch, 6, 3)).astype("float32")
        x[rng.integers(0, 3, (batch, 6)) == 0] = value
        x[0, 2], x[0, 4, 0] = value, value
        return [x]

    return make


def reversible(**options):
    table = layers.ReversibleEmbedding(7, 4, **options)
    a = keras.Input((5,), name="a", dtype="int32")
    return keras.Model(a, table(layers.Dense(4)(table(a)), reverse=True))
