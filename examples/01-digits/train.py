"""Trains the digits classifier of this folder and writes every file that stands beside it.

    python train.py [--saved-model DIRECTORY]

Real data (scikit-learn's 1,797 handwritten digits of 8x8 pixels, 0 to 16), real Keras 3, fixed seeds. The 360 images
that the model never saw are the held-out set: `held-out.json` is a V1 request body, `labels.json` the truth,
`expected.json` what Keras answers, and `truth.json` the accuracy and the model's digest.
"""

import argparse
import hashlib
import json
import os
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras  # noqa: E402
import numpy as np  # noqa: E402
from keras import layers  # noqa: E402
from sklearn.datasets import load_digits  # noqa: E402
from sklearn.model_selection import train_test_split  # noqa: E402

SEED = 7
FOLDER = Path(__file__).parent


def classifier():
    return keras.Sequential(
        [
            keras.Input((8, 8, 1), name="image"),
            layers.Rescaling(1 / 16, name="to_unit_range"),
            layers.Conv2D(16, 3, padding="same", use_bias=False, name="strokes"),
            layers.BatchNormalization(name="strokes_normalised"),
            layers.Activation("relu", name="strokes_active"),
            layers.Conv2D(32, 3, padding="same", activation="relu", name="shapes"),
            layers.MaxPooling2D(2, name="shrink"),
            layers.Dropout(0.3, name="forget_some"),
            layers.Flatten(name="flatten"),
            layers.Dense(32, activation="relu", name="features"),
            layers.Dropout(0.3, name="forget_more"),
            layers.Dense(10, activation="softmax", name="digit"),
        ],
        name="digits",
    )


def write_json(name, value):
    (FOLDER / name).write_text(json.dumps(value, separators=(",", ":")) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--saved-model", type=Path, help="also export the model as a SavedModel to this directory")
    arguments = parser.parse_args()

    keras.utils.set_random_seed(SEED)
    digits = load_digits()
    images = digits.images[..., np.newaxis].astype("float32")
    train_x, held_x, train_y, held_y = train_test_split(
        images, digits.target, test_size=360, random_state=SEED, stratify=digits.target
    )

    model = classifier()
    model.compile(optimizer=keras.optimizers.Adam(2e-3), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(train_x, train_y, epochs=40, batch_size=64, verbose=2)
    path = FOLDER / "digits.keras"
    # A copy that was never compiled: serving needs no optimizer state, which is two thirds of the file.
    served = classifier()
    served.set_weights(model.get_weights())
    served.save(path)

    served = keras.models.load_model(path, compile=False)
    probabilities = served.predict(held_x, batch_size=360, verbose=0)
    classes = probabilities.argmax(axis=1)
    accuracy = float((classes == held_y).mean())

    write_json("held-out.json", {"instances": held_x.astype(int).tolist()})
    write_json("labels.json", held_y.tolist())
    write_json(
        "expected.json",
        {"classes": classes.tolist(), "probabilities": [[float(f"{p:.7g}") for p in row] for row in probabilities]},
    )
    truth = {
        "accuracy": round(accuracy, 6),
        "correct": int((classes == held_y).sum()),
        "heldOut": len(held_y),
        "parameters": int(served.count_params()),
        "digest": "sha256:" + hashlib.sha256(path.read_bytes()).hexdigest(),
        "kerasVersion": keras.__version__,
    }
    (FOLDER / "truth.json").write_text(json.dumps(truth, indent=2) + "\n")
    print(json.dumps(truth, indent=2))
    if arguments.saved_model:
        served.export(str(arguments.saved_model), verbose=False)


if __name__ == "__main__":
    main()
