"""Convolutions over sequences, images and volumes."""

import itertools

from keras import layers

from cases import IMAGE, Case, chain

# By rank: sizes of the dimensions that a window slides over, a kernel that differs in each of them, the same strides.
SIZES = {1: (11,), 2: (9, 8), 3: (6, 7, 5)}
KERNELS = {1: 3, 2: (3, 2), 3: (2, 3, 2)}
UNEVEN = {1: 3, 2: (2, 3), 3: (1, 2, 3)}
PADDINGS = ("valid", "same")
FORMATS = ("last", "first")


def shape(rank, data_format="last", channels=4, sizes=None):
    sizes = sizes or SIZES[rank]
    return (*sizes, channels) if data_format == "last" else (channels, *sizes)


def unknown(rank, data_format="last", channels=4):
    return shape(rank, data_format, channels, (None,) * rank)


def layer_of(name, rank):
    return getattr(layers, name.format(rank))


# Sizes that are not known are 7 when a case runs. With channels first, Keras on TensorFlow adds the bias along a last
# dimension that is as long as the bias, so no result of 7 may be as long as the channels.
MANY = 12


def cases():
    yield from plain()
    yield from transposed()
    yield from depthwise()
    yield from separable()
    yield from halves()


def plain():
    for rank in (1, 2, 3):
        conv = layer_of("Conv{}D", rank)
        name = f"conv{rank}d"
        for padding, strides in itertools.product(PADDINGS, (1, 2, UNEVEN[rank])):
            layer = conv(3, KERNELS[rank], strides=strides, padding=padding)
            stem = f"{name}-{padding}-strides-{str(strides).strip('()').replace(', ', 'x')}"
            yield Case(stem, chain(shape(rank), layer), small=strides == 2)
        for padding, data_format in itertools.product(PADDINGS, FORMATS):
            keys = {"padding": padding, "data_format": f"channels_{data_format}"}
            stem = f"{name}-{data_format}-{padding}"
            at = shape(rank, data_format)
            yield Case(f"{stem}-dilated", chain(at, conv(2, KERNELS[rank], dilation_rate=2, **keys)))
            if rank > 1:
                dilation = (2, 1) if rank == 2 else (1, 3, 2)
                yield Case(f"{stem}-dilated-unevenly", chain(at, conv(2, 2, dilation_rate=dilation, **keys)))
            yield Case(f"{stem}-groups", chain(at, conv(6, KERNELS[rank], groups=2, **keys)))
            yield Case(f"{stem}-group-each", chain(at, conv(8, KERNELS[rank], groups=4, **keys)))
            yield Case(f"{stem}-any-size", chain(unknown(rank, data_format), conv(MANY, 2, **keys)))
            yield Case(f"{stem}-any-size-strides", chain(unknown(rank, data_format), conv(MANY, 3, strides=2, **keys)))
            yield Case(f"{stem}-any-size-dilated", chain(unknown(rank, data_format), conv(MANY, 2, dilation_rate=2, **keys)))
        yield Case(f"{name}-groups-strides-relu", chain(shape(rank), conv(8, 2, strides=2, groups=2, activation="relu")))
        yield Case(f"{name}-group-each-strides", chain(shape(rank), conv(4, 3, strides=2, groups=4, padding="same")))
        yield Case(f"{name}-group-each-uneven", chain(shape(rank), conv(4, 3, strides=UNEVEN[rank], groups=4)))
        yield Case(f"{name}-no-bias-swish", chain(shape(rank), conv(3, 1, use_bias=False, activation="swish")))
        yield Case(
            f"{name}-first-softmax", chain(shape(rank, "first"), conv(3, 2, data_format="channels_first", activation="softmax"))
        )
        yield Case(f"{name}-large-kernel-same", chain(shape(rank), conv(2, 13, padding="same", activation="tanh")))
    for data_format, dilation, strides, groups in itertools.product(FORMATS, (1, 2), (1, 2), (1, 2)):
        if dilation == 1 or strides == 1:
            layer = layers.Conv1D(
                4, 3, padding="causal", data_format=f"channels_{data_format}", dilation_rate=dilation,
                strides=strides, groups=groups,
            )  # fmt: skip
            stem = f"conv1d-causal-{data_format}-dilation-{dilation}-strides-{strides}-groups-{groups}"
            yield Case(stem, chain(shape(1, data_format), layer), small=data_format == "last" and dilation == 2 and groups == 1)
    yield Case("conv1d-causal-any-length", chain((None, 4), layers.Conv1D(3, 4, padding="causal", dilation_rate=3)))
    adapted = layers.Conv2D(3, 2, lora_rank=2)
    yield Case("conv2d-lora", chain(IMAGE, adapted))
    yield Case("conv2d-float64", chain(IMAGE, layers.Conv2D(3, 2, dtype="float64")))


def transposed():
    for rank in (1, 2, 3):
        conv = layer_of("Conv{}DTranspose", rank)
        name = f"conv{rank}d-transpose"
        for padding, data_format in itertools.product(PADDINGS, FORMATS):
            keys = {"padding": padding, "data_format": f"channels_{data_format}"}
            at = shape(rank, data_format)
            stem = f"{name}-{data_format}-{padding}"
            for strides in (1, 2, UNEVEN[rank]):
                suffix = f"strides-{str(strides).strip('()').replace(', ', 'x')}"
                small = strides == 2 and data_format == "last"
                yield Case(f"{stem}-{suffix}", chain(at, conv(3, KERNELS[rank], strides=strides, **keys)), small=small)
                any_size = chain(unknown(rank, data_format), conv(MANY, KERNELS[rank], strides=strides, **keys))
                yield Case(f"{stem}-any-size-{suffix}", any_size)
            for strides, padding_out in ((2, 0), (2, 1), (3, 0), (3, 2)):
                layer = conv(3, 3, strides=strides, output_padding=padding_out, **keys)
                yield Case(f"{stem}-strides-{strides}-output-padding-{padding_out}", chain(at, layer))
            layer = conv(MANY, 3, strides=3, output_padding=1, **keys)
            yield Case(f"{stem}-any-size-output-padding", chain(unknown(rank, data_format), layer))
            for kernel, dilation in ((3, 2), (2, 3), (4, 2)):
                layer = conv(3, kernel, dilation_rate=dilation, **keys)
                yield Case(f"{stem}-kernel-{kernel}-dilation-{dilation}", chain(at, layer))
            if padding == "same" or rank < 3:
                layer = conv(MANY, 2, dilation_rate=2, **keys)
                yield Case(f"{stem}-any-size-dilated", chain(unknown(rank, data_format), layer))
            yield Case(f"{stem}-kernel-4-strides-3", chain(at, conv(2, 4, strides=3, **keys)))
            yield Case(f"{stem}-strides-above-kernel", chain(at, conv(2, 1, strides=3, **keys)))
        yield Case(f"{name}-no-bias-relu", chain(shape(rank), conv(3, 3, strides=2, use_bias=False, activation="relu")))
    yield Case("conv2d-transpose-even-kernel", chain(IMAGE, layers.Conv2DTranspose(3, 4, 2, "same", output_padding=1)))


def depthwise():
    for rank in (1, 2):
        conv = layer_of("DepthwiseConv{}D", rank)
        name = f"depthwise{rank}d"
        strides_of = (1, 2, 3) if rank == 1 else (1, 2, (2, 1), (1, 3))
        dilations = (1, 2) if rank == 1 else (1, 2, (1, 3))
        for padding, data_format, strides, dilation in itertools.product(PADDINGS, FORMATS, strides_of, dilations):
            suffix = f"strides-{strides}-dilation-{dilation}".replace("(", "").replace(")", "").replace(", ", "x")
            keys = {"padding": padding, "data_format": f"channels_{data_format}"}
            layer = conv(KERNELS[rank], strides=strides, dilation_rate=dilation, depth_multiplier=2, **keys)
            small = strides == 2 and dilation == 1 and data_format == "last"
            yield Case(f"{name}-{data_format}-{padding}-{suffix}", chain(shape(rank, data_format), layer), small=small)
            layer = conv(2, strides=strides, dilation_rate=dilation, depth_multiplier=3, **keys)
            yield Case(f"{name}-{data_format}-{padding}-any-size-{suffix}", chain(unknown(rank, data_format), layer))
        yield Case(f"{name}-no-bias-relu6", chain(shape(rank), conv(3, use_bias=False, activation="relu6")))
        yield Case(f"{name}-large-kernel", chain(shape(rank), conv(5, padding="same")))
    for sizes in ((5, 6), (6, 7), (7, 5)):
        for strides, dilation in ((2, 3), (3, 2), ((2, 3), (3, 2))):
            layer = layers.DepthwiseConv2D(3, strides=strides, dilation_rate=dilation, padding="same")
            suffix = f"{sizes}-{strides}-{dilation}".replace("(", "").replace(")", "").replace(", ", "x")
            yield Case(f"depthwise2d-both-{suffix}", chain((*sizes, 3), layer))


def separable():
    for rank in (1, 2):
        conv = layer_of("SeparableConv{}D", rank)
        name = f"separable{rank}d"
        for padding, data_format, (strides, dilation) in itertools.product(
            PADDINGS, FORMATS, ((1, 1), (2, 1), (1, 2), (2, 2))
        ):
            keys = {"padding": padding, "data_format": f"channels_{data_format}"}
            layer = conv(5, 3, strides=strides, dilation_rate=dilation, depth_multiplier=2, **keys)
            stem = f"{name}-{data_format}-{padding}-strides-{strides}-dilation-{dilation}"
            small = padding == "same" and data_format == "last" and dilation == 1
            yield Case(stem, chain(shape(rank, data_format), layer), small=small)
        layer = conv(5, 3, strides=2, padding="same", use_bias=False, activation="gelu")
        yield Case(f"{name}-any-size", chain(unknown(rank), layer))
    yield Case("separable2d-uneven", chain(IMAGE, layers.SeparableConv2D(5, 3, strides=(1, 2), padding="same")))


def halves():
    """One unit in the last place of the type is 2^-11, or 2^-8."""
    for policy, tolerance in (("mixed_float16", 2e-3), ("mixed_bfloat16", 1.6e-2), ("float16", 2e-3)):
        for name, layer in (
            ("conv1d", lambda p: layers.Conv1D(3, 3, dtype=p)),
            ("conv2d", lambda p: layers.Conv2D(3, 3, strides=2, dtype=p)),
            ("conv3d", lambda p: layers.Conv3D(3, 2, dtype=p)),
            ("conv2d-transpose", lambda p: layers.Conv2DTranspose(3, 3, strides=2, dtype=p)),
            ("conv3d-transpose", lambda p: layers.Conv3DTranspose(3, 3, strides=2, dtype=p)),
            ("depthwise2d", lambda p: layers.DepthwiseConv2D(3, dtype=p)),
            ("depthwise2d-dilated", lambda p: layers.DepthwiseConv2D(2, dilation_rate=2, dtype=p)),
            ("separable2d", lambda p: layers.SeparableConv2D(3, 3, dtype=p)),
        ):
            rank = int(name.replace("conv", "").replace("depthwise", "").replace("separable", "")[0])
            yield Case(f"{name}-{policy}", chain(shape(rank), layer(policy)), tolerance=tolerance)
