"""Layers in which each step of a sequence looks at others."""

import keras
import numpy as np
from keras import layers

from cases import Case

SELF = [(5, 6)]
CROSS = [(5, 6), (7, 4)]
THREE = [(5, 6), (7, 4), (7, 3)]


def cases():
    yield from multi_head()
    yield from grouped()
    yield from plain()


def multi_head():
    def case(name, shapes, call=None, inputs=None, small=False, **options):
        layer = layers.MultiHeadAttention(**{"num_heads": 2, "key_dim": 3, **options})
        model = attended(layer, shapes, call or {})
        return Case(f"multi-head-attention-{name}", model, inputs=inputs, small=small)

    yield case("self", SELF, small=True)
    yield case("cross", CROSS)
    yield case("three", THREE, small=True)
    yield case("any-length", [(None, 6)])
    yield case("any-lengths", [(None, 6), (None, 4)])
    yield case("one-head", SELF, num_heads=1)
    yield case("value-dim", CROSS, value_dim=5)
    yield case("output-shape", SELF, output_shape=4)
    yield case("output-shape-two", SELF, output_shape=(2, 3))
    yield case("no-bias", THREE, use_bias=False)
    yield case("gate", CROSS, use_gate=True, value_dim=4)
    yield case("dropout", SELF, dropout=0.3)
    yield case("causal", SELF, {"use_causal_mask": True}, small=True)
    yield case("causal-any-length", [(None, 6)], {"use_causal_mask": True})
    yield case("causal-cross", CROSS, {"use_causal_mask": True})
    yield case("causal-dropout", SELF, {"use_causal_mask": True}, dropout=0.3)
    yield case("window", SELF, sliding_window=2)
    yield case("window-causal", SELF, {"use_causal_mask": True}, sliding_window=2)
    yield case("window-any-lengths", [(None, 6), (None, 4)], sliding_window=3)
    yield case("scores", CROSS, {"return_attention_scores": True}, small=True)
    yield case("scores-causal", SELF, {"return_attention_scores": True, "use_causal_mask": True})
    yield case("image-all", [(3, 2, 6)])
    yield case("image-all-no-bias", [(3, 2, 6)], use_bias=False, output_shape=(2, 3))
    yield case("image-rows", [(3, 2, 6)], attention_axes=1)
    yield case("image-columns", [(3, 2, 6)], attention_axes=(2,))
    yield case("image-both", [(3, 2, 6), (4, 5, 6)], attention_axes=(1, 2))
    yield case("image-any-size", [(None, None, 6)])
    yield case("image-scores", [(3, 2, 6)], {"return_attention_scores": True}, attention_axes=(1,))
    yield case("attention-axis-1", SELF, attention_axes=1)

    for name, options, call in (
        ("", {}, {}), ("-dropout", {"dropout": 0.1}, {}), ("-causal", {}, {"use_causal_mask": True}),
        ("-scores", {}, {"return_attention_scores": True}),
    ):  # fmt: skip
        model = with_attention_mask((5, 7), call, options)
        yield Case(f"multi-head-attention-mask{name}", model, inputs=attention_masks((5, 7)), small=not name)
    model = with_attention_mask((2, 5, 7), {}, {})
    yield Case("multi-head-attention-mask-per-head", model, inputs=attention_masks((2, 5, 7)))
    model = with_attention_mask((5, 7), {}, {}, dtype="int32")
    yield Case("multi-head-attention-mask-integers", model, inputs=attention_masks((5, 7), "int32"))

    x, y = keras.Input((5, 6), name="x"), keras.Input((7, 6), name="y")
    layer = layers.MultiHeadAttention(2, 3)
    yield Case("multi-head-attention-by-keyword", keras.Model([x, y], layer(query=x, value=y, key=y)))
    layer = layers.MultiHeadAttention(2, 3)
    yield Case("multi-head-attention-twice", keras.Model([x, y], layer(layer(x, y), x)))


def grouped():
    def case(name, shapes, call=None, inputs=None, small=False, **options):
        options = {"head_dim": 3, "num_query_heads": 4, "num_key_value_heads": 2, **options}
        model = attended(layers.GroupQueryAttention(**options), shapes, call or {})
        return Case(f"group-query-attention-{name}", model, inputs=inputs, small=small)

    cross = [(5, 6), (7, 6)]
    yield case("self", SELF, small=True)
    yield case("cross", cross)
    yield case("three", [(5, 6), (7, 6), (7, 3)])
    yield case("any-lengths", [(None, 6), (None, 6)])
    yield case("one-key-head", SELF, num_key_value_heads=1)
    yield case("all-key-heads", SELF, num_key_value_heads=4)
    yield case("no-bias", cross, use_bias=False)
    yield case("gate", cross, use_gate=True)
    yield case("dropout", SELF, dropout=0.3)
    yield case("causal", SELF, {"use_causal_mask": True})
    yield case("causal-any-length", [(None, 6)], {"use_causal_mask": True})
    yield case("window", SELF, sliding_window=2)
    yield case("scores", cross, {"return_attention_scores": True}, small=True)
    yield case("scores-causal", SELF, {"return_attention_scores": True, "use_causal_mask": True})


def plain():
    for kind, make in (("attention", layers.Attention), ("additive-attention", layers.AdditiveAttention)):
        channels = [(5, 4), (7, 4)]
        variants = [("", {}), ("-scale", {"use_scale": True}), ("-no-scale", {"use_scale": False})]
        if kind == "attention":
            variants += [("-concat", {"score_mode": "concat"}), ("-concat-scale", {"score_mode": "concat", "use_scale": True})]
        for name, options in variants:
            yield Case(f"{kind}{name}", listed(make(**options), channels), small=not name)
            yield Case(f"{kind}{name}-key", listed(make(**options), [(5, 4), (7, 3), (7, 4)]))
        yield Case(f"{kind}-dropout", listed(make(dropout=0.4), channels))
        yield Case(f"{kind}-any-lengths", listed(make(), [(None, 4), (None, 4)]))
        yield Case(f"{kind}-causal", listed(make(), channels, use_causal_mask=True))
        yield Case(f"{kind}-causal-any-length", listed(make(), [(None, 4), (None, 4)], use_causal_mask=True))
        yield Case(f"{kind}-scores", listed(make(), channels, return_attention_scores=True), small=True)
        for call in ({}, {"use_causal_mask": True}, {"return_attention_scores": True}):
            suffix = "".join("-" + key.split("_")[1] for key in call)
            yield Case(f"{kind}-masks{suffix}", with_masks(make(), call), inputs=step_masks)


def attended(layer, shapes, call):
    inputs = [keras.Input(shape, name=f"part_{i}") for i, shape in enumerate(shapes)]
    arguments = inputs if len(inputs) > 1 else inputs * 2
    return keras.Model(inputs, layer(*arguments, **call))


def listed(layer, shapes, **call):
    inputs = [keras.Input(shape, name=f"part_{i}") for i, shape in enumerate(shapes)]
    return keras.Model(inputs, layer(inputs, **call))


def with_attention_mask(shape, call, options, dtype="bool"):
    x, y = keras.Input((5, 6), name="x"), keras.Input((7, 4), name="y")
    mask = keras.Input(shape, name="mask", dtype=dtype)
    layer = layers.MultiHeadAttention(2, 3, **options)
    return keras.Model([x, y, mask], layer(x, y, attention_mask=mask, **call))


def attention_masks(shape, dtype="bool"):
    def make(rng, batch):
        mask = rng.integers(0, 2, (batch, *shape)).astype(dtype)
        # A step that may look at nothing.
        mask[0, ..., 1, :] = 0
        return [rng.normal(0, 1.5, (batch, 5, 6)).astype("float32"), rng.normal(0, 1.5, (batch, 7, 4)).astype("float32"), mask]

    return make


def with_masks(layer, call):
    x, y = keras.Input((5, 4), name="x"), keras.Input((7, 4), name="y")
    masks = [keras.Input((5,), name="x_mask", dtype="bool"), keras.Input((7,), name="y_mask", dtype="bool")]
    return keras.Model([x, y, *masks], layer([x, y], mask=masks, **call))


def step_masks(rng, batch):
    return [
        rng.normal(0, 1.5, (batch, 5, 4)).astype("float32"), rng.normal(0, 1.5, (batch, 7, 4)).astype("float32"),
        rng.integers(0, 2, (batch, 5)).astype(bool), rng.integers(0, 3, (batch, 7)) > 0,
    ]  # fmt: skip
