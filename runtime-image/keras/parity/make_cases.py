"""Makes parity cases with the real Keras: a model, seeded inputs, and what Keras answers.

    python make_cases.py DIRECTORY [--small] [--random N] [--saved-models]

Each case is a folder with `model.keras` and `case.json`: a list of runs at different batch sizes, each with its
inputs and outputs as {"shape", "data"}, data being base64 of little-endian float32. `--small` makes the set that is
committed in src/test/resources/parity (models deflated, to keep the repository small); without it every layer is made in
all its configurations, and `--random` adds as many random networks with branches, shared layers and nested models.
"""

import argparse
import base64
import json
import os
import shutil
import tempfile
import zipfile
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")

import keras  # noqa: E402
import numpy as np  # noqa: E402
from keras import layers  # noqa: E402

ACTIVATIONS = [
    "linear", "relu", "relu6", "leaky_relu", "elu", "celu", "selu", "gelu", "sigmoid", "log_sigmoid", "tanh",
    "softmax", "log_softmax", "softplus", "softsign", "silu", "swish", "hard_sigmoid", "hard_silu", "hard_swish",
    "hard_tanh", "tanh_shrink", "exponential", "mish",
]  # fmt: skip

IMAGE = (9, 8, 4)


def chain(shape, *steps):
    return keras.Sequential([keras.Input(shape, name="x"), *steps])


def layer_cases():
    """One model for each layer and configuration: yields (name, model, whether it belongs to the small set)."""
    for activation in ACTIVATIONS:
        yield f"activation-{activation}", chain((6,), layers.Activation(activation)), True
    yield "dense", chain((5,), layers.Dense(3)), True
    yield "dense-no-bias-gelu", chain((5,), layers.Dense(3, use_bias=False, activation="gelu")), False
    yield "dense-on-sequence", chain((4, 5), layers.Dense(3, activation="relu")), True
    yield "dense-on-image", chain((3, 4, 5), layers.Dense(2)), False

    for padding in ("same", "valid"):
        for strides in (1, 2, (2, 3)):
            name = f"conv2d-{padding}-strides-{str(strides).strip('()').replace(', ', 'x')}"
            yield name, chain(IMAGE, layers.Conv2D(3, (3, 2), strides=strides, padding=padding)), strides == 2
            name = f"maximum-{padding}-strides-{str(strides).strip('()').replace(', ', 'x')}"
            yield name, chain(IMAGE, layers.MaxPooling2D((3, 2), strides=strides, padding=padding)), strides == 2
            name = f"average-{padding}-strides-{str(strides).strip('()').replace(', ', 'x')}"
            yield name, chain(IMAGE, layers.AveragePooling2D((2, 3), strides=strides, padding=padding)), strides == 2
        yield f"conv2d-{padding}-dilated", chain(IMAGE, layers.Conv2D(2, 3, dilation_rate=2, padding=padding)), True
        yield f"conv2d-{padding}-dilated-rows", chain(IMAGE, layers.Conv2D(2, 3, dilation_rate=(3, 1), padding=padding)), False
        yield f"conv2d-{padding}-groups", chain(IMAGE, layers.Conv2D(6, 3, groups=2, padding=padding)), padding == "same"
        for strides in (1, 2):
            for multiplier in (1, 3):
                name = f"depthwise-{padding}-strides-{strides}-multiplier-{multiplier}"
                layer = layers.DepthwiseConv2D(3, strides=strides, depth_multiplier=multiplier, padding=padding)
                yield name, chain(IMAGE, layer), strides == 2 and multiplier == 3
        name = f"separable-{padding}"
        yield name, chain(IMAGE, layers.SeparableConv2D(5, 3, depth_multiplier=2, padding=padding)), padding == "same"
    yield "conv2d-groups-strides-relu", chain(IMAGE, layers.Conv2D(8, 3, strides=2, groups=4, activation="relu")), False
    yield "conv2d-no-bias-swish", chain(IMAGE, layers.Conv2D(3, 1, use_bias=False, activation="swish")), False
    yield "conv2d-5x5", chain(IMAGE, layers.Conv2D(3, 5, activation="tanh")), False
    yield "depthwise-no-bias-relu6", chain(IMAGE, layers.DepthwiseConv2D(3, use_bias=False, activation="relu6")), False
    yield "separable-strides", chain(IMAGE, layers.SeparableConv2D(5, 3, strides=2, use_bias=False)), False
    yield "maximum-default-strides", chain(IMAGE, layers.MaxPooling2D(2)), False

    for keepdims in (False, True):
        suffix = "-keepdims" if keepdims else ""
        yield f"global-average{suffix}", chain(IMAGE, layers.GlobalAveragePooling2D(keepdims=keepdims)), True
        yield f"global-maximum{suffix}", chain(IMAGE, layers.GlobalMaxPooling2D(keepdims=keepdims)), not keepdims

    yield "batch-normalization", chain(IMAGE, layers.BatchNormalization()), True
    yield "batch-normalization-axis-1", chain(IMAGE, layers.BatchNormalization(axis=1)), True
    yield "batch-normalization-plain", chain(IMAGE, layers.BatchNormalization(center=False, scale=False)), True
    yield "batch-normalization-no-scale", chain((6,), layers.BatchNormalization(scale=False, epsilon=1e-5)), False
    yield "batch-normalization-no-center", chain((6,), layers.BatchNormalization(center=False)), False
    yield "layer-normalization", chain((4, 6), layers.LayerNormalization()), True
    yield "layer-normalization-plain", chain((6,), layers.LayerNormalization(center=False, scale=False)), False

    yield "relu", chain((6,), layers.ReLU()), False
    yield "relu-max", chain((6,), layers.ReLU(max_value=1.5)), False
    yield "relu-threshold", chain((6,), layers.ReLU(threshold=0.5)), False
    yield "relu-all", chain((6,), layers.ReLU(max_value=1.2, negative_slope=0.3, threshold=0.4)), True
    yield "relu-six", chain((6,), layers.ReLU(max_value=6, negative_slope=0.1)), False
    yield "leaky-relu", chain((6,), layers.LeakyReLU()), True
    yield "leaky-relu-slope", chain((6,), layers.LeakyReLU(negative_slope=0.05)), False
    yield "prelu", chain((3, 4), layers.PReLU()), False
    yield "prelu-shared", chain(IMAGE, layers.PReLU(shared_axes=[1, 2])), True
    yield "elu", chain((6,), layers.ELU()), False
    yield "elu-alpha", chain((6,), layers.ELU(alpha=0.4)), True
    yield "softmax", chain((6,), layers.Softmax()), False
    yield "softmax-axis-1", chain(IMAGE, layers.Softmax(axis=1)), True
    yield "softmax-two-axes", chain(IMAGE, layers.Softmax(axis=[1, 2])), False

    yield "flatten", chain(IMAGE, layers.Flatten()), False
    yield "reshape", chain((12,), layers.Reshape((3, -1, 2))), True
    yield "reshape-full", chain((3, 4), layers.Reshape((2, 6))), False
    yield "permute", chain((2, 3, 4), layers.Permute((3, 1, 2))), True
    yield "rescaling", chain((6,), layers.Rescaling(1 / 127.5, offset=-1)), True
    yield "rescaling-channels", chain((2, 2, 3), layers.Rescaling([0.5, 2.0, 3.0], offset=[0.1, 0.2, 0.3])), True
    yield "zero-padding", chain(IMAGE, layers.ZeroPadding2D(1)), False
    yield "zero-padding-pairs", chain(IMAGE, layers.ZeroPadding2D(((1, 0), (2, 3)))), True
    yield "zero-padding-two", chain(IMAGE, layers.ZeroPadding2D((1, 2))), False
    yield "cropping", chain(IMAGE, layers.Cropping2D(((1, 2), (0, 3)))), True
    for identity in (
        layers.Dropout(0.5), layers.SpatialDropout2D(0.5), layers.GaussianDropout(0.5), layers.GaussianNoise(1.0),
        layers.AlphaDropout(0.5), layers.ActivityRegularization(0.1), layers.Identity(),
    ):  # fmt: skip
        yield f"identity-{identity.__class__.__name__}", chain(IMAGE, identity), isinstance(identity, layers.Dropout)

    for merge in (layers.Add, layers.Multiply, layers.Average, layers.Maximum, layers.Minimum):
        yield f"merge-{merge.__name__}", merged(lambda ts, m=merge: m()(ts), 3), True
    yield "merge-Subtract", merged(lambda ts: layers.Subtract()(ts), 2), True
    yield "merge-Concatenate", merged(lambda ts: layers.Concatenate()(ts), 3), False
    yield "merge-Concatenate-axis-1", merged(lambda ts: layers.Concatenate(axis=1)(ts), 2), True
    yield "merge-broadcast", broadcast(), False


def merged(merge, count):
    inputs = [keras.Input((3, 4), name=f"part_{i}") for i in range(count)]
    return keras.Model(inputs, merge(inputs))


def broadcast():
    image, gate = keras.Input(IMAGE, name="image"), keras.Input((1, 1, IMAGE[-1]), name="gate")
    return keras.Model([image, gate], layers.Multiply()([image, gate]))


def structure_cases():
    """What a config can say beyond one layer after the other; all of them in the small set."""
    a, b = keras.Input((4,), name="a"), keras.Input((4,), name="b")
    shared = layers.Dense(3, activation="relu", name="shared")
    yield "shared-layer", keras.Model([b, a], layers.Concatenate()([shared(a), shared(b), shared(a)]))

    total = layers.Add()([a, b])
    yield "dictionaries", keras.Model({"second": a, "first": b}, {"z": total, "y": layers.Dense(2)(total)})
    yield "two-outputs", keras.Model(a, [layers.Dense(2)(a), layers.Dense(3)(a)])
    yield "input-is-output", keras.Model(a, [a, layers.Dense(2)(a)])

    inner_in = keras.Input((4,), name="inner_in")
    inner = keras.Model(inner_in, layers.Dense(4, activation="tanh")(inner_in), name="inner")
    yield "nested-functional", keras.Model(a, layers.Add()([inner(a), inner(inner(a))]))
    yield "nested-functional-as-output", keras.Model(a, inner(layers.Dense(4)(a)))

    left, right = keras.Input((4,), name="left"), keras.Input((4,), name="right")
    two = keras.Model([left, right], [layers.Subtract()([left, right]), layers.Dense(2)(right)], name="two")
    first, second = two([a, b])
    third, _ = two([b, first])
    yield "nested-with-two-outputs", keras.Model([a, b], [second, third])

    nested = keras.Sequential([keras.Input((4,)), layers.Dense(3), layers.BatchNormalization()], name="nested")
    yield "nested-sequential", keras.Model(a, layers.Dense(2)(nested(a)))
    yield "sequential-of-models", keras.Sequential([keras.Input((4,)), inner, layers.Dense(2), nested_tail()])

    deferred = keras.Sequential([layers.Dense(3, activation="relu"), layers.Dense(2)])
    deferred(np.zeros((1, 4), "float32"))
    yield "sequential-without-input", deferred

    image = keras.Input((None, None, 3), name="image")
    features = layers.Conv2D(4, 3, activation="relu")(image)
    yield "any-image-size", keras.Model(image, layers.Dense(2)(layers.GlobalAveragePooling2D()(features)))

    many = a
    for i in range(12):
        many = layers.Dense(4, name=f"named_{11 - i}")(many)
    yield "names-out-of-order", keras.Model(a, many)

    compiled = chain((4,), layers.Dense(3), layers.Dense(1))
    compiled.compile(optimizer="adam", loss="mse", metrics=["mae"])
    compiled.fit(np.ones((4, 4), "float32"), np.ones((4, 1), "float32"), epochs=1, verbose=0)
    yield "compiled", compiled


def nested_tail():
    return keras.Sequential([keras.Input((2,)), layers.Dense(3, activation="softmax")], name="tail")


def random_network(rng):
    """A network with branches, shared layers and nested models."""
    size, channels = int(rng.integers(7, 15)), int(rng.integers(1, 5))
    image = keras.Input((size, size, channels), name="image")
    tensors = [image]
    for _ in range(int(rng.integers(4, 12))):
        x = tensors[int(rng.integers(max(0, len(tensors) - 3), len(tensors)))]
        rows = x.shape[1]
        kind = rng.choice(["conv", "conv", "depthwise", "bn", "act", "pool", "merge", "concat", "pad", "nested", "se"])
        padding = str(rng.choice(["same", "valid"])) if rows >= 5 else "same"
        activation = str(rng.choice(["relu", "gelu", "silu", "linear", "tanh", "relu6", "elu", "hard_sigmoid"]))
        if kind == "conv":
            strides = int(rng.integers(1, 3)) if rows >= 4 else 1
            x = layers.Conv2D(
                int(rng.integers(2, 9)), int(rng.integers(1, 4)), strides=strides, padding=padding,
                activation=activation, use_bias=bool(rng.integers(2)),
            )(x)  # fmt: skip
        elif kind == "depthwise":
            x = layers.DepthwiseConv2D(3, padding=padding, depth_multiplier=int(rng.integers(1, 3)))(x)
        elif kind == "bn":
            x = layers.BatchNormalization(center=bool(rng.integers(2)), scale=bool(rng.integers(2)))(x)
        elif kind == "act":
            x = layers.Activation(activation)(x)
        elif kind == "pool" and rows >= 4:
            pooling = layers.MaxPooling2D if rng.integers(2) else layers.AveragePooling2D
            x = pooling(2, strides=int(rng.integers(1, 3)), padding=padding)(x)
        elif kind == "merge":
            same = [t for t in tensors if t.shape == x.shape]
            merge = rng.choice([layers.Add, layers.Multiply, layers.Maximum, layers.Average])
            x = merge()([x, same[int(rng.integers(len(same)))]])
        elif kind == "concat":
            same = [t for t in tensors if t.shape[:3] == x.shape[:3]]
            x = layers.Concatenate()([x, same[int(rng.integers(len(same)))]])
        elif kind == "pad":
            x = layers.ZeroPadding2D(int(rng.integers(0, 3)))(x)
        elif kind == "nested":
            inner = keras.Input(x.shape[1:])
            model = keras.Model(inner, layers.Conv2D(x.shape[-1], 3, padding="same", activation=activation)(inner))
            x = model(model(x))
        elif kind == "se":
            gate = layers.GlobalAveragePooling2D(keepdims=True)(x)
            x = layers.Multiply()([x, layers.Conv2D(x.shape[-1], 1, activation="sigmoid")(gate)])
        tensors.append(x)
    head = layers.Flatten()(x) if rng.integers(2) else layers.GlobalAveragePooling2D()(x)
    outputs = [layers.Dense(int(rng.integers(2, 8)), activation="softmax")(layers.Dropout(0.2)(head))]
    if rng.integers(2):
        outputs.append(layers.Dense(3)(head))
    return keras.Model(image, outputs)


def randomise(model, rng):
    """Weights as after training: no bias is zero and no statistic is one."""
    for variable in model.weights:
        if variable.dtype != "float32":
            continue
        if variable.name == "moving_variance":
            variable.assign(rng.uniform(0.3, 2.0, variable.shape))
        else:
            fan = max(1, int(np.prod(variable.shape[:-1])))
            scale = 1.2 / np.sqrt(fan) if len(variable.shape) > 1 else 0.4
            variable.assign(rng.normal(0, scale, variable.shape))


def encoded(array):
    array = np.ascontiguousarray(array, "<f4")
    return {"shape": list(array.shape), "data": base64.b64encode(array.tobytes()).decode()}


def write_case(directory, name, model, rng, deflate, batches):
    folder = directory / name
    folder.mkdir(parents=True)
    randomise(model, rng)
    with tempfile.TemporaryDirectory() as temporary:
        path = Path(temporary) / "model.keras"
        model.save(path)
        # What was saved answers, not what was in memory.
        model = keras.models.load_model(path, compile=False)
        with zipfile.ZipFile(path) as saved, zipfile.ZipFile(
            folder / "model.keras", "w", zipfile.ZIP_DEFLATED if deflate else zipfile.ZIP_STORED
        ) as kept:
            for entry in saved.infolist():
                kept.writestr(zipfile.ZipInfo(entry.filename), saved.read(entry), kept.compression)
    runs = []
    for batch in batches:
        inputs = [
            rng.normal(0, 1.5, (batch, *[7 if size is None else size for size in tensor.shape[1:]])).astype("float32")
            for tensor in model.inputs
        ]
        structure = getattr(model, "_inputs_struct", None)
        if isinstance(structure, dict):
            arguments = dict(zip(sorted(structure), inputs))
        else:
            arguments = inputs if len(inputs) > 1 else inputs[0]
        outputs = keras.tree.flatten(model(arguments, training=False))
        runs.append(
            {"inputs": [encoded(i) for i in inputs], "outputs": [encoded(keras.ops.convert_to_numpy(o)) for o in outputs]}
        )
    (folder / "case.json").write_text(json.dumps({"runs": runs}, separators=(",", ":")) + "\n")


def write_saved_models(directory, rng):
    """The same models in both formats: what one answers, the other must."""
    cases = dict(structure_cases())
    for name in ("two-outputs", "dictionaries"):
        model = cases[name]
        write_case(directory, name, model, rng, True, [1, 3])
        model.export(str(directory / name / "saved_model"), verbose=False)
    model = chain(
        (6, 6, 1),
        layers.Conv2D(2, 3, activation="relu"),
        layers.BatchNormalization(),
        layers.Flatten(),
        layers.Dense(2),
    )
    write_case(directory, "convolution", model, rng, True, [1, 3])
    model.export(str(directory / "convolution" / "saved_model"), verbose=False)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("directory", type=Path)
    parser.add_argument("--small", action="store_true", help="only the committed set")
    parser.add_argument("--random", type=int, default=0, metavar="N", help="add N random networks")
    parser.add_argument("--saved-models", action="store_true", help="only models in both formats")
    arguments = parser.parse_args()
    shutil.rmtree(arguments.directory, ignore_errors=True)
    rng = np.random.default_rng(20250101)
    batches = [1, 2] if arguments.small else [1, 5]
    count = 0
    if arguments.saved_models:
        write_saved_models(arguments.directory, rng)
        return
    for name, model, small in layer_cases():
        if small or not arguments.small:
            write_case(arguments.directory, name, model, rng, arguments.small, batches)
            count += 1
    for name, model in structure_cases():
        write_case(arguments.directory, name, model, rng, arguments.small, batches)
        count += 1
    for i in range(arguments.random):
        keras.backend.clear_session()
        write_case(arguments.directory, f"random-{i:03d}", random_network(rng), rng, False, batches)
        count += 1
    print(f"{count} cases in {arguments.directory}")


if __name__ == "__main__":
    main()
