"""Writes small models with whichever Keras is installed, each with inputs and what it answers.

    python write_formats.py DIRECTORY --form FORM=PREFIX... [--keras2] [--only NAME]...

With `--keras2` the Keras is tf_keras, which is Keras 2. Each case is a folder like those of make_cases.py, called by the
form's prefix and the model; the model is model.keras, model.h5, or for the form `saved` the SavedModel `model`, with the
names of its inputs and outputs in case.json.
"""

import argparse
import base64
import json
import os
import shutil
import sys
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")

import numpy as np  # noqa: E402
import tensorflow as tf  # noqa: E402

BATCHES = (1, 3)
KERAS2 = "--keras2" in sys.argv
if KERAS2:
    import tf_keras as keras  # noqa: E402
else:
    import keras  # noqa: E402
from importlib import import_module  # noqa: E402

layers = import_module(keras.__name__ + ".layers") if KERAS2 else keras.layers


def dense():
    return keras.Sequential(
        [
            keras.Input((5,), name="x"),
            layers.Dense(4, activation="relu", name="second"),
            layers.BatchNormalization(),
            layers.Dense(3, activation="softmax", name="first"),
        ]
    )


def functional():
    """Two inputs and outputs, a layer that is called twice."""
    a = keras.Input((4,), name="a")
    b = keras.Input((4,), name="b")
    shared = layers.Dense(3, name="shared")
    x = layers.Add()([shared(a), shared(b)])
    x = layers.Activation("tanh")(x)
    y = layers.BatchNormalization(scale=False)(x)
    return keras.Model([a, b], [layers.Dense(2, name="one")(x), layers.Multiply(name="two")([x, y])])


def nested(freeze=False):
    """Models in a model, one of them called twice."""
    block = keras.Sequential([keras.Input((4,)), layers.Dense(4), layers.BatchNormalization()], name="block")
    given = keras.Input((4,))
    tower = keras.Model(given, layers.Add()([layers.Dense(4, use_bias=False)(given), block(given)]), name="tower")
    if freeze:
        block.trainable = False
    x = keras.Input((4,), name="x")
    return keras.Model(x, layers.Dense(2)(tower(tower(x))))


def frozen():
    """Frozen layers store their weights where those stand that training does not change."""
    return nested(freeze=True)


def frozen_layer():
    model = dense()
    model.layers[0].trainable = False
    model.layers[1].trainable = False
    return model


def mixed():
    """Each floating type, and one that computes in another than it stores."""
    x = keras.Input((4,), name="x")
    return keras.Model(x, [layers.Dense(3, dtype=d)(x) for d in ("mixed_float16", "float16", "float64")])


def trained():
    """What is saved of an optimizer, a loss, metrics and Dropout."""
    model = keras.Sequential(
        [
            keras.Input((4,), name="x"),
            layers.Dense(6, activation="tanh"),
            layers.BatchNormalization(),
            layers.Dropout(0.3),
            layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy", keras.metrics.AUC()])
    rng = np.random.default_rng(4)
    model.fit(rng.normal(0, 1, (64, 4)), rng.integers(0, 2, (64, 1)), epochs=2, verbose=0)
    return model


def unbuilt_input():
    """A Sequential without an Input."""
    model = keras.Sequential([layers.Dense(4, activation="relu"), layers.Dense(2)])
    model.build((None, 3))
    return model


def dictionaries():
    a = keras.Input((3,), name="a")
    b = keras.Input((3,), name="b")
    return keras.Model({"b": b, "a": a}, {"sum": layers.Add()([a, b]), "dense": layers.Dense(2)(a)})


def many_weights():
    """More names than one attribute of HDF5 holds."""
    inner = [keras.Input((2,), name="x")]
    inner += [layers.Dense(2, name=f"{i:03d}_" + "x" * 90) for i in range(200)]
    x = keras.Input((2,), name="x")
    return keras.Model(x, keras.Sequential(inner, name="inner")(x))


def convolution():
    return keras.Sequential(
        [
            keras.Input((8, 8, 3), name="x"),
            layers.Conv2D(4, 3, activation="relu", padding="same"),
            layers.BatchNormalization(),
            layers.MaxPooling2D(),
            layers.SeparableConv2D(4, 3),
            layers.DepthwiseConv2D(2),
            layers.Flatten(),
            layers.Dropout(0.5),
            layers.Dense(2),
        ]
    )


def recurrent():
    return keras.Sequential(
        [
            keras.Input((6,), name="x", dtype="int32"),
            layers.Embedding(7, 5, mask_zero=True),
            layers.Bidirectional(layers.LSTM(4, return_sequences=True)),
            layers.GRU(3, return_sequences=True),
            layers.SimpleRNN(3),
        ]
    )


def attention():
    x = keras.Input((5, 8), name="x")
    y = layers.MultiHeadAttention(2, 4)(x, x)
    y = layers.LayerNormalization()(layers.Add()([x, y]))
    return keras.Model(x, layers.GlobalAveragePooling1D()(y))


def normalization():
    layer = layers.Normalization()
    layer.adapt(np.random.default_rng(3).normal(2, 3, (50, 4)).astype("float32"))
    return keras.Sequential([keras.Input((4,), name="x"), layer, layers.Dense(2)])


def operators():
    """What Keras 2 records of TensorFlow's own functions."""
    x = keras.Input((4,), name="x")
    y = keras.Input((4,), name="y")
    z = tf.nn.relu(x + y) * 2.0 - y / 3.0
    z = tf.concat([z, tf.math.maximum(x, y)], axis=-1)
    z = tf.reshape(z, (-1, 2, 4))
    z = tf.transpose(z, (0, 2, 1))
    z = tf.math.reduce_mean(z, axis=1) + 1
    return keras.Model([x, y], layers.Dense(2)(z))


def slices():
    x = keras.Input((5, 4), name="x")
    a = x[:, 1:4, ::2]
    b = x[:, -1]
    c = x[..., 0]
    return keras.Model(x, [a, b, c, x[:, tf.newaxis, 2]])


def everyday_functions():
    x = keras.Input((3, 4), name="x")
    y = tf.expand_dims(tf.reduce_max(x, axis=-1, keepdims=True), 1)
    outputs = [
        tf.squeeze(y, axis=1),
        tf.math.sqrt(tf.abs(x)),
        tf.math.exp(-x),
        tf.nn.softmax(x),
        tf.cast(x, "float16"),
        tf.stack([x, x], axis=1),
        tf.math.subtract(x, 1.0),
        tf.clip_by_value(x, -0.5, 0.5),
        tf.matmul(x, tf.transpose(x, [0, 2, 1])),
        tf.sigmoid(x),
        tf.square(x),
        tf.math.pow(tf.abs(x), 0.5),
        1.0 - x,
        -x,
        tf.tile(x, [1, 2, 1]),
        tf.math.log(tf.abs(x) + 1),
        tf.math.minimum(x, 0.2),
        tf.reduce_sum(x, axis=[1, 2]),
        tf.split(x, 2, axis=-1)[1],
        tf.where(x > 0, x, x * 0.1),
        tf.nn.leaky_relu(x, alpha=0.3),
        tf.pad(x, [[0, 0], [1, 1], [0, 2]]),
        tf.repeat(x, 2, axis=1),
    ]
    return keras.Model(x, outputs)


def hard_sigmoid():
    """A function that Keras 3 has under the same name with another slope."""
    x = keras.Input((5, 4), name="x")
    y = layers.LSTM(3, recurrent_activation="hard_sigmoid", return_sequences=True)(x)
    y = layers.Bidirectional(layers.GRU(3, recurrent_activation="hard_sigmoid", reset_after=False))(y)
    outputs = [layers.Dense(4, activation="hard_sigmoid")(y), layers.Activation("hard_sigmoid")(x)]
    return keras.Model(x, outputs)


PORTABLE = [
    dense, functional, nested, frozen, frozen_layer, mixed, trained, unbuilt_input, dictionaries, many_weights, convolution,
    recurrent, attention, normalization,
]  # fmt: skip
ONLY_KERAS2 = [operators, slices, everyday_functions, hard_sigmoid]


def randomise(model, rng):
    for variable in model.weights:
        dtype = variable.dtype if isinstance(variable.dtype, str) else variable.dtype.name
        if "float" not in dtype or "normalization_" in model.name:
            continue
        positive = "variance" in variable.name
        value = rng.uniform(0.3, 2.0, variable.shape) if positive else rng.normal(0, 0.6, variable.shape)
        variable.assign(value.astype(dtype))


def encoded(array):
    array = np.ascontiguousarray(np.asarray(array))
    data = base64.b64encode(array.tobytes()).decode()
    return {"dtype": str(array.dtype), "shape": list(array.shape), "data": data}


def inputs_of(tensors, rng, batch):
    inputs = []
    for tensor in tensors:
        shape = (batch, *[7 if size is None else size for size in tensor.shape[1:]])
        dtype = tensor.dtype if isinstance(tensor.dtype, str) else tensor.dtype.name
        inputs.append(rng.integers(0, 5, shape).astype(dtype) if "int" in dtype else rng.normal(0, 1.5, shape).astype(dtype))
    return inputs


def flat(value):
    if isinstance(value, dict):
        return [leaf for key in sorted(value) for leaf in flat(value[key])]
    return [leaf for each in value for leaf in flat(each)] if isinstance(value, (list, tuple)) else [value]


def write(folder, make, form, rng):
    keras.backend.clear_session()
    model = make()
    if make is not normalization:
        randomise(model, rng)
    folder.mkdir(parents=True, exist_ok=True)
    document = {"classes": [], "tolerance": 2e-3 if make in (mixed, everyday_functions) else 1e-4}
    if form == "saved":
        document |= saved(model, str(folder / "model"), rng)
    else:
        path = folder / f"model.{form}"
        model.save(str(path) if KERAS2 else path)
        document["runs"] = [run(model, make, inputs_of(model.inputs, rng, batch)) for batch in BATCHES]
    (folder / "case.json").write_text(json.dumps(document, separators=(",", ":")) + "\n")


def run(model, make, inputs):
    tensors = [tf.constant(each) for each in inputs]
    names = sorted(["a", "b"]) if make is dictionaries else None
    given = dict(zip(names, tensors)) if names else tensors[0] if len(tensors) == 1 else tensors
    outputs = flat(model(given, training=False))
    return {"inputs": [encoded(i) for i in inputs], "outputs": [encoded(o.numpy()) for o in outputs]}


def saved(model, path, rng):
    model.save(path, save_format="tf") if KERAS2 else model.export(path)
    return answers(path, "serving_default", rng)


def answers(path, signature, rng):
    """What TensorFlow's own loader answers from a SavedModel."""
    loaded = tf.saved_model.load(path)
    served = loaded.signatures[signature]
    specs = served.structured_input_signature[1]
    names = {"inputs": sorted(specs), "outputs": sorted(served.structured_outputs)}
    runs = []
    for batch in BATCHES:
        inputs = inputs_of([specs[name] for name in names["inputs"]], rng, batch)
        outputs = served(**{name: tf.constant(each) for name, each in zip(names["inputs"], inputs)})
        answers = [outputs[name].numpy() for name in names["outputs"]]
        runs.append({"inputs": [encoded(i) for i in inputs], "outputs": [encoded(o) for o in answers]})
    return {"names": names, "runs": runs}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("directory", type=Path)
    parser.add_argument("--form", action="append", required=True, metavar="keras|h5|saved=PREFIX")
    parser.add_argument("--keras2", action="store_true", help="write with tf_keras")
    parser.add_argument("--only", action="append", default=[], metavar="NAME", help="only these models")
    arguments = parser.parse_args()
    for make in PORTABLE + (ONLY_KERAS2 if KERAS2 else []):
        name = make.__name__.replace("_", "-")
        for form, prefix in [each.split("=") for each in arguments.form]:
            # Of many weights the names in legacy files are what matters.
            if (arguments.only and name not in arguments.only) or (form != "h5" and make is many_weights):
                continue
            folder = arguments.directory / f"{prefix}-{name}"
            try:
                write(folder, make, form, np.random.default_rng([20250101, *name.encode()]))
            except Exception as e:  # noqa: BLE001 what the version of Keras itself cannot
                shutil.rmtree(folder)
                print(f"{folder.name}: Keras cannot save it: {type(e).__name__}: {str(e)[:200]}", file=sys.stderr)


if __name__ == "__main__":
    main()
