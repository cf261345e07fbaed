"""Recurrent layers, and layers that wrap others for each step or for both directions."""

import functools
import itertools

import keras
import numpy as np
from keras import layers

import cases as package
from cases import Case

FEATURES = 3
GATED = {"lstm": (layers.LSTM, 2), "gru": (layers.GRU, 1), "simple-rnn": (layers.SimpleRNN, 1)}
OUTPUTS = {
    "last": {},
    "sequences": {"return_sequences": True},
    "state": {"return_state": True},
    "both": {"return_sequences": True, "return_state": True},
}
# Keras goes through every step, so that few steps make small and fast cases; the loader treats up to 32, whole multiples
# of 16, others, and any number differently.
STEPS = [1, 7, 32, 48, 50, None]


def cases():
    yield from plain()
    yield from functions()
    yield from masked()
    yield from called_with_states()
    yield from types()
    yield from stacks()
    yield from convolutional()
    yield from bidirectional()
    yield from time_distributed()
    yield from together()


def chain(shape, *steps):
    """As the package's, when it is wanted."""
    return functools.partial(package.chain, shape, *steps)


def sequence(steps=6, features=FEATURES, name="x", dtype=None):
    return keras.Input((steps, features), name=name, dtype=dtype)


def any_length(lengths, *shape):
    """Inputs with another number of steps in each run."""

    def inputs(rng, batch):
        return [rng.normal(0, 1, (batch, lengths[batch % len(lengths)], *shape)).astype("float32")]

    return inputs


def with_mask(kind, steps=6, features=FEATURES, states=()):
    """A sequence and its mask, and then states."""

    def inputs(rng, batch):
        x = rng.normal(0, 1.5, (batch, steps, features)).astype("float32")
        if kind == "right":
            mask = np.arange(steps)[None] < rng.integers(1, steps + 1, (batch, 1))
            mask[-1] = True
        elif kind == "left":
            mask = np.arange(steps)[None] >= rng.integers(0, steps, (batch, 1))
        elif kind == "none":
            mask = np.zeros((batch, steps), bool)
        else:
            mask = rng.random((batch, steps)) < 0.5
            mask[0, : min(2, steps)] = False
        return [x, mask, *(rng.normal(0, 1, (batch, size)).astype("float32") for size in states)]

    return inputs


def plain():
    for name, (layer, _) in GATED.items():
        for output, options in OUTPUTS.items():
            yield Case(f"{name}-{output}", chain((6, FEATURES), layer(4, **options)), small=output == "both")
        for steps in STEPS:
            for output in ("last", "both"):
                yield Case(
                    f"{name}-steps-{steps}-{output}",
                    chain((steps, FEATURES), layer(5, **OUTPUTS[output])),
                    inputs=any_length([17, 35, 16, 3, 64], FEATURES) if steps is None else None,
                )
        yield Case(f"{name}-any-steps-1", chain((None, 2), layer(3, return_sequences=True)), inputs=any_length([1], 2))
        yield Case(
            f"{name}-any-steps-long", chain((None, 2), layer(3, return_sequences=True)), inputs=any_length([133, 200], 2)
        )
        for option in ({"use_bias": False}, {"unroll": True}, {"dropout": 0.3}, {"recurrent_dropout": 0.3}):
            for output in ("sequences", "state"):
                yield Case(
                    f"{name}-{next(iter(option)).replace('_', '-')}-{output}",
                    chain((6, FEATURES), layer(4, **option, **OUTPUTS[output])),
                )
        for output, options in OUTPUTS.items():
            yield Case(f"{name}-backwards-{output}", chain((6, FEATURES), layer(4, go_backwards=True, **options)))
        yield Case(
            f"{name}-backwards-any", chain((None, FEATURES), layer(4, go_backwards=True, return_sequences=True))
        )
        yield Case(f"{name}-units-1", chain((6, 1), layer(1, return_sequences=True)))
        yield Case(f"{name}-large", chain((20, 150), layer(200, return_sequences=True)))
        yield Case(
            f"{name}-deep",
            chain((40, FEATURES), layer(6, return_sequences=True), layer(5, return_sequences=True), layer(4)),
        )
    for output, options in OUTPUTS.items():
        for use_bias in (True, False):
            yield Case(
                f"gru-reset-before-{output}-{'bias' if use_bias else 'no-bias'}",
                chain((6, FEATURES), layers.GRU(4, reset_after=False, use_bias=use_bias, **options)),
                small=output == "last" and use_bias,
            )
    for steps in STEPS:
        yield Case(
            f"gru-reset-before-steps-{steps}",
            chain((steps, FEATURES), layers.GRU(4, reset_after=False, return_sequences=True)),
        )
    yield Case("gru-implementation-1", chain((6, FEATURES), layers.GRU(4, implementation=1)))
    yield Case("lstm-implementation-1", chain((6, FEATURES), layers.LSTM(4, implementation=1)))
    yield Case("lstm-no-unit-forget-bias", chain((6, FEATURES), layers.LSTM(4, unit_forget_bias=False)))


def functions():
    for activation, recurrent in (
        ("relu", "sigmoid"), ("tanh", "hard_sigmoid"), ("linear", "sigmoid"), (None, "tanh"), ("gelu", "softsign"),
        ("selu", "sigmoid"),
    ):  # fmt: skip
        for name, (layer, _) in GATED.items():
            options = {} if layer is layers.SimpleRNN else {"recurrent_activation": recurrent}
            for steps in (5, None):
                yield Case(
                    f"{name}-{activation}-{recurrent.replace('_', '-')}-{steps}",
                    chain((steps, FEATURES), layer(4, activation=activation, return_sequences=True, **options)),
                )
    yield Case("gru-reset-before-functions", chain((5, 3), layers.GRU(4, "elu", "hard_sigmoid", reset_after=False)))


def masked():
    for name, (layer, _) in GATED.items():
        for kind in ("right", "left", "mixed"):
            for output, options in OUTPUTS.items():
                for zero in (False, True):
                    x, mask = sequence(), keras.Input((6,), dtype="bool", name="xmask")
                    y = layer(4, zero_output_for_mask=zero, **options)(x, mask=mask)
                    yield Case(
                        f"{name}-masked-{kind}-{output}{'-zero' if zero else ''}",
                        keras.Model([x, mask], y),
                        inputs=with_mask(kind),
                        small=kind == "mixed" and output == "both" and not zero and layer is layers.LSTM,
                    )
        for options in ({"go_backwards": True}, {"unroll": True}, {"activation": "relu"}):
            for output in ("sequences", "state"):
                x, mask = sequence(), keras.Input((6,), dtype="bool", name="xmask")
                y = layer(4, **options, **OUTPUTS[output])(x, mask=mask)
                yield Case(
                    f"{name}-masked-{next(iter(options)).replace('_', '-')}-{output}",
                    keras.Model([x, mask], y),
                    inputs=with_mask("mixed"),
                )
        for steps in (40, 50):
            x, mask = sequence(None), keras.Input((None,), dtype="bool", name="xmask")
            y = layer(4, return_sequences=True, return_state=True)(x, mask=mask)
            yield Case(f"{name}-masked-any-{steps}", keras.Model([x, mask], y), inputs=with_mask("mixed", steps))
        x = sequence(8)
        padded = layers.Masking()(x)
        y = layer(4, return_sequences=True)(padded)
        yield Case(
            f"{name}-masking-passed-on",
            keras.Model(x, [y, layer(3)(y), *layer(3, return_state=True)(y)]),
            inputs=padded_sequences(8),
        )
        yield Case(
            f"{name}-masking-chain",
            chain((8, 3), layers.Masking(), layer(4, return_sequences=True), layer(5), layers.Dense(2)),
            inputs=padded_sequences(8),
            small=layer is layers.GRU,
        )
    x = keras.Input((7,), dtype="int32", name="words")
    words = layers.Embedding(9, 4, mask_zero=True)(x)
    yield Case(
        "lstm-embedding-mask-zero",
        keras.Model(x, layers.LSTM(3)(layers.LSTM(4, return_sequences=True)(words))),
        inputs=lambda rng, batch: [rng.integers(0, 3, (batch, 7)).astype("int32")],
    )


def padded_sequences(steps):
    """Sequences of which many steps are all zeros."""

    def inputs(rng, batch):
        x = rng.normal(0, 1.5, (batch, steps, FEATURES)).astype("float32")
        return [x * (rng.random((batch, steps, 1)) < 0.6)]

    return inputs


def called_with_states():
    for name, (layer, count) in GATED.items():
        for output, options in OUTPUTS.items():
            x = sequence()
            states = [keras.Input((4,), name=f"y{i}") for i in range(count)]
            y = layer(4, **options)(x, initial_state=states if count > 1 else states[0])
            yield Case(f"{name}-initial-state-{output}", keras.Model([x, *states], y), small=output == "state")
        x = sequence()
        states = [keras.Input((4,), name=f"y{i}") for i in range(count)]
        yield Case(
            f"{name}-initial-state-list-backwards",
            keras.Model([x, *states], layer(4, go_backwards=True, return_sequences=True)(x, initial_state=states)),
        )
        for kind in ("mixed", "none"):
            x, mask = sequence(), keras.Input((6,), dtype="bool", name="xmask")
            states = [keras.Input((4,), name=f"y{i}") for i in range(count)]
            y = layer(4, return_sequences=True, return_state=True)(x, initial_state=states, mask=mask)
            yield Case(
                f"{name}-initial-state-masked-{kind}",
                keras.Model([x, mask, *states], y),
                inputs=with_mask(kind, states=[4] * count),
            )
        # A mask that the tensor carries is not heeded when states are passed.
        x, state = sequence(8), keras.Input((4,), name="y")
        y = layer(4, return_sequences=True)(layers.Masking()(x), initial_state=[state] * count)
        yield Case(
            f"{name}-initial-state-masking",
            keras.Model([x, state], [y, layer(3)(y)]),
            inputs=lambda rng, batch: [
                *padded_sequences(8)(rng, batch), rng.normal(0, 1, (batch, 4)).astype("float32")
            ],
        )  # fmt: skip
        # As translators have it: one network's last state is the other's first.
        x, z = sequence(5), sequence(None, name="z")
        _, *states = layer(4, return_state=True)(x)
        y = layer(4, return_sequences=True)(z, initial_state=states)
        yield Case(
            f"{name}-encoder-decoder",
            keras.Model([x, z], layers.Dense(2)(y)),
            inputs=lambda rng, batch: [
                rng.normal(0, 1, (batch, 5, 3)).astype("float32"), rng.normal(0, 1, (batch, 3 + batch, 3)).astype("float32")
            ],
        )  # fmt: skip
        shared = layer(4, return_sequences=True)
        x = sequence(5, 4)
        yield Case(f"{name}-shared", keras.Model(x, shared(shared(x))))


def types():
    for dtype, tolerance in (
        ("float64", 1e-4), ("float16", 2e-3), ("bfloat16", 1.6e-2), ("mixed_float16", 2e-3), ("mixed_bfloat16", 1.6e-2),
    ):  # fmt: skip
        for name, (layer, _) in GATED.items():
            for output in ("last", "both"):
                # TensorFlow has no orthogonal matrices of bfloat16 to begin with.
                made = layer(4, dtype=dtype, recurrent_initializer="glorot_uniform", **OUTPUTS[output])
                yield Case(
                    f"{name}-{dtype.replace('_', '-')}-{output}",
                    chain((6, FEATURES), made),
                    tolerance=tolerance,
                )


def stacks():
    cells = {
        "lstm": lambda: layers.LSTMCell(4),
        "gru": lambda: layers.GRUCell(4),
        "gru-before": lambda: layers.GRUCell(4, reset_after=False),
        "simple-rnn": lambda: layers.SimpleRNNCell(4),
        "lstm-relu": lambda: layers.LSTMCell(4, activation="relu", use_bias=False),
        "list": lambda: [layers.LSTMCell(4), layers.GRUCell(5), layers.SimpleRNNCell(3)],
        "same": lambda: [layers.LSTMCell(4), layers.LSTMCell(5), layers.LSTMCell(3)],
        "stack": lambda: layers.StackedRNNCells([layers.GRUCell(4), layers.LSTMCell(5)]),
        "one": lambda: [layers.GRUCell(4)],
    }
    for name, cell in cells.items():
        for output, options in OUTPUTS.items():
            if name == "one" and "state" in str(options):
                continue
            yield Case(
                f"rnn-{name}-{output}",
                chain((6, FEATURES), layers.RNN(cell(), **options)),
                small=(name, output) in (("stack", "both"), ("same", "last"), ("simple-rnn", "sequences")),
            )
        for options in ({"go_backwards": True}, {"unroll": True}):
            if name == "one":
                continue
            yield Case(
                f"rnn-{name}-{next(iter(options)).replace('_', '-')}",
                chain((6, FEATURES), layers.RNN(cell(), return_sequences=True, return_state=True, **options)),
            )
        yield Case(f"rnn-{name}-any-steps", chain((None, FEATURES), layers.RNN(cell(), return_sequences=True)))
        for zero in (False, True):
            if name == "one":
                continue
            x, mask = sequence(), keras.Input((6,), dtype="bool", name="xmask")
            rnn = layers.RNN(cell(), return_sequences=True, return_state=True, zero_output_for_mask=zero)
            yield Case(
                f"rnn-{name}-masked{'-zero' if zero else ''}",
                keras.Model([x, mask], rnn(x, mask=mask)),
                inputs=with_mask("mixed"),
            )
    x, h, c = sequence(), keras.Input((4,), name="y0"), keras.Input((4,), name="y1")
    yield Case("rnn-lstm-initial-state", keras.Model([x, h, c], layers.RNN(layers.LSTMCell(4))(x, initial_state=[h, c])))
    x, h, c, g = sequence(), *(keras.Input((4,), name=f"y{i}") for i in range(3))
    rnn = layers.RNN([layers.LSTMCell(4), layers.GRUCell(4)], return_sequences=True, return_state=True)
    yield Case("rnn-stack-initial-state", keras.Model([x, h, c, g], rnn(x, initial_state=[[h, c], [g]])))
    yield Case("rnn-mixed-types", chain((6, 3), layers.RNN(layers.GRUCell(4, dtype="float64"), return_sequences=True)))


def convolutional():
    shapes = {1: (8, 2), 2: (6, 5, 2), 3: (5, 4, 4, 2)}
    for rank, layer in ((1, layers.ConvLSTM1D), (2, layers.ConvLSTM2D), (3, layers.ConvLSTM3D)):
        shape = shapes[rank]
        name = f"conv-lstm-{rank}d"
        for output, options in OUTPUTS.items():
            for padding in ("valid", "same"):
                yield Case(
                    f"{name}-{padding}-{output}",
                    chain((4, *shape), layer(3, 3, padding=padding, **options)),
                    small=output == "both" and padding == "same",
                )
        configurations = {
            "window-2": {"kernel_size": 2, "padding": "same"},
            "window-mixed": {"kernel_size": (2, 3, 1)[:rank]},
            "strides": {"strides": 2, "padding": "same"},
            "strides-valid": {"strides": (2, 1, 2)[:rank]},
            "no-bias": {"use_bias": False},
            "functions": {"activation": "relu", "recurrent_activation": "hard_sigmoid"},
            "backwards": {"go_backwards": True},
            "dropout": {"dropout": 0.2, "recurrent_dropout": 0.2},
        }
        if rank < 3:
            configurations["dilation"] = {"dilation_rate": 2}
            configurations["dilation-same"] = {"dilation_rate": (1, 2)[-rank:], "padding": "same"}
        for which, options in configurations.items():
            options = {"kernel_size": 3, **options}
            for output in ("sequences", "state"):
                yield Case(f"{name}-{which}-{output}", chain((4, *shape), layer(2, **options, **OUTPUTS[output])))
        for steps in (35, None):
            yield Case(
                f"{name}-steps-{steps}",
                chain((steps, *shape), layer(2, 2, return_sequences=True)),
                inputs=any_length([18, 3], *shape) if steps is None else None,
            )
        x, mask = keras.Input((4, *shape), name="x"), keras.Input((4,), dtype="bool", name="xmask")
        y = layer(2, 2, return_sequences=True, return_state=True)(x, mask=mask)
        yield Case(
            f"{name}-masked",
            keras.Model([x, mask], y),
            inputs=lambda rng, batch, shape=shape: [
                rng.normal(0, 1, (batch, 4, *shape)).astype("float32"), rng.random((batch, 4)) < 0.5
            ],
        )  # fmt: skip
        x, h, c = (keras.Input((*front, *shape[:-1], 2), name=n) for front, n in (((4,), "x"), ((), "y0"), ((), "y1")))
        y = layer(2, 3, padding="same", return_sequences=True)(x, initial_state=[h, c])
        yield Case(f"{name}-initial-state", keras.Model([x, h, c], y))


def bidirectional():
    for name, (layer, count) in GATED.items():
        for merge in ("concat", "sum", "mul", "ave", None):
            for output, options in OUTPUTS.items():
                wrapped = layers.Bidirectional(layer(4, **options), merge_mode=merge)
                yield Case(
                    f"bidirectional-{name}-{merge}-{output}",
                    chain((6, FEATURES), wrapped) if merge else functional(wrapped),
                    small=(merge, output) in (("concat", "sequences"), (None, "both")) and name == "lstm",
                )
        for output, options in OUTPUTS.items():
            for merge in ("concat", None):
                x, mask = sequence(), keras.Input((6,), dtype="bool", name="xmask")
                y = layers.Bidirectional(layer(4, **options), merge_mode=merge)(x, mask=mask)
                yield Case(
                    f"bidirectional-{name}-masked-{merge}-{output}",
                    keras.Model([x, mask], y),
                    inputs=with_mask("mixed"),
                )
        for output in ("sequences", "both"):
            x = sequence()
            states = [keras.Input((4,), name=f"y{i}") for i in range(2 * count)]
            y = layers.Bidirectional(layer(4, **OUTPUTS[output]))(x, initial_state=states)
            yield Case(f"bidirectional-{name}-initial-state-{output}", keras.Model([x, *states], y))
        yield Case(
            f"bidirectional-{name}-backward-layer",
            chain(
                (6, FEATURES),
                layers.Bidirectional(
                    layer(4, return_sequences=True),
                    backward_layer=layer(4, activation="relu", return_sequences=True, go_backwards=True),
                ),
            ),
        )
        yield Case(
            f"bidirectional-{name}-other-units",
            chain(
                (6, FEATURES),
                layers.Bidirectional(
                    layer(4, return_sequences=True),
                    backward_layer=layer(2, return_sequences=True, go_backwards=True),
                ),
            ),
        )
        yield Case(
            f"bidirectional-{name}-any-steps",
            chain((None, FEATURES), layers.Bidirectional(layer(4, return_sequences=True)), layers.Bidirectional(layer(3))),
            inputs=any_length([4, 37], FEATURES),
        )
        yield Case(
            f"bidirectional-{name}-masking",
            chain(
                (8, 3), layers.Masking(), layers.Bidirectional(layer(4, return_sequences=True)),
                layers.Bidirectional(layer(3)),
            ),
            inputs=padded_sequences(8),
        )  # fmt: skip
    wrapped = layers.Bidirectional(layers.RNN([layers.LSTMCell(3), layers.GRUCell(4)], return_sequences=True))
    yield Case("bidirectional-rnn", chain((6, FEATURES), wrapped))
    wrapped = layers.Bidirectional(layers.ConvLSTM1D(2, 3, return_sequences=True))
    yield Case("bidirectional-conv-lstm", chain((4, 7, 2), wrapped))
    yield Case("bidirectional-mixed-float16", chain((6, 3), layers.Bidirectional(layers.LSTM(4), dtype="mixed_float16")))


def functional(layer):
    x = sequence()
    return keras.Model(x, layer(x))


def time_distributed():
    x = sequence(4, 3)
    inner = keras.Model(z := keras.Input((3,)), layers.Add()([layers.Dense(3, "relu")(z), z]))
    steps = {
        "dense": ((4, 3), lambda: layers.Dense(5, activation="relu")),
        "dense-wide": ((4, 2, 3), lambda: layers.Dense(5)),
        "batch-normalization": ((4, 3), layers.BatchNormalization),
        "activation": ((4, 3), lambda: layers.Activation("softmax")),
        "lstm": ((4, 5, 3), lambda: layers.LSTM(4)),
        "gru-sequences": ((4, 5, 3), lambda: layers.GRU(4, return_sequences=True)),
        "bidirectional": ((4, 5, 3), lambda: layers.Bidirectional(layers.LSTM(4))),
        "nested": ((2, 4, 3), lambda: layers.TimeDistributed(layers.Dense(5))),
        "conv": ((3, 6, 5, 2), lambda: layers.Conv2D(4, 3, strides=2, padding="same")),
        "pooling": ((3, 6, 5, 2), layers.GlobalAveragePooling2D),
        "flatten": ((3, 6, 5, 2), layers.Flatten),
        "sequential": ((4, 3), lambda: keras.Sequential([keras.Input((3,)), layers.Dense(4, "tanh"), layers.Dense(2)])),
        "functional": ((4, 3), lambda: inner),
    }
    for name, (shape, layer) in steps.items():
        for known in (True, False):
            yield Case(
                f"time-distributed-{name}{'' if known else '-any-steps'}",
                chain(shape if known else (None, *shape[1:]), layers.TimeDistributed(layer())),
                inputs=None if known else any_length([3, 6], *shape[1:]),
                small=known and name in ("dense", "sequential"),
            )
    x, mask = keras.Input((4, 5, 3), name="x"), keras.Input((4, 5), dtype="bool", name="xmask")
    yield Case(
        "time-distributed-masked",
        keras.Model([x, mask], layers.TimeDistributed(layers.LSTM(4))(x, mask=mask)),
        inputs=lambda rng, batch: [rng.normal(0, 1, (batch, 4, 5, 3)).astype("float32"), rng.random((batch, 4, 5)) < 0.6],
    )
    yield Case(
        "time-distributed-masking-passed-on",
        chain((8, 3), layers.Masking(), layers.TimeDistributed(layers.Dense(4)), layers.GRU(3)),
        inputs=padded_sequences(8),
    )


def together():
    for forward, backward in itertools.product((layers.LSTM, layers.GRU), repeat=2):
        x = sequence(None)
        y = layers.Bidirectional(forward(4, return_sequences=True))(x)
        y = backward(5, return_sequences=True, go_backwards=True)(y)
        y = layers.TimeDistributed(layers.Dense(3, "softmax"))(y)
        yield Case(f"recurrent-{forward.__name__.lower()}-{backward.__name__.lower()}", keras.Model(x, y))
