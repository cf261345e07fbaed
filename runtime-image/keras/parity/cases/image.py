"""Layers that make numbers and images ready, and augmentation, which does nothing when a model answers."""

import itertools

import keras
import numpy as np
from keras import layers

from cases import IMAGE, Case, chain
from cases.convolution import FORMATS, shape, unknown

INTERPOLATIONS = ("nearest", "bilinear", "bicubic", "area", "lanczos3", "lanczos5")


def cases():
    yield from rescaling()
    yield from normalization()
    yield from resizing()
    yield from center_crop()
    yield from contrast()
    yield from augmentation()


def rescaling():
    yield Case("rescaling", chain((6,), layers.Rescaling(1 / 127.5, offset=-1)), small=True)
    yield Case("rescaling-scale-only", chain(IMAGE, layers.Rescaling(1.0 / 255)))
    yield Case("rescaling-channels", chain((2, 2, 3), layers.Rescaling([0.5, 2.0, 3.0], offset=[0.1, 0.2, 0.3])), small=True)
    yield Case("rescaling-scale-of-channels", chain((2, 2, 3), layers.Rescaling([0.5, 2.0, 3.0], offset=0.4)))
    yield Case("rescaling-numpy", chain((2, 2, 3), layers.Rescaling(np.array([0.5, 2.0, 3.0]), np.array([1.0, 0.0, 2.0]))))
    yield Case("rescaling-matrix", chain((2, 3), layers.Rescaling([[0.5, 2.0, 3.0], [1.0, -1.0, 0.1]])))
    yield Case("rescaling-any-size", chain(unknown(2, channels=3), layers.Rescaling(0.1, [1.0, 2.0, 3.0])))
    yield Case("rescaling-integers", chain((5, 4, 3), layers.Rescaling(1 / 255), dtype="uint8"), inputs=pixels(5, 4, 3))
    yield Case("rescaling-float16", chain(IMAGE, layers.Rescaling(0.3, 0.2, dtype="float16")), tolerance=2e-3)


def normalization():
    for name, at, axis in (
        ("last", (4, 3), -1), ("first", (4, 3), 1), ("both", (4, 3), (1, 2)), ("both-the-other-way", (4, 3), (-1, 1)),
        ("none", (4, 3), None), ("image", IMAGE, -1), ("image-first", (3, 5, 6), 1), ("image-two", (3, 5, 6), (1, -1)),
        ("vector", (6,), -1),
    ):  # fmt: skip
        for invert in (False, True):
            layer = layers.Normalization(axis=axis, invert=invert)
            small = name in ("last", "both") and not invert
            yield Case(f"normalization-adapted-{name}{'-inverted' if invert else ''}", adapted(at, layer), small=small)
    channels = {"mean": [0.4, 0.5, 0.6], "variance": [0.04, 0.05, 0.06]}
    matrix = {"mean": [[0.1, 0.2], [0.3, 0.4], [0.5, 0.6]], "variance": [[1.0, 2.0], [0.3, 0.4], [0.0, 5.0]]}
    for invert in (False, True):
        suffix = "-inverted" if invert else ""
        layer = layers.Normalization(mean=0.3, variance=2.0, invert=invert)
        yield Case(f"normalization-number{suffix}", chain((4, 3), layer), small=not invert)
        layer = layers.Normalization(axis=None, mean=0.3, variance=2.0, invert=invert)
        yield Case(f"normalization-number-no-axis{suffix}", chain((4, 3), layer))
        yield Case(f"normalization-channels{suffix}", chain((4, 5, 3), layers.Normalization(invert=invert, **channels)))
        layer = layers.Normalization(axis=1, invert=invert, **channels)
        yield Case(f"normalization-channels-first{suffix}", chain((3, 5, 4), layer))
        layer = layers.Normalization(axis=(1, 2), invert=invert, **matrix)
        yield Case(f"normalization-matrix{suffix}", chain((3, 2, 4), layer))
        layer = layers.Normalization(axis=(1, 2), mean=[0.1, 0.2], variance=[0.5, 2.0], invert=invert)
        yield Case(f"normalization-fewer-than-axes{suffix}", chain((3, 2, 4), layer))
        layer = layers.Normalization(axis=-1, mean=[0.1], variance=[0.5], invert=invert)
        yield Case(f"normalization-one-for-all{suffix}", chain((3, 2, 4), layer))
    yield Case("normalization-any-size", chain(unknown(2, channels=3), layers.Normalization(**channels)))
    yield Case("normalization-no-variance", chain((3,), layers.Normalization(mean=[1.0, 2, 3], variance=[0.0, 1e-16, 1])))
    yield Case(
        "normalization-integers", chain((4, 5, 3), layers.Normalization(**channels), dtype="uint8"), inputs=pixels(4, 5, 3)
    )
    layer = layers.Normalization(mean=[0.4, 0.5, 0.6], variance=[0.4, 0.5, 0.6], dtype="float16")
    yield Case("normalization-float16", chain((4, 5, 3), layer), tolerance=2e-3)


def adapted(at, layer):
    layer.adapt(np.random.default_rng(3).normal(0.5, 2.0, (20, *at)).astype("float32"))
    return chain(at, layer)


def resizing():
    for data_format, interpolation, antialias in itertools.product(FORMATS, INTERPOLATIONS, (False, True)):
        for size in ((4, 5), (13, 11), (5, 16), (9, 8)):
            layer = layers.Resizing(*size, interpolation, antialias=antialias, data_format=f"channels_{data_format}")
            stem = f"resizing-{data_format}-{interpolation}{'-antialias' if antialias else ''}"
            small = data_format == "last" and size == (5, 16) and not antialias and interpolation in ("bilinear", "nearest")
            yield Case(f"{stem}-{size[0]}x{size[1]}", chain(shape(2, data_format), layer), small=small)
        layer = layers.Resizing(5, 9, interpolation, antialias=antialias, data_format=f"channels_{data_format}")
        yield Case(f"{stem}-any-size", chain(unknown(2, data_format), layer))
    for mode, data_format in itertools.product(("crop", "pad"), FORMATS):
        keys = {f"{mode}_to_aspect_ratio": True, "data_format": f"channels_{data_format}"}
        for source, size in itertools.product(((9, 8), (6, 13), (12, 5)), ((4, 4), (3, 7), (10, 4), (1, 5))):
            name = f"resizing-{mode}-{data_format}-{source[0]}x{source[1]}-to-{size[0]}x{size[1]}"
            at = shape(2, data_format, 2, source)
            yield Case(name, chain(at, layers.Resizing(*size, fill_value=0.7, **keys)), small=size == (3, 7) and source == (9, 8))
            layer = layers.Resizing(*size, "nearest", fill_value=-1.5, **keys)
            yield Case(f"{name}-any-size", chain(unknown(2, data_format, 2), layer), inputs=images(data_format, *source))
    for interpolation in INTERPOLATIONS:
        layer = layers.Resizing(5, 9, interpolation)
        yield Case(f"resizing-{interpolation}-uint8", chain((6, 7, 3), layer, dtype="uint8"), inputs=pixels(6, 7, 3))
        layer = layers.Resizing(5, 9, interpolation, dtype="float16")
        yield Case(f"resizing-{interpolation}-float16", chain((6, 7, 3), layer), tolerance=2e-3)
    for dtype in ("int32",):
        yield Case(f"resizing-bicubic-{dtype}", chain((6, 7, 3), layers.Resizing(5, 9, "bicubic"), dtype=dtype))


def center_crop():
    for data_format in FORMATS:
        keys = {"data_format": f"channels_{data_format}"}
        for size in ((4, 5), (5, 4), (9, 8), (1, 1), (12, 4), (4, 12), (20, 30), (10, 9)):
            name = f"center-crop-{data_format}-{size[0]}x{size[1]}"
            layer = layers.CenterCrop(*size, **keys)
            yield Case(name, chain(shape(2, data_format), layer), small=size in ((5, 4), (12, 4)) and data_format == "last")
            layer = layers.CenterCrop(*size, **keys)
            any_size = chain(unknown(2, data_format), layer)
            yield Case(f"{name}-any-size", any_size, inputs=images(data_format, 9, 8, 4))
    yield Case("center-crop-uint8", chain((6, 7, 3), layers.CenterCrop(5, 4), dtype="uint8"), inputs=pixels(6, 7, 3))
    yield Case("center-crop-float16", chain((6, 7, 3), layers.CenterCrop(5, 4, dtype="float16")), tolerance=2e-3)
    yield Case("center-crop-float16-small", chain((3, 7, 3), layers.CenterCrop(5, 4, dtype="float16")), tolerance=2e-3)


def contrast():
    yield Case("auto-contrast", chain((6, 7, 3), layers.AutoContrast()), inputs=pixels(6, 7, 3, "float32"), small=True)
    yield Case("auto-contrast-range", chain((6, 7, 3), layers.AutoContrast((-2, 2))), small=True)
    yield Case("auto-contrast-unit", chain((6, 7, 3), layers.AutoContrast((0, 1))))
    yield Case("auto-contrast-first", chain((3, 6, 7), layers.AutoContrast((0, 1), data_format="channels_first")))
    yield Case("auto-contrast-any-size", chain(unknown(2, channels=3), layers.AutoContrast((0, 1))))
    yield Case("auto-contrast-one-value", chain((1, 1, 3), layers.AutoContrast((0, 1))))
    yield Case("auto-contrast-uint8", chain((6, 7, 3), layers.AutoContrast(), dtype="uint8"), inputs=pixels(6, 7, 3))


def augmentation():
    for layer in (
        lambda: layers.AugMix(), lambda: layers.CutMix(), lambda: layers.MaxNumBoundingBoxes(5), lambda: layers.MixUp(),
        lambda: layers.RandAugment(), lambda: layers.RandomBrightness(0.5), lambda: layers.RandomColorDegeneration(0.5),
        lambda: layers.RandomColorJitter(brightness_factor=0.5), lambda: layers.RandomContrast(0.5),
        lambda: layers.RandomCrop(5, 6), lambda: layers.RandomElasticTransform(), lambda: layers.RandomErasing(),
        lambda: layers.RandomFlip(), lambda: layers.RandomGaussianBlur(), lambda: layers.RandomGrayscale(1.0),
        lambda: layers.RandomHue(0.5), lambda: layers.RandomInvert(), lambda: layers.RandomPerspective(),
        lambda: layers.RandomPosterization(4), lambda: layers.RandomRotation(0.3), lambda: layers.RandomSaturation(0.5),
        lambda: layers.RandomSharpness(0.5), lambda: layers.RandomShear((0.0, 0.3), (0.0, 0.3)),
        lambda: layers.RandomTranslation(0.3, 0.3), lambda: layers.RandomZoom(0.3),
        lambda: layers.Solarization(0.5),
    ):  # fmt: skip
        name = type(layer()).__name__
        yield Case(f"augmentation-{name}", chain((8, 9, 3), layer()), small=True)
        yield Case(f"augmentation-{name}-uint8", chain((8, 9, 3), layer(), dtype="uint8"), inputs=pixels(8, 9, 3))


    image = keras.Input((8, 9, 3))
    x = layers.RandomFlip()(layers.Resizing(6, 5)(layers.CenterCrop(7, 7)(layers.RandomRotation(0.2)(image))))
    yield Case("augmentation-in-functional", keras.Model(image, layers.AutoContrast((0, 1))(x)), small=True)


def pixels(*at, dtype="uint8"):
    at, dtype = (at[:-1], at[-1]) if isinstance(at[-1], str) else (at, dtype)
    return lambda rng, batch: [rng.integers(0, 256, (batch, *at)).astype(dtype)]


def images(data_format, rows, columns, channels=2):
    at = (rows, columns, channels) if data_format == "last" else (channels, rows, columns)
    return lambda rng, batch: [rng.normal(0, 1.5, (batch, *at)).astype("float32")]
