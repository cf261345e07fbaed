"""Parity cases by family. Each module of this package has a function `cases()` that yields `Case`s."""

import dataclasses
from collections.abc import Callable
from typing import Any

import keras
import numpy as np

IMAGE = (9, 8, 4)


@dataclasses.dataclass
class Case:
    """A model to be compared.

    name: unique; what comes before the first "-" is the group it is listed under
    model: the model, or a function that makes it (then nothing is built for cases that are not wanted)
    small: whether it belongs to the committed set; one or two of a class do
    inputs: makes the inputs for (generator, batch size), one array for each input in the model's order; by default
        normal numbers, small whole numbers for integer inputs
    tolerance: relative to an output's largest number; 1e-4 but for half precision
    large: whether it is made only when its name is asked for
    randomise: whether weights get random values; False where they must stay what they are
    """

    name: str
    model: Any
    small: bool = False
    inputs: Callable[[np.random.Generator, int], list[np.ndarray]] | None = None
    tolerance: float = 1e-4
    randomise: bool = True
    large: bool = False


def chain(shape, *steps, dtype=None):
    """A Sequential model of these layers on one input."""
    return keras.Sequential([keras.Input(shape, name="x", dtype=dtype), *steps])
