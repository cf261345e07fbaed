"""What a config can say beyond one layer after the other."""

import keras
import numpy as np
from keras import layers

from cases import Case, chain


def cases():
    for name, model in structure_models():
        yield Case(f"structure-{name}", model, small=True)


def structure_models():
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
