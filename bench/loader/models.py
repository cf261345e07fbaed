"""Makes the benchmark's models with the real Keras, with seeded weights, in every form that an engine reads.

    python models.py DIRECTORY [NAME]...

For each model: NAME/model.keras, NAME/saved (SavedModel by model.export), NAME/model.onnx (which ONNX Runtime and OpenVINO
read), and NAME/model.json: the input's name, type, shape and range. What is there already is not made again.
"""

import json
import os
import sys
import time
from pathlib import Path

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["CUDA_VISIBLE_DEVICES"] = ""
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

SEED = 7
VOCABULARY = 5000


def randomise(model, rng):
    """Weights as after training: no bias is zero and no statistic is one; signals neither die nor explode."""
    import numpy as np

    for variable in model.weights:
        if variable.name == "moving_variance":
            value = rng.uniform(0.5, 1.5, variable.shape)
        elif variable.name == "gamma":
            value = rng.uniform(0.5, 1.0, variable.shape)
        elif len(variable.shape) > 1:
            fan = int(np.prod(variable.shape)) // variable.shape[-1]
            if "depthwise" in variable.path:
                fan = variable.shape[0] * variable.shape[1]
            value = rng.standard_normal(variable.shape, dtype="float32") * np.float32(1.2 / np.sqrt(fan))
        else:
            value = rng.normal(0, 0.2, variable.shape)
        variable.assign(value)


def mlp(keras):
    layers = keras.layers
    return keras.Sequential(
        [
            keras.Input((16,)),
            layers.Dense(64, activation="relu"),
            layers.Dense(64, activation="relu"),
            layers.Dense(4, activation="softmax"),
        ]
    )


def cnn(keras):
    layers = keras.layers
    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(32, 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.Conv2D(64, 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dense(48, activation="relu"),
            layers.Dense(10, activation="softmax"),
        ]
    )


def mobilenet(keras):
    return keras.applications.MobileNetV2(weights=None)


def resnet50(keras):
    return keras.applications.ResNet50(weights=None)


def lstm(keras):
    layers = keras.layers
    return keras.Sequential(
        [
            keras.Input((100,), dtype="int32"),
            layers.Embedding(VOCABULARY, 64),
            layers.LSTM(64),
            layers.Dense(1, activation="sigmoid"),
        ]
    )


def encoder(keras):
    layers = keras.layers
    tokens = keras.Input((64,), dtype="int32")
    x = layers.Embedding(VOCABULARY, 128)(tokens)
    for _ in range(2):
        attended = layers.MultiHeadAttention(4, 32)(x, x)
        x = layers.LayerNormalization()(layers.Add()([x, attended]))
        hidden = layers.Dense(128)(layers.Dense(512, activation="gelu")(x))
        x = layers.LayerNormalization()(layers.Add()([x, hidden]))
    x = layers.GlobalAveragePooling1D()(x)
    return keras.Model(tokens, layers.Dense(10, activation="softmax")(x))


def large(keras):
    """Half a gigabyte of weights, in four matrices."""
    layers = keras.layers
    return keras.Sequential([keras.Input((5600,))] + [layers.Dense(5600, activation="relu") for _ in range(4)])


MODELS = {each.__name__: each for each in (mlp, cnn, mobilenet, resnet50, lstm, encoder, large)}


def make(name, folder):
    import keras
    import numpy as np
    import tensorflow as tf

    keras.utils.set_random_seed(SEED)
    model = MODELS[name](keras)
    randomise(model, np.random.default_rng(SEED))
    tensor = model.inputs[0]
    folder.mkdir(parents=True)
    model.save(folder / "model.keras")
    model.export(folder / "saved", verbose=False)
    if name != "large":
        import tf2onnx

        @tf.function(input_signature=[tf.TensorSpec(tensor.shape, tensor.dtype, name="input")])
        def call(value):
            return model(value, training=False)

        tf2onnx.convert.from_function(
            call, call.input_signature, opset=17, output_path=str(folder / "model.onnx")
        )
    return {
        "input": tensor.name,
        "dtype": str(tensor.dtype),
        "shape": list(tensor.shape[1:]),
        "high": VOCABULARY if tensor.dtype == "int32" else 1,
        "weight_bytes": sum(int(np.prod(v.shape)) * 4 for v in model.weights),
    }


def main():
    root = Path(sys.argv[1])
    for name in sys.argv[2:] or MODELS:
        folder = root / name
        if (folder / "model.json").exists():
            continue
        began = time.time()
        if folder.exists():
            import shutil

            shutil.rmtree(folder)
        facts = make(name, folder)
        (folder / "model.json").write_text(json.dumps(facts))
        print(f"made {name}: {facts['weight_bytes'] / 1e6:.1f} MB of weights, {time.time() - began:.0f} s", flush=True)


if __name__ == "__main__":
    main()
