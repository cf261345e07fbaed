"""Makes the models in src/test/resources/custom: layers of an owner's own, with inputs and what Keras answers.

    python make_custom.py DIRECTORY
"""

import argparse
import shutil
from pathlib import Path

import make_cases  # sets Keras up
import keras
import numpy as np
from cases import Case, chain
from keras import layers

from custom_layers import GatedDense, Mixed_Pair, Residual

SEED = 20250101


def numbers(rng, batch):
    return [rng.integers(0, 4, (batch, 6)).astype("int32")]


def pair():
    a, b = keras.Input((4,), name="a"), keras.Input((3,), name="b")
    return keras.Model([a, b], list(Mixed_Pair([3, 3])(a, second=b)))


def models():
    yield Case("gated", chain((5,), GatedDense(4), layers.Dense(3)))
    yield Case("gated-relu", chain((6, 5), GatedDense(4, activation="relu"), GatedDense(2)))
    yield Case("gated-half", chain((5,), GatedDense(4, dtype="mixed_float16")), tolerance=2e-3)
    gated = [layers.Embedding(4, 5, mask_zero=True), GatedDense(4), layers.LSTM(3)]
    yield Case("mask-goes-on", chain((6,), *gated, dtype="int32"), inputs=numbers)
    ended = [layers.Embedding(4, 5, mask_zero=True), Residual(layers.Dense(5)), layers.LSTM(3)]
    yield Case("mask-ends", chain((6,), *ended, dtype="int32"), inputs=numbers)
    yield Case("wraps-a-custom-layer", chain((4,), Residual(GatedDense(4), factor=-0.25)))
    yield Case("wrapped", chain((3, 4), layers.TimeDistributed(GatedDense(2))))
    yield Case("pair", pair)
    inner = chain((4,), GatedDense(4), GatedDense(4))
    yield Case("nested", keras.Sequential([keras.Input((4,)), layers.Dense(4), inner, GatedDense(2)]))


def write_legacy(directory):
    """The first model again, as Keras 3 writes it into one HDF5 file."""
    folder = directory / "gated-h5"
    shutil.copytree(directory / "gated", folder)
    keras.models.load_model(folder / "model.keras", compile=False).save(folder / "model.h5")
    (folder / "model.keras").unlink()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("directory", type=Path)
    directory = parser.parse_args().directory
    shutil.rmtree(directory, ignore_errors=True)
    keras.utils.set_random_seed(SEED)
    for case in models():
        make_cases.write_case(directory, case, np.random.default_rng([SEED, *case.name.encode()]), True)
    write_legacy(directory)


if __name__ == "__main__":
    main()
