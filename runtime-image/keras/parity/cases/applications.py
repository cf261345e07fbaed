"""The architectures of keras.applications with random weights; large, so made only when asked for."""

import inspect

import keras

from cases import Case

# The smallest image that each can take, or what gives the last layers more than one pixel.
SIZES = {"InceptionResNetV2": 96, "InceptionV3": 96, "Xception": 96}
SMALL = 64


def cases():
    for name, function in sorted(vars(keras.applications).items()):
        if inspect.isfunction(function):
            yield Case(f"application-{name}", lambda f=function, n=name: model(f, SIZES.get(n, SMALL)), large=True)


def model(function, size):
    return function(weights=None, input_shape=(size, size, 3), classes=10, classifier_activation=None)
