"""Networks nobody thought of: branches, shared layers and nested models.

A step takes a `Sketch` and one of its tensors and gives another tensor, or None where it does not fit. To cover more
layers, write a step for its kind of tensor and add it to IMAGE_STEPS or SEQUENCE_STEPS, or as a way from one to the other.
"""

import keras
from keras import layers

ACTIVATIONS = ["relu", "gelu", "silu", "linear", "tanh", "relu6", "elu", "hard_sigmoid"]
INTERPOLATIONS = ["nearest", "bilinear", "bicubic", "area", "lanczos3"]
LARGEST = 40


class Sketch:
    """A network in the making: its tensors so far, and the generator that decides."""

    def __init__(self, rng, tensor):
        self.rng = rng
        self.tensors = [tensor]

    def below(self, limit):
        return int(self.rng.integers(limit))

    def between(self, low, high):
        return int(self.rng.integers(low, high + 1))

    def one_of(self, values):
        return values[self.below(len(values))]

    def maybe(self):
        return bool(self.below(2))

    def activation(self):
        return self.one_of(ACTIVATIONS)

    def window(self, x):
        """Settings of a window that fits."""
        smallest = min(x.shape[1:-1])
        strides = self.between(1, 2) if smallest >= 4 else 1
        keys = {"padding": self.one_of(["same", "valid"]) if smallest >= 5 else "same"}
        if self.below(4) == 0 and smallest >= 7:
            return {**keys, "dilation_rate": 2}
        return {**keys, "strides": strides}

    def partner(self, x, same):
        """A tensor that is like this one."""
        return self.one_of([t for t in self.tensors if same(t, x)])


def conv(s, x):
    groups = s.one_of([g for g in (1, 1, 2, 3, x.shape[-1]) if x.shape[-1] % g == 0])
    layer = layers.Conv2D if len(x.shape) == 4 else layers.Conv1D
    return layer(
        groups * s.between(1, 5), s.between(1, 3), groups=groups, activation=s.activation(), use_bias=s.maybe(), **s.window(x)
    )(x)


def causal(s, x):
    return layers.Conv1D(s.between(2, 6), 3, padding="causal", dilation_rate=s.between(1, 3))(x)


def depthwise(s, x):
    layer = layers.DepthwiseConv2D if len(x.shape) == 4 else layers.DepthwiseConv1D
    return layer(3, depth_multiplier=s.between(1, 2), **s.window(x))(x) if x.shape[-1] < 30 else None


def separable(s, x):
    layer = layers.SeparableConv2D if len(x.shape) == 4 else layers.SeparableConv1D
    return layer(s.between(2, 8), 3, activation=s.activation(), **s.window(x))(x)


def transposed(s, x):
    if max(x.shape[1:-1]) * 2 > LARGEST:
        return None
    layer = layers.Conv2DTranspose if len(x.shape) == 4 else layers.Conv1DTranspose
    return layer(s.between(2, 6), s.between(2, 3), strides=2, padding=s.one_of(["same", "valid"]))(x)


def channels_first(s, x):
    # Not as many filters as there are columns: Keras on TensorFlow would add the bias to those.
    first = layers.Permute((3, 1, 2))(x)
    y = layers.Conv2D(LARGEST + 1, 1, data_format="channels_first")(first)
    return layers.Conv2D(s.between(2, 6), 1)(layers.Permute((2, 3, 1))(y))


def batch_normalization(s, x):
    return layers.BatchNormalization(center=s.maybe(), scale=s.maybe())(x)


def activation(s, x):
    return layers.Activation(s.activation())(x)


def pool(s, x):
    if min(x.shape[1:-1]) < 4:
        return None
    rank = len(x.shape) - 2
    kind = s.one_of(["Max", "Average"])
    if s.below(4) == 0:
        return getattr(layers, f"Adaptive{kind}Pooling{rank}D")(s.between(2, 4))(x)
    return getattr(layers, f"{kind}Pooling{rank}D")(2, strides=s.between(1, 2), padding=s.one_of(["same", "valid"]))(x)


def merge(s, x):
    kind = s.one_of([layers.Add, layers.Multiply, layers.Maximum, layers.Average])
    return kind()([x, s.partner(x, lambda a, b: a.shape == b.shape)])


def concatenate(s, x):
    return layers.Concatenate()([x, s.partner(x, lambda a, b: a.shape[:-1] == b.shape[:-1])])


def pad(s, x):
    borders = [(s.below(3), s.below(3)) for _ in x.shape[1:-1]]
    return layers.ZeroPadding2D(borders)(x) if len(x.shape) == 4 else layers.ZeroPadding1D(borders[0])(x)


def crop(s, x):
    if min(x.shape[1:-1]) < 4:
        return None
    return layers.Cropping2D(((1, 0), (0, 2)))(x) if len(x.shape) == 4 else layers.Cropping1D((1, 0))(x)


def enlarge(s, x):
    if max(x.shape[1:-1]) * 2 > LARGEST:
        return None
    return layers.UpSampling2D((2, 1), interpolation=s.one_of(INTERPOLATIONS))(x) if len(x.shape) == 4 else layers.UpSampling1D(2)(x)


def resize(s, x):
    return layers.Resizing(
        s.between(3, 12), s.between(3, 12), s.one_of(INTERPOLATIONS), crop_to_aspect_ratio=s.maybe(), antialias=s.maybe()
    )(x)


def center_crop(s, x):
    return layers.CenterCrop(s.between(3, 10), s.between(3, 10))(x)


def rescaling(s, x):
    return layers.Rescaling(0.5, 0.1)(x)


def augmentation(s, x):
    return s.one_of([layers.RandomFlip, layers.RandomInvert])()(x)


def nested(s, x):
    inner = keras.Input(x.shape[1:])
    layer = layers.Conv2D if len(x.shape) == 4 else layers.Conv1D
    model = keras.Model(inner, layer(x.shape[-1], 3, padding="same", activation=s.activation())(inner))
    return model(model(x))


def squeeze_and_excite(s, x):
    gate = layers.GlobalAveragePooling2D(keepdims=True)(x)
    return layers.Multiply()([x, layers.Conv2D(x.shape[-1], 1, activation="sigmoid")(gate)])


def permute(s, x):
    return layers.Permute((2, 1, 3))(x) if len(x.shape) == 4 else None


BOTH_STEPS = [
    conv, conv, conv, depthwise, separable, transposed, batch_normalization, activation, pool, merge, concatenate, pad, crop,
    enlarge, rescaling, nested,
]  # fmt: skip
IMAGE_STEPS = [*BOTH_STEPS, resize, center_crop, augmentation, squeeze_and_excite, channels_first, permute]
SEQUENCE_STEPS = [*BOTH_STEPS, causal]


def random_network(rng):
    """A network with branches, shared layers and nested models, on images and often on sequences in its second half."""
    size, channels = int(rng.integers(7, 15)), int(rng.integers(1, 5))
    image = keras.Input((size, size, channels), name="image")
    sketch = Sketch(rng, image)
    x = grow(sketch, IMAGE_STEPS, sketch.between(3, 9))
    if sketch.maybe():
        sketch = Sketch(rng, layers.Reshape((-1, x.shape[-1]))(x) if x.shape[1] * x.shape[2] <= LARGEST else sequence(x))
        x = grow(sketch, SEQUENCE_STEPS, sketch.between(2, 5))
    return keras.Model(image, heads(sketch, x))


def grow(sketch, steps, count):
    """The last of so many new tensors, each made of one of the three before it."""
    for _ in range(count):
        x = sketch.one_of(sketch.tensors[-3:])
        y = sketch.one_of(steps)(sketch, x)
        if y is not None:
            sketch.tensors.append(y)
    return sketch.tensors[-1]


def sequence(x):
    """The columns of an image as steps."""
    return layers.Reshape((x.shape[2], x.shape[3]))(layers.AveragePooling2D((x.shape[1], 1))(x))


def heads(sketch, x):
    rank = len(x.shape) - 2
    pooling = getattr(layers, f"Global{sketch.one_of(['Max', 'Average'])}Pooling{rank}D")
    head = layers.Flatten()(x) if sketch.maybe() else pooling()(x)
    outputs = [layers.Dense(sketch.between(2, 7), activation="softmax")(layers.Dropout(0.2)(head))]
    if sketch.maybe():
        outputs.append(layers.Dense(3)(head))
    return outputs
