"""Layers that move elements."""

import itertools

from keras import layers

from cases import IMAGE, Case, chain
from cases.convolution import FORMATS, shape, unknown


def cases():
    for data_format in FORMATS:
        keys = {"data_format": f"channels_{data_format}"}
        for rank in (1, 2, 3):
            small = data_format == "first" and rank == 2
            yield Case(f"flatten-{data_format}-{rank}d", chain(shape(rank, data_format), layers.Flatten(**keys)), small=small)
            any_size = chain(unknown(rank, data_format), layers.Flatten(**keys))
            yield Case(f"flatten-{data_format}-{rank}d-any-size", any_size)
        yield Case(f"flatten-{data_format}-vector", chain((6,), layers.Flatten(**keys)))
        yield Case(f"flatten-{data_format}-number", chain((), layers.Flatten(**keys)))
    yield Case("flatten-integers", chain((3, 4), layers.Flatten(), dtype="int32"))

    yield Case("reshape-rest", chain((12,), layers.Reshape((3, -1, 2))), small=True)
    yield Case("reshape-full", chain((3, 4), layers.Reshape((2, 6))))
    yield Case("reshape-flat", chain((3, 4), layers.Reshape((-1,))))
    yield Case("reshape-any-length", chain((None, 4), layers.Reshape((-1, 2))), small=True)
    yield Case("reshape-any-size", chain((None, None, 4), layers.Reshape((-1, 4))))
    yield Case("reshape-any-size-known-target", chain((None, 4), layers.Reshape((4, 7))))
    yield Case("reshape-number", chain((1,), layers.Reshape(())))
    yield Case("reshape-ones", chain((6,), layers.Reshape((1, 6, 1))))

    for dims in ((1,), (2, 1), (3, 1, 2), (2, 3, 1), (1, 3, 2), (4, 2, 1, 3)):
        at = (2, 3, 4, 5)[: len(dims)]
        name = "x".join(map(str, dims))
        yield Case(f"permute-{name}", chain(at, layers.Permute(dims)), small=dims == (3, 1, 2))
        yield Case(f"permute-{name}-any-size", chain((None,) * len(dims), layers.Permute(dims)))

    for n in (1, 3):
        yield Case(f"repeat-vector-{n}", chain((4,), layers.RepeatVector(n)), small=n == 3)

    for size in (1, 2, 3):
        yield Case(f"up-sampling1d-{size}", chain(shape(1), layers.UpSampling1D(size)), small=size == 2)
        yield Case(f"up-sampling1d-{size}-any-length", chain((None, 4), layers.UpSampling1D(size)))
    interpolations = ("nearest", "bilinear", "bicubic", "area", "lanczos3", "lanczos5")
    for data_format, interpolation, size in itertools.product(FORMATS, interpolations, (2, (3, 1), (1, 5))):
        name = str(size).strip("()").replace(", ", "x")
        layer = layers.UpSampling2D(size, f"channels_{data_format}", interpolation)
        small = size == 2 and data_format == "last" and interpolation in ("nearest", "bilinear")
        yield Case(f"up-sampling2d-{data_format}-{interpolation}-{name}", chain(shape(2, data_format), layer), small=small)
        layer = layers.UpSampling2D(size, f"channels_{data_format}", interpolation)
        yield Case(f"up-sampling2d-{data_format}-{interpolation}-{name}-any-size", chain(unknown(2, data_format), layer))
    for interpolation in interpolations:
        layer = layers.UpSampling2D(2, interpolation=interpolation, dtype="float16")
        yield Case(f"up-sampling2d-{interpolation}-float16", chain(IMAGE, layer), tolerance=2e-3)
    yield Case("up-sampling2d-large", chain((37, 41, 2), layers.UpSampling2D((7, 3))))
    for data_format, size in itertools.product(FORMATS, (2, (1, 2, 3), (3, 1, 1))):
        name = str(size).strip("()").replace(", ", "x")
        keys = {"data_format": f"channels_{data_format}"}
        at = shape(3, data_format, 2, (3, 2, 4))
        yield Case(f"up-sampling3d-{data_format}-{name}", chain(at, layers.UpSampling3D(size, **keys)), small=size == (1, 2, 3))
        any_size = chain(unknown(3, data_format, 2), layers.UpSampling3D(size, **keys))
        yield Case(f"up-sampling3d-{data_format}-{name}-any-size", any_size)

    for rank, borders in (
        (1, (0, 1, 3, (2, 0), (0, 3))),
        (2, (1, (1, 2), ((1, 0), (2, 3)), (0, 0))),
        (3, (1, (1, 2, 0), ((1, 0), (0, 2), (1, 1)))),
    ):
        for data_format, border, (number, at) in itertools.product(
            FORMATS, borders, enumerate((shape, unknown))
        ):
            if rank == 1 and data_format == "first":
                continue
            keys = {} if rank == 1 else {"data_format": f"channels_{data_format}"}
            name = str(border).replace("(", "").replace(")", "").replace(", ", "-").replace(",", "")
            suffix = f"{rank}d-{data_format}-{name}{'-any-size' if number else ''}"
            small = data_format == "last" and not number and border in ((2, 0), ((1, 0), (2, 3)), ((1, 0), (0, 2), (1, 1)))
            pad = getattr(layers, f"ZeroPadding{rank}D")(border, **keys)
            yield Case(f"zero-padding{suffix}", chain(at(rank, data_format), pad), small=small)
            crop = getattr(layers, f"Cropping{rank}D")(border, **keys)
            yield Case(f"cropping{suffix}", chain(at(rank, data_format), crop), small=small)
    yield Case("zero-padding1d-first", chain((4, 5), layers.ZeroPadding1D((1, 2), data_format="channels_first")))
    for name, layer in (
        ("zero-padding2d", layers.ZeroPadding2D(1)),
        ("cropping2d", layers.Cropping2D(1)),
        ("up-sampling2d", layers.UpSampling2D(2)),
        ("permute", layers.Permute((2, 1, 3))),
    ):
        yield Case(f"{name}-integers", chain(IMAGE, layer, dtype="int32"))
