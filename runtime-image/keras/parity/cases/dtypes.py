"""Element types other than float32: policies, whole-number inputs, and kernels stored in few bits."""

import keras
import numpy as np
from keras import layers

from cases import IMAGE, Case, chain

# One unit in the last place of a number.
TOLERANCES = {
    "float16": 2e-3, "mixed_float16": 2e-3, "bfloat16": 1.6e-2, "mixed_bfloat16": 1.6e-2, "float64": 1e-4,
}  # fmt: skip

LAYERS = {
    "dense": ((5, 6), lambda p: layers.Dense(4, activation="tanh", dtype=p)),
    "einsum-dense": ((5, 6), lambda p: layers.EinsumDense("abc,cde->abde", (5, 2, 3), bias_axes="de", dtype=p)),
    "activation": ((6,), lambda p: layers.Activation("gelu", dtype=p)),
    "softmax": ((6,), lambda p: layers.Softmax(dtype=p)),
    "softmax-axes": ((4, 3), lambda p: layers.Softmax(axis=[1, 2], dtype=p)),
    "leaky-relu": ((6,), lambda p: layers.LeakyReLU(dtype=p)),
    "relu": ((6,), lambda p: layers.ReLU(max_value=1.5, threshold=0.3, dtype=p)),
    "elu": ((6,), lambda p: layers.ELU(0.5, dtype=p)),
    "prelu": ((6,), lambda p: layers.PReLU(dtype=p)),
    "batch-normalization": (IMAGE, lambda p: layers.BatchNormalization(dtype=p)),
    "layer-normalization": ((5, 6), lambda p: layers.LayerNormalization(dtype=p)),
    "group-normalization": (IMAGE, lambda p: layers.GroupNormalization(2, dtype=p)),
    "rms-normalization": ((5, 6), lambda p: layers.RMSNormalization(dtype=p)),
    "unit-normalization": ((5, 6), lambda p: layers.UnitNormalization(dtype=p)),
    "spectral-normalization": ((6,), lambda p: layers.SpectralNormalization(layers.Dense(3, dtype=p), dtype=p)),
    "dropout": ((6,), lambda p: layers.Dropout(0.3, dtype=p)),
    "masking": ((5, 6), lambda p: layers.Masking(dtype=p)),
    "identity": ((6,), lambda p: layers.Identity(dtype=p)),
}


def cases():
    for policy, tolerance in TOLERANCES.items():
        for name, (shape, make) in LAYERS.items():
            small = name == "dense" and policy in ("float16", "mixed_bfloat16", "float64")
            yield Case(f"dtype-{policy}-{name}", chain(shape, make(policy)), tolerance=tolerance, small=small)
        yield Case(f"dtype-{policy}-embedding", chain((6,), layers.Embedding(7, 3, dtype=policy), dtype="int32"), tolerance=tolerance)
        for name, model in functional(policy):
            yield Case(f"dtype-{policy}-{name}", model, tolerance=tolerance)
        mixed = chain((6,), layers.Dense(8, activation="relu"), layers.Dense(8, dtype=policy), layers.Dense(4, dtype="float32"))
        yield Case(f"dtype-{policy}-among-others", mixed, tolerance=tolerance)
        yield Case(f"dtype-{policy}-input", chain((6,), layers.Dense(4), dtype=compute(policy)), tolerance=tolerance)

    for dtype in ("int32", "int64", "uint8", "bool"):
        for name, layer in (("dense", layers.Dense(3)), ("batch-normalization", layers.BatchNormalization())):
            yield Case(f"dtype-{dtype}-input-{name}", chain((6,), layer, dtype=dtype))
    for dtype in ("float16", "float64"):
        yield Case(f"dtype-{dtype}-input-embedding", chain((6,), layers.Embedding(7, 3), dtype=dtype), inputs=whole(dtype))

    policy_map = policies({f"mapped/{name}": "mixed_bfloat16" for name in ("query", "key", "value")})
    a = keras.Input((5, 6), name="a")
    mapped = layers.MultiHeadAttention(2, 3, dtype=policy_map, name="mapped")
    yield Case("dtype-map-of-sublayers", lambda: keras.Model(a, mapped(a, a)), tolerance=1.6e-2)
    policy_map = policies({"dense_of_map": "float16"})
    a = keras.Input((6,), name="a")
    by_path = [layers.Dense(4, dtype=policy_map, name="dense_of_map"), layers.Dense(3, dtype=policy_map, name="other")]
    yield Case("dtype-map", keras.Model(a, by_path[1](by_path[0](a))), tolerance=2e-3)

    yield from quantized()


def policies(by_path):
    known = {path: keras.dtype_policies.get(policy) for path, policy in by_path.items()}
    return keras.dtype_policies.DTypePolicyMap("float32", known)


def compute(policy):
    return keras.dtype_policies.get(policy).compute_dtype


def functional(policy):
    a, b = keras.Input((5, 6), name="a"), keras.Input((5, 6), name="b")
    yield "multi-head-attention", keras.Model([a, b], layers.MultiHeadAttention(2, 3, dtype=policy)(a, b))
    causal = layers.MultiHeadAttention(2, 3, dtype=policy)(a, b, use_causal_mask=True)
    yield "multi-head-attention-causal", keras.Model([a, b], causal)
    outputs = layers.MultiHeadAttention(2, 3, dtype=policy)(a, b, return_attention_scores=True)
    yield "multi-head-attention-scores", keras.Model([a, b], outputs)
    yield "group-query-attention", keras.Model([a, b], layers.GroupQueryAttention(3, 4, 2, dtype=policy)(a, b))
    yield "attention", keras.Model([a, b], layers.Attention(use_scale=True, dtype=policy)([a, b]))
    yield "additive-attention", keras.Model([a, b], layers.AdditiveAttention(dtype=policy)([a, b]))
    for merge in (layers.Add, layers.Multiply, layers.Maximum, layers.Average, layers.Concatenate):
        yield merge.__name__.lower(), keras.Model([a, b], merge(dtype=policy)([a, b]))
    yield "dot", keras.Model([a, b], layers.Dot(axes=-1, normalize=True, dtype=policy)([a, b]))


def whole(dtype):
    return lambda rng, batch: [rng.integers(0, 7, (batch, 6)).astype(dtype)]


EINSUMS = [
    ("einsum-heads", (5, 6), "abc,cde->abde", (5, 2, 3), "de"),
    ("einsum-joined", (5, 2, 3), "abcd,cde->abe", (5, 4), "e"),
    ("einsum-turned", (5, 6), "abc,dc->abd", (5, 3), "d"),
    ("einsum-odd", (7,), "ab,bc->ac", 5, None),
]  # fmt: skip


def quantized():
    from keras.quantizers import AbsMaxQuantizer, Int4QuantizationConfig, Int8QuantizationConfig

    configs = {
        "int8": "int8",
        "int8-weights-only": Int8QuantizationConfig(activation_quantizer=None),
        "int8-range": Int8QuantizationConfig(activation_quantizer=AbsMaxQuantizer(value_range=(-100, 100))),
        "int4": "int4",
        "int4-per-channel": Int4QuantizationConfig(block_size=-1),
        "int4-block": Int4QuantizationConfig(block_size=3),
        "int4-activations": Int4QuantizationConfig(block_size=-1, activation_quantizer=AbsMaxQuantizer()),
    }
    for name, config in configs.items():
        for suffix, shape, make in (
            ("dense", (7,), lambda: layers.Dense(5, activation="relu")),
            ("dense-no-bias", (7,), lambda: layers.Dense(4, use_bias=False)),
            ("dense-sequence", (5, 8), lambda: layers.Dense(5)),
            ("dense-any-length", (None, 8), lambda: layers.Dense(5)),
            ("dense-lora", (7,), lambda: layers.Dense(5, lora_rank=2)),
        ):
            model = quantize(chain(shape, make()), config)
            yield Case(f"quantized-{name}-{suffix}", model, small=suffix == "dense", randomise=False)
        for suffix, shape, equation, output, bias in EINSUMS:
            layer = layers.EinsumDense(equation, output, bias_axes=bias)
            yield Case(f"quantized-{name}-{suffix}", quantize(chain(shape, layer), config), randomise=False)
        for size in (5, 8):
            model = quantize(chain((6,), layers.Embedding(7, size), dtype="int32"), config)
            yield Case(f"quantized-{name}-embedding-{size}", model, randomise=False)
        for tied in (True, False):
            table = layers.ReversibleEmbedding(7, 5, tie_weights=tied)
            x = keras.Input((4,), name="x", dtype="int32")
            reversible = keras.Model(x, table(layers.Dense(5)(table(x)), reverse=True))
            suffix = "tied" if tied else "untied"
            yield Case(f"quantized-{name}-reversible-{suffix}", quantize(reversible, config), randomise=False)
    for mode in ("int8", "int4"):
        model = chain((7,), layers.Dense(6, activation="tanh", dtype="mixed_bfloat16"), layers.Dense(4, dtype="bfloat16"))
        yield Case(f"quantized-{mode}-bfloat16", quantize(model, mode), randomise=False, tolerance=1.6e-2)
        model = chain((7,), layers.Dense(6, activation="tanh", dtype="float64"))
        yield Case(f"quantized-{mode}-float64", quantize(model, mode), randomise=False)


def quantize(model, config):
    """Quantised from weights that are as after training."""

    def make():
        rng = np.random.default_rng([7, len(model.weights)])
        for variable in model.weights:
            if keras.backend.is_float_dtype(variable.dtype):
                variable.assign(keras.ops.cast(rng.normal(0, 0.6, variable.shape), variable.dtype))
        if isinstance(config, str):
            model.quantize(config)
        else:
            model.quantize(config=config)
        return model

    return make
