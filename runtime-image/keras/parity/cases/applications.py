"""The architectures of keras.applications with random weights; large, so made only when asked for."""

import inspect

import keras
import numpy as np
from keras.src.applications import convnext, efficientnet, resnet

from cases import Case

MOST = 255

# Where the default image would take minutes.
SMALLER = ["ConvNeXtLarge", "ConvNeXtXLarge", "EfficientNetB5", "EfficientNetB6", "EfficientNetB7", "EfficientNetV2L"]
SMALLER += ["EfficientNetV2M", "NASNetLarge"]


def cases():
    for name, function in sorted(vars(keras.applications).items()):
        if inspect.isfunction(function):
            made = Application(function, input_shape=(128, 128, 3) if name in SMALLER else None)
            yield Case(f"application-{name}", made.model, inputs=made.images, large=True, randomise=False)
    for name, made in narrow():
        yield Case(f"narrow-{name}", made.model, small=True, inputs=made.images, randomise=False)


def narrow():
    """One of each kind of block, with few channels: what Keras makes the architectures of."""
    settings = {"input_shape": (40, 40, 3), "classes": 4}
    yield "mobile-net", Application(keras.applications.MobileNet, alpha=0.05, **settings)
    yield "conv-next", Application(convnext.ConvNeXt, depths=[1, 1, 2, 1], projection_dims=[4, 8, 12, 16], **settings)
    yield "efficient-net", Application(
        efficientnet.EfficientNet, width_coefficient=0.1, depth_coefficient=0.2, default_size=40, weights_name="", **settings
    )
    yield "res-net", Application(
        resnet.ResNet,
        stack_fn=lambda x: resnet.stack_residual_blocks_v2(x, 4, 2, name="stack"),
        preact=True,
        use_bias=True,
        weights_name="",
        **settings,
    )


class Application:
    """An architecture with weights under which a deep network neither dies out nor grows without bound."""

    def __init__(self, function, **settings):
        self.function = function
        self.settings = settings
        self.size = None

    def model(self):
        # Softmax would hide differences.
        model = self.function(weights=None, classifier_activation=None, **self.settings)
        self.size = model.input_shape[1] or 224
        rng = np.random.default_rng(np.random.randint(2**31))
        for variable in model.weights:
            if keras.backend.is_float_dtype(variable.dtype) and "seed_generator" not in variable.path:
                variable.assign(random_value(variable, rng))
        settle(model, self.images(rng, 3))
        return model

    def images(self, rng, batch):
        """Blurred spots and noise, in the numbers that the architecture takes: what is alike everywhere proves little."""
        spots = rng.uniform(0, 1, (batch, 8, 8, 3)).repeat(-(-self.size // 8), 1).repeat(-(-self.size // 8), 2)
        images = 0.8 * spots[:, : self.size, : self.size] + rng.uniform(0, 0.2, (batch, self.size, self.size, 3))
        scales_itself = "include_preprocessing" in inspect.signature(self.function).parameters
        if scales_itself or self.function.__name__.startswith("EfficientNet"):
            return [(MOST * images).astype("float32")]
        return [(2 * images - 1).astype("float32")]


def random_value(variable, rng):
    shape = variable.shape
    if variable.name in ("gamma", "variance", "moving_variance"):
        return rng.uniform(0.5, 1.5, shape)
    if len(shape) < 2:
        return rng.normal(0, 0.2, shape)
    depthwise = "depthwise" in variable.path and len(shape) == 4
    inputs = np.prod(shape[:2]) if depthwise else np.prod(shape[:-1])
    return rng.standard_normal(shape, "float32") * np.float32(np.sqrt(1.5 / inputs))


def settle(model, images):
    """Gives each BatchNormalization the statistics that its inputs have, as training does."""
    for each in model._flatten_layers():
        if isinstance(each, keras.layers.Normalization):
            each.finalize_state()  # else it computes with what its weights were before
    layers = [each for each in model._flatten_layers() if isinstance(each, keras.layers.BatchNormalization)]
    before = [each.momentum for each in layers]
    for each in layers:
        each.momentum = 0.0
    if layers:
        model(images[0], training=True)
    for each, momentum in zip(layers, before):
        each.momentum = momentum
