"""Activation functions, and the layers that are nothing else."""

import keras
import numpy as np
from keras import layers

from cases import IMAGE, Case, chain

ACTIVATIONS = [
    "linear", "relu", "relu6", "leaky_relu", "elu", "celu", "selu", "gelu", "sigmoid", "log_sigmoid", "tanh",
    "softmax", "log_softmax", "softplus", "softsign", "silu", "swish", "hard_sigmoid", "hard_silu", "hard_swish",
    "hard_tanh", "tanh_shrink", "exponential", "mish", "soft_shrink", "hard_shrink", "sparse_plus", "squareplus", "glu",
    "sparsemax", "sparse_sigmoid",
]  # fmt: skip


def spread(rng, batch, shape=(6,)):
    """Both sides of every threshold that a function has, and far out."""
    values = rng.normal(0, 3, (batch, *shape))
    values.ravel()[:6] = [-5, -1, 0, 0.5, 1, 4]
    return [values.astype("float32")]


def cases():
    for activation in ACTIVATIONS:
        yield Case(f"activation-{activation}", chain((6,), layers.Activation(activation)), small=True, inputs=spread)
        if activation != "linear":
            model = chain((None, 4), layers.Dense(6, activation=activation))
            yield Case(f"activation-{activation}-in-dense", model)
        if activation not in ("linear", "swish", "hard_swish"):
            model = chain((3, 2, 4), layers.EinsumDense("abcd,de->abce", (3, 2, 6), activation=activation))
            yield Case(f"activation-{activation}-in-einsum", model)

    for name, layer in {
        "relu": layers.ReLU(max_value=1.5, negative_slope=0.1),
        "leaky-relu": layers.LeakyReLU(0.05),
        "elu": layers.ELU(0.4),
        "softmax": layers.Softmax(axis=1),
        "activation": layers.Activation("gelu"),
    }.items():
        yield Case(f"activation-object-{name}", chain((4, 5), layers.Dense(3, activation=layer)), small=name == "relu")

    for name, options in {
        "plain": {}, "max": {"max_value": 1.5}, "threshold": {"threshold": 0.5}, "slope": {"negative_slope": 0.2},
        "all": {"max_value": 1.2, "negative_slope": 0.3, "threshold": 0.4},
        "six": {"max_value": 6, "negative_slope": 0.1}, "max-zero": {"max_value": 0.0},
        "max-slope": {"max_value": 2.0, "negative_slope": 0.5}, "threshold-slope": {"threshold": 1.0, "negative_slope": 0.5},
    }.items():  # fmt: skip
        yield Case(f"relu-{name}", chain((6,), layers.ReLU(**options)), small=name == "all", inputs=spread)
    yield Case("leaky-relu", chain((6,), layers.LeakyReLU()), small=True, inputs=spread)
    yield Case("leaky-relu-slope", chain((6,), layers.LeakyReLU(negative_slope=0.05)), inputs=spread)
    yield Case("leaky-relu-zero", chain((6,), layers.LeakyReLU(negative_slope=0.0)), inputs=spread)
    yield Case("elu", chain((6,), layers.ELU()), inputs=spread)
    yield Case("elu-alpha", chain((6,), layers.ELU(alpha=0.4)), small=True, inputs=spread)
    yield Case("elu-alpha-negative", chain((6,), layers.ELU(alpha=-1.4)), inputs=spread)

    yield Case("prelu", chain((3, 4), layers.PReLU()))
    yield Case("prelu-vector", chain((4,), layers.PReLU()))
    yield Case("prelu-shared", chain(IMAGE, layers.PReLU(shared_axes=[1, 2])), small=True)
    yield Case("prelu-shared-any-size", chain((None, None, 4), layers.PReLU(shared_axes=[1, 2])))
    yield Case("prelu-shared-last", chain((3, 4), layers.PReLU(shared_axes=[2])))
    yield Case("prelu-shared-one", chain((3, 4), layers.PReLU(shared_axes=1)))

    for name, shape, axis in (
        ("last", (6,), -1), ("axis-1", IMAGE, 1), ("two-axes", IMAGE, [1, 2]), ("list-of-one", (3, 4), [-1]),
        ("two-negative-axes", IMAGE, [-1, -3]), ("any-size", (None, 4), 1), ("three-axes", (3, 2, 4), [1, 2, 3]),
    ):  # fmt: skip
        yield Case(f"softmax-{name}", chain(shape, layers.Softmax(axis=axis)), small=name in ("axis-1", "two-axes"))
    for name, axis, dtype in (("last", -1, "bool"), ("two-axes", [1, 2], "bool"), ("numbers", -1, "float32")):
        yield Case(f"softmax-masked-{name}", masked_softmax(axis, dtype), inputs=masked(dtype), small=name == "last")


def masked_softmax(axis, dtype):
    scores, mask = keras.Input((4, 5), name="scores"), keras.Input((4, 5), name="mask", dtype=dtype)
    return keras.Model([scores, mask], layers.Softmax(axis=axis)(scores, mask=mask))


def masked(dtype):
    def make(rng, batch):
        mask = rng.integers(0, 3, (batch, 4, 5)) > 0
        mask[0, 1] = False
        return [rng.normal(0, 2, (batch, 4, 5)).astype("float32"), mask.astype(dtype)]

    return make
