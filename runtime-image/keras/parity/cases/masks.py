"""The masks that tensors carry: where they come from, which layers let them pass, and who heeds them."""

import keras
import numpy as np
from keras import layers

from cases import Case

# Layers between a mask and the attention that shows whether it is still there.
PASSING = {
    "dense": lambda: layers.Dense(4), "einsum-dense": lambda: layers.EinsumDense("abc,cd->abd", (6, 4)),
    "activation": lambda: layers.Activation("tanh"), "relu": lambda: layers.ReLU(), "leaky-relu": lambda: layers.LeakyReLU(),
    "elu": lambda: layers.ELU(), "prelu": lambda: layers.PReLU(), "identity": lambda: layers.Identity(),
    "batch-normalization": lambda: layers.BatchNormalization(), "layer-normalization": lambda: layers.LayerNormalization(),
    "group-normalization": lambda: layers.GroupNormalization(2), "rms-normalization": lambda: layers.RMSNormalization(),
    "unit-normalization": lambda: layers.UnitNormalization(),
    "spectral-normalization": lambda: layers.SpectralNormalization(layers.Dense(4)),
    "spectral-normalization-einsum": lambda: layers.SpectralNormalization(layers.EinsumDense("abc,cd->abd", (6, 4))),
    "dropout": lambda: layers.Dropout(0.5), "spatial-dropout": lambda: layers.SpatialDropout1D(0.5),
    "gaussian-dropout": lambda: layers.GaussianDropout(0.5), "gaussian-noise": lambda: layers.GaussianNoise(0.5),
    "alpha-dropout": lambda: layers.AlphaDropout(0.5), "activity-regularization": lambda: layers.ActivityRegularization(0.1),
    "masking": lambda: layers.Masking(),
}  # fmt: skip


def cases():
    for name, make in PASSING.items():
        yield Case(f"mask-through-{name}", through(make()), inputs=tokens, small=name in ("dense", "rms-normalization"))
    yield Case("mask-of-embedding", through(None), inputs=tokens, small=True)
    yield Case("mask-of-embedding-without", through(None, False), inputs=tokens)
    yield Case("mask-of-masking", of_masking(), inputs=gaps)
    yield Case("mask-of-masking-twice", of_masking(layers.Masking(2.0)), inputs=gaps)
    yield Case("mask-in-sequential", in_sequential(), inputs=tokens)
    yield Case("mask-in-nested-model", in_nested(), inputs=tokens)

    for layer in ("mha", "gqa", "attention", "additive"):
        for call in ({}, {"use_causal_mask": True}, {"return_attention_scores": True}):
            suffix = "".join("-" + key.split("_")[1] for key in call)
            yield Case(f"mask-{layer}-self{suffix}", self_attention(layer, call), inputs=tokens)
            yield Case(f"mask-{layer}-cross{suffix}", cross_attention(layer, call), inputs=two)
        yield Case(f"mask-{layer}-query-only", cross_attention(layer, {}, (True, False)), inputs=two)
        yield Case(f"mask-{layer}-value-only", cross_attention(layer, {}, (False, True)), inputs=two)
        yield Case(f"mask-{layer}-output", self_attention(layer, {}, again=True), inputs=tokens)
    yield Case("mask-mha-key", with_key(), inputs=lambda rng, batch: two(rng, batch) + tokens(rng, batch, 7))
    yield Case("mask-mha-by-keyword", by_keyword(), inputs=three)
    yield Case("mask-mha-attention-mask", with_attention_mask(), inputs=two_and_mask)
    yield Case("mask-mha-residual", residual(layers.Add), inputs=tokens)
    yield Case("mask-mha-residual-product", residual(layers.Multiply), inputs=tokens)
    yield Case("mask-mha-residual-maximum", residual(layers.Maximum), inputs=tokens)
    yield Case("mask-transformer", transformer(), inputs=tokens)


def embedded(name="x", length=6, mask=True):
    x = keras.Input((length,), name=name, dtype="int32")
    return x, layers.Embedding(5, 4, mask_zero=mask)(x)


def show(tensor):
    """Attention of a tensor to itself gives other numbers when the tensor carries a mask."""
    return layers.Attention()([tensor, tensor])


def through(layer, mask=True):
    x, y = embedded(mask=mask)
    y = layer(y) if layer else y
    return keras.Model(x, [y, show(y)])


def of_masking(*more):
    x = keras.Input((6, 4), name="x")
    y = layers.Masking()(x)
    for layer in more:
        y = layer(y)
    return keras.Model(x, show(y))


def in_sequential():
    steps = [keras.Input((6,), dtype="int32"), layers.Embedding(5, 4, mask_zero=True), layers.Dense(4)]
    x = keras.Input((6,), name="x", dtype="int32")
    return keras.Model(x, show(keras.Sequential(steps, name="inner")(x)))


def in_nested():
    a = keras.Input((6, 4), name="a")
    inner = keras.Model(a, show(layers.Dense(4)(a)), name="inner")
    x, y = embedded()
    return keras.Model(x, inner(y))


def layer_of(kind):
    return {
        "mha": lambda: layers.MultiHeadAttention(2, 3), "gqa": lambda: layers.GroupQueryAttention(3, 4, 2),
        "attention": lambda: layers.Attention(), "additive": lambda: layers.AdditiveAttention(),
    }[kind]()  # fmt: skip


def call_of(kind, tensors, call):
    layer = layer_of(kind)
    return layer(*tensors, **call) if kind in ("mha", "gqa") else layer(tensors, **call)


def self_attention(kind, call, again=False):
    x, y = embedded()
    result = call_of(kind, [y, y], call)
    return keras.Model(x, show(result) if again else result)


def cross_attention(kind, call, masks=(True, True)):
    x, y = embedded(mask=masks[0])
    z, w = embedded("z", 7, masks[1])
    return keras.Model([x, z], call_of(kind, [y, w], call))


def with_key():
    x, y = embedded()
    z, w = embedded("z", 7)
    k, v = embedded("k", 7)
    return keras.Model([x, z, k], layers.MultiHeadAttention(2, 3)(y, w, v))


def by_keyword():
    x, z = keras.Input((6, 4), name="x"), keras.Input((7, 4), name="z")
    mask = keras.Input((7,), name="mask", dtype="bool")
    return keras.Model([x, z, mask], layers.MultiHeadAttention(2, 3)(x, z, value_mask=mask))


def with_attention_mask():
    x, y = embedded()
    z, w = embedded("z", 7)
    mask = keras.Input((6, 7), name="mask", dtype="bool")
    return keras.Model([x, z, mask], layers.MultiHeadAttention(2, 3)(y, w, attention_mask=mask, use_causal_mask=True))


def residual(merge):
    """The mask of what attention was called with ends at that call."""
    x, y = embedded()
    attended = layers.MultiHeadAttention(2, 3)(y, y)
    merged = merge()([y, attended])
    return keras.Model(x, [merged, show(merged)])


def transformer():
    x, y = embedded()
    for _ in range(2):
        attended = layers.MultiHeadAttention(2, 3)(y, y)
        y = layers.LayerNormalization()(layers.Add()([y, layers.Dropout(0.1)(attended)]))
        inner = layers.Dense(4)(layers.Dense(8, activation="gelu")(y))
        y = layers.LayerNormalization()(layers.Add()([y, inner]))
    return keras.Model(x, y)


def tokens(rng, batch, length=6):
    return [(rng.integers(1, 5, (batch, length)) * (rng.integers(0, 3, (batch, length)) > 0)).astype("int32")]


def two(rng, batch):
    return tokens(rng, batch) + tokens(rng, batch, 7)


def three(rng, batch):
    first = rng.normal(0, 1, (batch, 6, 4)).astype("float32")
    second = rng.normal(0, 1, (batch, 7, 4)).astype("float32")
    return [first, second, rng.integers(0, 2, (batch, 7)).astype(bool)]


def two_and_mask(rng, batch):
    return two(rng, batch) + [rng.integers(0, 3, (batch, 6, 7)) > 0]


def gaps(rng, batch):
    x = rng.normal(0, 1, (batch, 6, 4)).astype("float32")
    x[rng.integers(0, 3, (batch, 6)) == 0] = 0
    x[0, 1] = 2
    return [x]
