"""Operations of keras.ops that a functional model records."""

import keras
import numpy as np
from keras import ops
from keras.src.ops import core as kc
from keras.src.ops import numpy as kn

from cases import Case

X = ("x", (4, 3), "float32")
Y = ("y", (4, 3), "float32")
ANY = ("x", (None, 3), "float32")


def numbers(low, high):
    """Makes inputs of numbers between two bounds."""

    def make(rng, shape, dtype):
        if "int" in dtype:
            return rng.integers(int(low), int(high) + 1, shape).astype(dtype)
        return rng.uniform(low, high, shape).astype("float32" if dtype == "bfloat16" else dtype)

    return make


def normal(rng, shape, dtype):
    if dtype == "bool":
        return rng.integers(0, 2, shape).astype(bool)
    if dtype.startswith("uint"):
        return rng.integers(0, 9, shape).astype(dtype)
    if "int" in dtype:
        return rng.integers(-5, 6, shape).astype(dtype)
    return rng.normal(0, 1.5, shape).astype("float32" if dtype == "bfloat16" else dtype)


def special(rng, shape, dtype):
    """Numbers with NaN, infinities and both zeros."""
    x = rng.normal(0, 2, shape).astype(dtype)
    where = rng.integers(0, 12, shape)
    for i, value in enumerate([np.nan, np.inf, -np.inf, 0.0, -0.0]):
        x[where == i] = value
    return x


def case(name, function, *inputs, make=None, small=False, tolerance=1e-4, batch=True, **options):
    """A functional model of one expression."""
    inputs = inputs or (X,)
    makers = make if isinstance(make, (list, tuple)) else [make or normal] * len(inputs)

    def model():
        tensors = [keras.Input(shape, name=n, dtype=dtype) for n, shape, dtype in inputs]
        outputs = function(*tensors)
        return keras.Model(tensors, outputs)

    def arrays(rng, size):
        made = []
        for maker, (_, shape, dtype) in zip(makers, inputs):
            known = tuple(5 if s is None else s for s in shape)
            array = maker(rng, (size, *known), dtype)
            made.append(array if dtype != "bfloat16" else keras.ops.convert_to_numpy(ops.cast(array, dtype)))
        return made

    return Case(f"operation-{name}", model, small=small, inputs=arrays, tolerance=tolerance, randomise=False)


def of(dtype, name="x", shape=(4, 3)):
    return (name, shape, dtype)


POSITIVE = numbers(0.1, 4)
UNIT = numbers(-0.95, 0.95)
ABOVE_ONE = numbers(1.05, 5)


def cases():
    yield from arithmetic()
    yield from promotion()
    yield from functions()
    yield from creation()
    yield from reductions()
    yield from arrangement()
    yield from joining()
    yield from selection()
    yield from sorting()
    yield from products()
    yield from by_class()
    yield from neural()
    yield from windows()
    yield from normalizing()
    yield from matrices()
    yield from images()


def arithmetic():
    binary = {
        "add": ops.add, "subtract": ops.subtract, "multiply": ops.multiply, "divide": ops.divide,
        "true_divide": ops.true_divide, "maximum": ops.maximum, "minimum": ops.minimum, "arctan2": ops.arctan2,
        "hypot": ops.hypot, "logaddexp": ops.logaddexp, "logaddexp2": ops.logaddexp2, "mod": ops.mod, "fmod": ops.fmod,
        "floor_divide": ops.floor_divide, "fmax": ops.fmax, "fmin": ops.fmin, "heaviside": ops.heaviside,
    }  # fmt: skip
    for name, f in binary.items():
        yield case(f"{name}", f, X, Y, small=True)
        yield case(f"{name}-any", f, ANY, ("y", (None, 3), "float32"))
        yield case(f"{name}-broadcast", f, X, ("y", (1, 3), "float32"))
        if name not in ("heaviside", "logaddexp2", "arctan2", "hypot", "logaddexp", "mod", "fmod"):
            yield case(f"{name}-number", lambda x, f=f: f(x, 2.5))
            yield case(f"{name}-number-first", lambda x, f=f: f(3, x))
    for name in ("divide", "fmax", "fmin", "maximum", "hypot", "logaddexp", "fmod"):
        yield case(f"{name}-special", binary[name], X, Y, make=special)
    yield case("divide_no_nan", ops.divide_no_nan, X, Y, make=special, small=True)
    yield case("divide_no_nan-number", lambda x: ops.divide_no_nan(1.0, x), make=numbers(-1, 1))
    yield case("power", ops.power, X, Y, make=[POSITIVE, normal], small=True)
    yield case("power-square", lambda x: x**2)
    yield case("power-base", lambda x: 2.0**x)
    yield case("power-int", lambda x: x**3, of("int32"))
    yield case("power-uint", lambda x: x**2, of("uint8"))
    yield case("operators", lambda x, y: (x + y) * (x - 1) / (2 + abs(y)) - (-x), X, Y)
    yield case("add-bias-row", lambda x: x + np.array([1.0, 2, 3], "float32"))
    yield case("add-bias-column", lambda x: x + np.array([[1.0], [2], [3], [4]], "float32"))
    yield case("add-bias-second", lambda x: x + np.arange(4, dtype="float32").reshape(4, 1, 1), of("float32", shape=(4, 2, 3)))
    yield case("add-bias-as-keras", lambda x: x + np.arange(3, dtype="float32").reshape(3, 1), of("float32", shape=(3, 3)))
    yield case("multiply-tensor", lambda x: x * ops.convert_to_tensor([1.0, 2.0, 3.0]))
    yield case("multiply-float64", lambda x: x * np.array([1.0, 2.0, 3.0]))
    compared = {
        "equal": ops.equal, "not_equal": ops.not_equal, "less": ops.less, "less_equal": ops.less_equal,
        "greater": ops.greater, "greater_equal": ops.greater_equal,
    }  # fmt: skip
    for name, f in compared.items():
        yield case(f"{name}", f, of("int32"), of("int32", "y"), small=name == "equal")
        yield case(f"{name}-number", lambda x, f=f: f(x, 2), of("int32"))
        yield case(f"{name}-float", lambda x, f=f: f(0.5, x))
        yield case(f"{name}-special", f, X, Y, make=special)
    for name, f in {"and": ops.logical_and, "or": ops.logical_or, "xor": ops.logical_xor}.items():
        yield case(f"logical_{name}", f, of("bool"), of("bool", "y"), small=name == "and")
        yield case(f"logical_{name}-numbers", f, of("int32"), Y, make=numbers(-1, 1))
        yield case(f"logical_{name}-true", lambda x, f=f: f(x > 0, True))
    for name, f in {"and": ops.bitwise_and, "or": ops.bitwise_or, "xor": ops.bitwise_xor}.items():
        yield case(f"bitwise_{name}", f, of("int32"), of("int32", "y"), make=numbers(0, 99), small=name == "and")
        yield case(f"bitwise_{name}-mixed", f, of("uint8"), of("int64", "y"))
    for name, f in {"left": ops.bitwise_left_shift, "right": ops.bitwise_right_shift}.items():
        yield case(f"bitwise_{name}_shift", f, of("int32"), of("int32", "y"), make=numbers(0, 6))
        yield case(f"bitwise_{name}_shift-number", lambda x, f=f: f(x, 2), of("uint8"))
    yield case("left_shift", ops.left_shift, of("int32"), of("int32", "y"), make=numbers(0, 6))
    yield case("right_shift", ops.right_shift, of("int32"), of("int32", "y"), make=numbers(0, 6))
    yield case("bitwise_invert", ops.bitwise_invert, of("int32"))
    yield case("bitwise_not", ops.bitwise_not, of("uint8"))
    yield case("isclose", lambda x, y: ops.isclose(x, x + y * 1e-5), X, Y, small=True)
    yield case("isclose-tolerance", lambda x, y: ops.isclose(x, y, 0.3, 0.2), X, Y)
    yield case("isclose-nan", lambda x, y: ops.isclose(x, y, equal_nan=True), X, Y, make=special)
    yield case("isclose-int", ops.isclose, of("int32"), of("int32", "y"))
    yield case("allclose", lambda x, y: (ops.allclose(x, y), ops.allclose(x, x)), X, Y)
    yield case("allclose-special", lambda x, y: (ops.allclose(x, x), ops.allclose(x, x, equal_nan=True)), X, Y, make=special)
    yield case("ldexp", ops.ldexp, X, of("int32", "y"))
    yield case("nextafter", ops.nextafter, of("float64"), of("float64", "y"), small=True)


def promotion():
    for left in ("float16", "bfloat16", "float64", "int64", "int32", "uint8", "bool", "uint16"):
        tolerance = {"float16": 2e-3, "bfloat16": 1.6e-2}.get(left, 1e-4)
        for right in ("float32", "float16", "int64", "int32", "uint8"):
            both = max(tolerance, 2e-3 if right == "float16" else 0)
            yield case(f"promote-{left}-{right}", lambda x, y: x * y, of(left), of(right, "y"), tolerance=both)
        if left != "bool":
            yield case(f"promote-{left}-int", lambda x: 3 - x, of(left), tolerance=tolerance)
        yield case(f"promote-{left}-float", lambda x: x * 0.5, of(left), tolerance=tolerance)
        yield case(f"promote-{left}-divide", lambda x: x / 4, of(left), tolerance=tolerance)
        yield case(f"promote-{left}-compare", lambda x: x > 1.5, of(left))
        yield case(f"promote-{left}-function", lambda x: ops.sin(x), of(left), tolerance=tolerance)
        yield case(f"promote-{left}-mean", lambda x: ops.mean(x, axis=1), of(left), tolerance=tolerance)
        yield case(f"promote-{left}-sum", lambda x: ops.cast(ops.sum(x, axis=1), "float64"), of(left), tolerance=tolerance)
        yield case(f"promote-{left}-matmul", lambda x, y: ops.matmul(x, ops.transpose(y, (0, 2, 1))), of(left), Y, tolerance=tolerance)


def functions():
    anywhere = [
        "sin", "cos", "sinh", "cosh", "tanh", "arctan", "arcsinh", "exp", "expm1", "ceil", "floor", "trunc",
        "absolute", "abs", "fabs", "square", "sign", "negative", "round", "erf", "erfc", "exp2", "sinc", "deg2rad",
        "rad2deg", "cbrt", "isnan", "isinf", "isfinite", "isposinf", "isneginf", "isreal", "signbit", "angle", "real",
        "imag", "conj", "conjugate", "copy", "stop_gradient", "i0",
    ]  # fmt: skip
    skipped = {"erf", "erfc", "i0"}
    for name in anywhere:
        if not hasattr(ops, name):
            continue
        f = getattr(ops, name)
        yield case(name, f, small=name in ("sin", "round", "sign", "isnan", "erf", "floor"))
        if name not in skipped:
            yield case(f"{name}-special", f, make=special)
            if name not in ("angle", "real", "imag", "conj", "conjugate"):
                yield case(f"{name}-int", f, of("int32"))
    bounded = {
        "tan": UNIT, "arcsin": UNIT, "arccos": UNIT, "arctanh": UNIT, "arccosh": ABOVE_ONE, "log": POSITIVE,
        "log10": POSITIVE, "log1p": POSITIVE, "log2": POSITIVE, "sqrt": POSITIVE, "rsqrt": POSITIVE,
        "reciprocal": POSITIVE, "erfinv": UNIT,
    }  # fmt: skip
    for name, make in bounded.items():
        yield case(name, getattr(ops, name), make=make, small=name in ("log", "sqrt"))
        if name not in ("rsqrt", "reciprocal", "erfinv"):
            yield case(f"{name}-int64", getattr(ops, name), of("int64"), make=numbers(1, 1))
    yield case("log-of-bool", lambda x: ops.log(ops.cast(x, "bool")))
    yield case("logical_not", ops.logical_not, small=True, make=numbers(-0.4, 0.4))
    yield case("logical_not-bool", ops.logical_not, of("bool"))
    yield case("round-decimals", lambda x: ops.round(x, 2))
    yield case("round-tens", lambda x: ops.round(x, -1), of("int32"), make=numbers(-99, 99))
    yield case("clip", lambda x: ops.clip(x, -1, 1), small=True)
    yield case("clip-int", lambda x: ops.clip(x, -2, 3), of("int32"))
    yield case("clip-bool", lambda x: ops.clip(x, 0, 1), of("bool"))
    yield case("nan_to_num", ops.nan_to_num, make=special, small=True)
    yield case("nan_to_num-values", lambda x: ops.nan_to_num(x, nan=1.5, posinf=9.0, neginf=-9.0), make=special)
    yield case("nan_to_num-float16", ops.nan_to_num, of("float16"), make=special, tolerance=2e-3)


def creation():
    for dtype in ("float16", "float64", "int32", "int64", "uint8", "bool"):
        tolerance = 2e-3 if dtype == "float16" else 1e-4
        make = numbers(0, 3) if dtype == "uint8" else normal
        yield case(f"cast-{dtype}", lambda x, d=dtype: ops.cast(x, d), make=make, small=dtype == "int32", tolerance=tolerance)
    yield case("cast-from-bool", lambda x: ops.cast(x, "float32"), of("bool"))
    for dtype in ("uint8", "int8", "int16"):
        yield case(f"saturate_cast-{dtype}", lambda x, d=dtype: ops.cast(ops.saturate_cast(x, d), "int32"), make=numbers(-400, 400))
    yield case("zeros_like", lambda x: ops.zeros_like(x) + x)
    yield case("zeros_like-int", lambda x: ops.zeros_like(x, dtype="int32"), ANY)
    yield case("ones_like", lambda x: ops.ones_like(x) * 2, ANY, small=True)
    yield case("full_like", lambda x: ops.full_like(x, 2.5), ANY)
    yield case("full_like-row", lambda x: ops.full_like(x, np.array([1, 2, 3], "float32"), dtype="float64"))
    for name, options in {"": {}, "-open": {"endpoint": False}, "-last": {"axis": -1}, "-many": {"num": 7, "axis": 1}}.items():
        options = {"num": 5, **options}
        yield case(f"linspace{name}", lambda x, y, o=options: ops.linspace(x, y, **o), X, Y)
        yield case(f"logspace{name}", lambda x, y, o=options: ops.logspace(x, y, **o), X, Y)
        if "axis" not in options:  # Keras fails
            yield case(f"geomspace{name}", lambda x, y, o=options: ops.geomspace(x, y, **o), X, Y, make=POSITIVE)
    yield case("linspace-numbers", lambda x: ops.linspace(0, x, num=3))
    yield case("vander", lambda x: ops.vander(x[0, 0]), of("float32"))
    yield case("vander-increasing", lambda x: ops.vander(x[0, 0], N=4, increasing=True), of("int32"))


def reductions():
    for name in ("sum", "prod", "mean", "max", "min", "amax", "amin", "any", "all", "var", "std", "logsumexp", "ptp"):
        f = getattr(ops, name)
        make = numbers(-0.6, 0.6) if name in ("any", "all") else normal
        yield case(f"{name}", lambda x, f=f: f(x, axis=1), ANY, small=True, make=make)
        yield case(f"{name}-last-keepdims", lambda x, f=f: f(x, axis=-1, keepdims=True), make=make)
        yield case(f"{name}-two-axes", lambda x, f=f: f(x, axis=(1, 2)), make=make)
        yield case(f"{name}-all", lambda x, f=f: f(x), make=make)
        if name not in ("logsumexp",):
            yield case(f"{name}-int", lambda x, f=f: f(x, axis=1), of("int32"))
            if name != "ptp":
                yield case(f"{name}-bool", lambda x, f=f: f(x, axis=1), of("bool"))
    yield case("max-initial", lambda x: ops.max(x, axis=1, initial=0.5))
    yield case("min-initial", lambda x: ops.min(x, axis=1, initial=-0.5))
    yield case("var-float16", lambda x: ops.var(x, axis=1), of("float16"), tolerance=2e-3)
    yield case("logsumexp-special", lambda x: ops.logsumexp(x, axis=1), make=special)
    yield case("count_nonzero", lambda x: ops.count_nonzero(x, axis=1), of("int32"), make=numbers(-1, 1), small=True)
    yield case("count_nonzero-all", lambda x: ops.count_nonzero(x), make=special)
    for name in ("nansum", "nanprod", "nanmean", "nanvar", "nanstd", "nanmax", "nanmin"):
        if not hasattr(ops, name):
            continue

        def make(rng, shape, dtype):
            x = rng.normal(0, 2, shape).astype(dtype)
            x[rng.integers(0, 3, shape) == 0] = np.nan
            return x

        f = getattr(ops, name)
        yield case(f"{name}", lambda x, f=f: f(x, axis=1), make=make, small=name == "nanmean")
        yield case(f"{name}-all-keepdims", lambda x, f=f: f(x, keepdims=True), make=make)
        yield case(f"{name}-int", lambda x, f=f: f(x, axis=(1, 2)), of("int32"))
    yield case("average", lambda x: ops.average(x, axis=1), small=True)
    yield case("average-weights", lambda x, y: ops.average(x, axis=1, weights=y), X, Y, make=POSITIVE)
    yield case("average-row", lambda x: ops.average(x, axis=2, weights=np.array([1, 2, 3], "float32")))
    yield case("average-all", lambda x, y: ops.average(x, weights=y), X, Y, make=POSITIVE)
    yield case("moments", lambda x: ops.moments(x, axes=[1]), small=True)
    yield case("moments-keepdims", lambda x: ops.moments(x, axes=[1, 2], keepdims=True), ANY)
    yield case("moments-float16", lambda x: ops.moments(x, axes=[1]), of("float16"), tolerance=2e-3)
    yield case("size", lambda x: ops.cast(ops.size(x), "float32") + ops.sum(x), ANY)


def arrangement():
    yield case("reshape", lambda x: ops.reshape(x, (-1, 2, 6)), small=True)
    yield case("reshape-flat", lambda x: ops.reshape(x, (-1,)), ANY)
    yield case("ravel", ops.ravel, ANY)
    yield case("transpose", lambda x: ops.transpose(x, (0, 2, 1)), ANY, small=True)
    yield case("transpose-all", ops.transpose)
    yield case("moveaxis", lambda x: ops.moveaxis(x, 1, -1))
    yield case("moveaxis-two", lambda x: ops.moveaxis(x, (1, 2), (3, 1)), of("float32", shape=(4, 3, 2)))
    yield case("swapaxes", lambda x: ops.swapaxes(x, 1, -1), ANY, small=True)
    yield case("expand_dims", lambda x: ops.expand_dims(x, 1), ANY, small=True)
    yield case("expand_dims-last", lambda x: ops.expand_dims(x, -1), ANY)
    yield case("expand_dims-two", lambda x: ops.expand_dims(x, (1, -1)))
    yield case("squeeze-axis", lambda x: ops.squeeze(x, axis=1), of("float32", shape=(1, None, 1)), small=True)
    yield case("squeeze-axes", lambda x: ops.squeeze(x, axis=(1, -1)), of("float32", shape=(1, 3, 1)))
    yield case("flip", lambda x: ops.flip(x, axis=1), ANY, small=True)
    yield case("flip-all", ops.flip)
    yield case("flip-two", lambda x: ops.flip(x, axis=(1, -1)))
    if hasattr(ops, "fliplr"):
        yield case("fliplr", ops.fliplr)
        yield case("flipud", ops.flipud)
    yield case("roll", lambda x: ops.roll(x, 2, axis=1), ANY, small=True)
    yield case("roll-all", lambda x: ops.roll(x, -5))
    yield case("roll-two", lambda x: ops.roll(x, (1, -1), axis=(1, 2)))
    for k in (0, 1, -1):
        yield case(f"rot90-{k}", lambda x, k=k: ops.rot90(x, k=k, axes=(1, 2)))
    yield case("rot90-2", lambda x: ops.rot90(x, k=2, axes=(1, 2)), of("float32", shape=(3, 3)))
    yield case("rot90-other", lambda x: ops.rot90(x, k=1, axes=(2, 1)), of("float32", shape=(3, 4, 2)))
    yield case("tile", lambda x: ops.tile(x, (1, 2, 3)), ANY, small=True)
    yield case("tile-short", lambda x: ops.tile(x, 2))
    yield case("tile-long", lambda x: ops.tile(x, (2, 1, 1, 2)))
    yield case("repeat", lambda x: ops.repeat(x, 2, axis=1), ANY, small=True)
    yield case("repeat-batch", lambda x: ops.repeat(x, 3, axis=0))
    yield case("repeat-all", lambda x: ops.repeat(x, 2))
    yield case("repeat-each", lambda x: ops.repeat(x, [1, 0, 3, 2], axis=1))
    yield case("repeat-uint16", lambda x: ops.repeat(x, 2, axis=-1), of("uint16"))
    yield case("pad", lambda x: ops.pad(x, [[0, 0], [1, 2], [0, 1]]), ANY, small=True)
    yield case("pad-value", lambda x: ops.pad(x, [[0, 0], [1, 0], [2, 1]], constant_values=3.5))
    yield case("pad-reflect", lambda x: ops.pad(x, [[0, 0], [2, 3], [1, 1]], mode="reflect"))
    yield case("pad-symmetric", lambda x: ops.pad(x, [[0, 0], [2, 4], [1, 3]], mode="symmetric"))
    yield case("diff", lambda x: ops.diff(x, axis=1), ANY, small=True)
    yield case("diff-second", lambda x: ops.diff(x, n=2))
    yield case("diff-bool", lambda x: ops.diff(x), of("bool"))
    yield case("trapezoid", lambda x: ops.trapezoid(x))
    yield case("trapezoid-dx", lambda x: ops.trapezoid(x, dx=0.5, axis=-1))


def joining():
    yield case("concatenate", lambda x, y: ops.concatenate([x, y], axis=1), ANY, ("y", (2, 3), "float32"), small=True)
    yield case("concatenate-batch", lambda x, y: ops.concatenate([x, y]), X, Y)
    yield case("concatenate-mixed", lambda x, y: ops.concatenate([x, y], axis=-1), X, of("int32", "y"))
    yield case("stack", lambda x, y: ops.stack([x, y], axis=1), X, Y, small=True)
    yield case("stack-last", lambda x, y: ops.stack([x, y, x], axis=-1), ANY, ("y", (None, 3), "float32"))
    yield case("append", lambda x, y: ops.append(x, y, axis=1), X, Y)
    yield case("append-flat", lambda x, y: ops.append(x, y), X, of("int32", "y"))
    yield case("hstack", lambda x, y: ops.hstack([x, y]), X, Y)
    yield case("vstack", lambda x, y: ops.vstack([x, y]), X, Y)
    if hasattr(ops, "dstack"):
        yield case("dstack", lambda x, y: ops.dstack([x, y]), of("float32", shape=(3,)), of("float32", "y", (3,)))
    yield case("split", lambda x: ops.split(x, 2, axis=1), small=True)
    yield case("split-at", lambda x: ops.split(x, [1, 3], axis=1))
    if hasattr(ops, "array_split"):
        yield case("array_split", lambda x: ops.array_split(x, 3, axis=1))
    if hasattr(ops, "hsplit"):
        yield case("hsplit", lambda x: ops.hsplit(x, 2))
        yield case("dsplit", lambda x: ops.dsplit(x, [1]))
    yield case("unstack", lambda x: ops.unstack(x, axis=1), small=True)
    yield case("unstack-num", lambda x: ops.unstack(x, num=3, axis=-1))
    yield case("meshgrid", lambda x, y: ops.meshgrid(x[0], y[0]), of("float32", shape=(3,)), of("float32", "y", (4,)))
    yield case("meshgrid-ij", lambda x, y: ops.meshgrid(x[0], y[0], indexing="ij"), of("float32", shape=(3,)), of("float32", "y", (4,)))


def selection():
    keys = {
        "first": lambda x: x[:, 0], "last": lambda x: x[:, -1], "batch": lambda x: x[0], "slice": lambda x: x[:, 1:3],
        "step": lambda x: x[:, ::2], "reverse": lambda x: x[:, ::-1], "negative": lambda x: x[:, -2:],
        "negative-step": lambda x: x[:, 2:0:-1], "ellipsis": lambda x: x[..., 1:], "newaxis": lambda x: x[:, None, :, None],
        "mixed": lambda x: x[1:3, ..., None, -1], "all": lambda x: x[:, :, 0], "out-of-range": lambda x: x[:, 1:99],
        "ellipsis-first": lambda x: x[..., 0],
    }  # fmt: skip
    for name, key in keys.items():
        yield case(f"get_item-{name}", key, small=name in ("first", "slice", "mixed"))
        yield case(f"get_item-{name}-any", key, ANY)
    yield case("where", lambda x, y: ops.where(x > 0, x, y), X, Y, small=True)
    yield case("where-numbers", lambda x: ops.where(x > 0, 1, 0.5))
    yield case("where-weak", lambda x: ops.where(x > 0, x, -1e9), of("float16"), tolerance=2e-3, make=numbers(0.1, 2))
    yield case("where-condition", lambda x, y: ops.where(x, y, 0), of("int32"), Y, make=[numbers(-1, 1), normal])
    yield case("select", lambda x, y: ops.select([x > 1, x > 0], [x, y], 0.5), X, Y)
    yield case("take", lambda x: ops.take(x, [2, 0, -1], axis=1), small=True)
    yield case("take-flat", lambda x: ops.take(x, [[0, 5], [3, 2]]))
    yield case("take-tensor", lambda x, i: ops.take(x, i, axis=1), X, of("int32", "i", (2,)), make=[normal, numbers(0, 3)])
    yield case("take-negative", lambda x, i: ops.take(x, i, axis=1), ANY, of("int64", "i", (2,)), make=[normal, numbers(-4, 3)])
    yield case("take_along_axis", lambda x, i: ops.take_along_axis(x, i, axis=1), X, of("int32", "i", (2, 3)), make=[normal, numbers(-4, 3)], small=True)
    yield case("take_along_axis-last", lambda x, i: ops.take_along_axis(x, i, axis=-1), ANY, of("int64", "i", (None, 2)), make=[normal, numbers(0, 2)])
    yield case("slice", lambda x: ops.slice(x, (0, 1, 1), (1, 2, 2)), small=True)
    yield case("slice-tensor", lambda x, i: ops.slice(x, i[0], (1, 2, 2)), X, of("int32", "i", (3,)), make=[normal, numbers(0, 0)])
    yield case("slice_update", lambda x: ops.slice_update(x[0], (1, 1), np.array([[9.0, 8.0], [7.0, 6.0]], "float32")), small=True)
    yield case("slice_update-tensor", lambda x, y: ops.slice_update(x, (0, 1, 0), y), X, ("y", (2, 3), "float32"))
    yield case("slice_update-outside", lambda x: ops.slice_update(x[0], (9, 2), np.array([[9.0, 8.0], [7.0, 6.0]], "float32")))
    yield case("scatter", lambda v: ops.scatter(np.array([[1, 0], [0, 2], [1, 0]]), v[0], (2, 3)), ("v", (3,), "float32"))
    for reduction in (None, "add", "max", "min"):
        yield case(
            f"scatter_update-{reduction or 'none'}",
            lambda x, v, r=reduction: ops.scatter_update(x[0], [[0, 1], [3, 2]], v[0], reduction=r),
            X, ("v", (2,), "float32"), small=reduction is None,
        )  # fmt: skip


def sorting():
    for name in ("argmax", "argmin"):
        f = getattr(ops, name)
        yield case(name, lambda x, f=f: f(x, axis=-1), ANY, small=True)
        yield case(f"{name}-axis", lambda x, f=f: f(x, axis=1, keepdims=True))
        yield case(f"{name}-all", lambda x, f=f: f(x))
        yield case(f"{name}-int", lambda x, f=f: f(x, axis=1), of("int32"))
        yield case(f"{name}-zeros", lambda x, f=f: f(x, axis=1), make=lambda rng, s, d: np.where(rng.integers(0, 2, s) > 0, 0.0, -0.0).astype(d))
        if hasattr(ops, "nan" + name):
            yield case(f"nan{name}", lambda x, f=getattr(ops, "nan" + name): f(x, axis=1), make=special)
    for name in ("sort", "argsort"):
        f = getattr(ops, name)
        yield case(name, f, ANY, small=True)
        yield case(f"{name}-axis", lambda x, f=f: f(x, axis=1))
        yield case(f"{name}-all", lambda x, f=f: f(x, axis=None))
        for dtype in ("int32", "uint8", "bool", "int64"):
            yield case(f"{name}-{dtype}", lambda x, f=f: f(x, axis=1), of(dtype))
    yield case("top_k", lambda x: ops.top_k(x, 2), small=True)
    yield case("top_k-int", lambda x: ops.top_k(x, 3), of("int32"))
    yield case("in_top_k", lambda t, p: ops.in_top_k(t, p, 2), ("t", (), "int32"), ("p", (5,), "float32"), make=[numbers(0, 4), normal])
    for name in ("cumsum", "cumprod", "nancumsum", "nancumprod"):
        if not hasattr(ops, name):
            continue
        f = getattr(ops, name)
        yield case(name, lambda x, f=f: f(x, axis=1), ANY, small=name == "cumsum")
        yield case(f"{name}-all", lambda x, f=f: f(x))
        yield case(f"{name}-int", lambda x, f=f: f(x, axis=-1), of("int32"))
        yield case(f"{name}-bool", lambda x, f=f: f(x, axis=-1), of("bool"))
        if name.startswith("nan"):
            yield case(f"{name}-special", lambda x, f=f: f(x, axis=-1), make=lambda rng, s, d: np.where(rng.integers(0, 3, s) > 0, 1.5, np.nan).astype(d))
    yield case("searchsorted", lambda x, s: ops.searchsorted(s[0], x[0, 0]), X, ("s", (6,), "float32"), make=[normal, lambda r, s, d: np.sort(r.normal(0, 1, s), axis=1).astype(d)], small=True)
    yield case("searchsorted-right", lambda x, s: ops.searchsorted(s[0], x[0, 0], side="right"), of("int32"), of("int32", "s", (6,)), make=[normal, lambda r, s, d: np.sort(r.integers(-4, 4, s), axis=1).astype(d)])
    yield case("digitize", lambda x: ops.digitize(x, np.array([-1, 0, 0.5, 2], "float32")), small=True)
    yield case("digitize-int", lambda x: ops.digitize(x, np.array([-1, 0, 2], "float32")), of("int32"))
    for name in ("sum", "max", "min", "prod"):
        if not hasattr(ops, f"segment_{name}"):
            continue
        f = getattr(ops, f"segment_{name}")
        ids = ("i", (6,), "int32")
        data = ("x", (6, 3), "float32")
        yield case(f"segment_{name}", lambda x, i, f=f: f(x[0], i[0], num_segments=4), data, ids, make=[normal, numbers(0, 3)], small=name == "sum")
        yield case(f"segment_{name}-any", lambda x, i, f=f: f(x[0], i[0]), data, ids, make=[normal, lambda r, s, d: np.tile(np.array([0, 1, 2, 0, 1, 2], d), (s[0], 1))])
        yield case(f"segment_{name}-sorted", lambda x, i, f=f: f(x[0], i[0], sorted=True), data, ids, make=[normal, lambda r, s, d: np.sort(r.integers(0, 4, s), axis=1).astype(d)])
    yield case("unravel_index", lambda x: ops.unravel_index(x[0], (3, 4)), of("int32", shape=(5,)), make=numbers(0, 11))
    if hasattr(ops, "isin"):
        yield case("isin", lambda x: ops.isin(x, [1, 2, -3]), of("int32"), small=True)
        yield case("isin-invert", lambda x: ops.isin(x, [1, 2, -3], invert=True), of("int32"))


def products():
    A, B = ("x", (4, 3), "float32"), ("y", (3, 5), "float32")
    yield case("matmul", ops.matmul, A, B, small=True)
    yield case("matmul-any", ops.matmul, ("x", (None, 3), "float32"), B)
    yield case("matmul-constant", lambda x: ops.matmul(x, np.arange(6, dtype="float32").reshape(3, 2)))
    yield case("matmul-constant-first", lambda x: ops.matmul(np.arange(8, dtype="float32").reshape(2, 4), x))
    yield case("matmul-vector", lambda x: ops.matmul(x, np.arange(3, dtype="float32")))
    yield case("matmul-vector-first", lambda x: ops.matmul(np.arange(4, dtype="float32"), x))
    yield case("matmul-vectors", lambda x: ops.matmul(x[0], x[0]), of("float32", shape=(4,)))
    yield case("matmul-int", ops.matmul, of("int32"), of("int32", "y", (3, 5)))
    yield case("matmul-int8", lambda x, y: ops.matmul(ops.cast(x, "int8"), ops.cast(y, "int8")), of("int32"), of("int32", "y", (3, 5)))
    yield case("dot", lambda x: ops.dot(x, np.arange(6, dtype="float32").reshape(3, 2)), small=True)
    yield case("dot-vector", lambda x: ops.dot(x, np.arange(3, dtype="float32")))
    yield case("dot-scalar", lambda x: ops.dot(x, 2.0))
    yield case("dot-deep", lambda x, y: ops.dot(x, y), X, ("y", (3, 2), "float32"))
    yield case("inner", lambda x, y: ops.inner(x, y), of("float32", shape=(3,)), of("float32", "y", (3,)))
    yield case("vdot", lambda x, y: ops.vdot(x, y), X, Y)
    yield case("outer", lambda x, y: ops.outer(x, y), of("float32", shape=(3,)), of("float32", "y", (2,)))
    yield case("tensordot", lambda x: ops.tensordot(x, np.arange(12, dtype="float32").reshape(4, 3), axes=2), small=True)
    yield case("tensordot-axes", lambda x: ops.tensordot(x, np.arange(12, dtype="float32").reshape(3, 4), axes=[[1, 2], [1, 0]]))
    yield case("tensordot-one", lambda x: ops.tensordot(x, np.arange(6, dtype="float32").reshape(3, 2), axes=1), ANY)
    yield case("einsum", lambda x, y: ops.einsum("bij,bjk->bik", x, y), A, B, small=True)
    yield case("einsum-implied", lambda x: ops.einsum("bij", x))
    yield case("einsum-ellipsis", lambda x: ops.einsum("...ij->...ji", x), ANY)
    yield case("einsum-ellipsis-two", lambda x: ops.einsum("...i,ij->...j", x, np.arange(6, dtype="float32").reshape(3, 2)))
    yield case("einsum-three", lambda x, y: ops.einsum("bij,bjk,bik->b", x, y, ops.matmul(x, y)), A, B)
    yield case("einsum-int", lambda x, y: ops.einsum("bij,bjk->bik", x, y), of("int32"), of("int32", "y", (3, 5)))
    yield case("einsum-diagonal", lambda x: ops.einsum("bii->bi", x), of("float32", shape=(3, 3)))
    yield case("kron", lambda x: ops.kron(x[0], np.array([[1.0, 2.0]], "float32")))
    yield case("cross", ops.cross, X, Y, small=True)
    yield case("cross-two", lambda x: ops.cross(x[..., :2], x[..., 1:]))
    yield case("cross-mixed", lambda x, y: ops.cross(x, y[..., :2]), X, Y)
    if hasattr(ops, "cdist"):
        yield case("cdist", ops.cdist, X, ("y", (5, 3), "float32"))
    for k in (0, 1, -1, 2):
        yield case(f"tril{k}", lambda x, k=k: ops.tril(x, k=k), ANY, small=k == 0)
        yield case(f"triu{k}", lambda x, k=k: ops.triu(x, k=k), ANY)
        yield case(f"diag{k}", lambda x, k=k: ops.diag(x[0], k=k))
        yield case(f"diag-vector{k}", lambda x, k=k: ops.diag(x[0], k=k), of("float32", shape=(3,)))
        yield case(f"diagonal{k}", lambda x, k=k: ops.diagonal(x, k, 1, 2), small=k == 1)
        yield case(f"trace{k}", lambda x, k=k: ops.trace(x, k, 1, 2))
    yield case("diagflat", lambda x: ops.diagflat(x[0]))
    yield case("trace-int", lambda x: ops.cast(ops.trace(x, 0, 1, 2), "int32"), of("uint8"))


def neural():
    plain = [
        "relu", "relu6", "sigmoid", "sparse_sigmoid", "softplus", "softsign", "silu", "log_sigmoid", "hard_sigmoid",
        "hard_silu", "selu", "tanh_shrink", "hard_tanh", "sparse_plus", "squareplus", "soft_shrink", "hard_shrink",
        "leaky_relu", "elu", "celu", "gelu", "softmax", "log_softmax", "sparsemax", "swish", "hard_swish",
    ]  # fmt: skip
    for name in plain:
        if hasattr(ops, name):
            yield case(name, getattr(ops, name), ANY, small=name in ("relu", "gelu", "softmax"))
            if name not in ("relu6", "sparsemax"):
                yield case(f"{name}-float16", getattr(ops, name), of("float16"), tolerance=2e-3)
    yield case("leaky_relu-slope", lambda x: ops.leaky_relu(x, negative_slope=0.05))
    yield case("elu-alpha", lambda x: ops.elu(x, alpha=0.4))
    yield case("celu-alpha", lambda x: ops.celu(x, alpha=0.4))
    yield case("gelu-exact", lambda x: ops.gelu(x, approximate=False), small=True)
    yield case("soft_shrink-threshold", lambda x: ops.soft_shrink(x, threshold=0.9))
    yield case("hard_shrink-threshold", lambda x: ops.hard_shrink(x, threshold=0.9))
    yield case("squareplus-b", lambda x: ops.squareplus(x, b=1.5))
    yield case("threshold", lambda x: ops.threshold(x, 0.3, -2.0))
    yield case("glu", lambda x: ops.glu(x, axis=1))
    for name in ("softmax", "log_softmax"):
        yield case(f"{name}-axis", lambda x, f=getattr(ops, name): f(x, axis=1))
        yield case(f"{name}-all", lambda x, f=getattr(ops, name): f(x, axis=None))
    yield case("sparsemax-axis", lambda x: ops.sparsemax(x, axis=1))
    yield case("one_hot", lambda x: ops.one_hot(x, 4), of("int32", shape=(5,)), small=True)
    yield case("one_hot-axis", lambda x: ops.one_hot(x, 3, axis=1, dtype="int32"), of("int32", shape=(5,)))
    yield case("one_hot-bool", lambda x: ops.one_hot(x, 3, dtype="bool"), of("uint8", shape=(5,)))
    yield case("multi_hot", lambda x: ops.multi_hot(x, 6), of("int32", shape=(3,)), make=numbers(0, 7), small=True)
    yield case("multi_hot-int", lambda x: ops.multi_hot(x, 6, dtype="int32"), of("int64", shape=(3,)), make=numbers(0, 5))


def kernel(*shape):
    return np.random.default_rng(7).normal(0, 0.5, shape).astype("float32")


def windows():
    image, row, volume = of("float32", shape=(9, 8, 4)), of("float32", shape=(11, 4)), of("float32", shape=(5, 6, 5, 2))
    open_image = of("float32", shape=(None, None, 4))
    yield case("conv", lambda x: ops.conv(x, kernel(3, 2, 4, 5)), image, small=True)
    yield case("conv-same-strides", lambda x: ops.conv(x, kernel(3, 3, 4, 5), strides=(2, 1), padding="same"), open_image)
    yield case("conv-dilated", lambda x: ops.conv(x, kernel(3, 3, 4, 2), dilation_rate=2), image)
    yield case("conv-kernel-input", lambda x, k: ops.conv(x, k[0], strides=2), image, ("k", (3, 3, 4, 6), "float32"))
    yield case("conv-row", lambda x: ops.conv(x, kernel(3, 4, 2), strides=2, padding="same"), row)
    yield case("conv-volume", lambda x: ops.conv(x, kernel(2, 3, 2, 2, 3)), volume)
    yield case("conv-channels-first", lambda x: ops.conv(x, kernel(3, 3, 4, 2), data_format="channels_first", padding="same"), of("float32", shape=(4, 9, 8)))
    yield case("depthwise_conv", lambda x: ops.depthwise_conv(x, kernel(3, 3, 4, 2), strides=2, padding="same"), image, small=True)
    yield case("depthwise_conv-dilated", lambda x: ops.depthwise_conv(x, kernel(3, 3, 4, 1), dilation_rate=2), image)
    yield case("depthwise_conv-row", lambda x: ops.depthwise_conv(x, kernel(3, 4, 2), strides=2), row)
    yield case("separable_conv", lambda x: ops.separable_conv(x, kernel(3, 3, 4, 2), kernel(1, 1, 8, 3)), image, small=True)
    yield case("separable_conv-row", lambda x: ops.separable_conv(x, kernel(3, 4, 1), kernel(1, 4, 3), padding="same"), row)
    for name in ("max_pool", "average_pool"):
        f = getattr(ops, name)
        yield case(name, lambda x, f=f: f(x, 2), image, small=True)
        yield case(f"{name}-same", lambda x, f=f: f(x, (3, 2), strides=(1, 2), padding="same"), open_image)
        yield case(f"{name}-row", lambda x, f=f: f(x, 3, strides=2), row)
        yield case(f"{name}-volume", lambda x, f=f: f(x, 2), volume)
        yield case(f"{name}-channels-first", lambda x, f=f: f(x, 2, data_format="channels_first"), of("float32", shape=(4, 9, 8)))
    if hasattr(ops, "depth_to_space"):
        yield case("depth_to_space", lambda x: ops.depth_to_space(x, 2), image)
        yield case("space_to_depth", lambda x: ops.space_to_depth(x, 2), of("float32", shape=(8, 6, 3)))
        yield case("space_to_depth-channels-first", lambda x: ops.space_to_depth(x, 2, data_format="channels_first"), of("float32", shape=(3, 8, 6)))
    patches = ops.image.extract_patches
    yield case("extract_patches", lambda x: patches(x, 3), image, small=True)
    yield case("extract_patches-strides", lambda x: patches(x, (3, 2), strides=(2, 1), padding="same"), image)
    yield case("extract_patches-dilated", lambda x: patches(x, (2, 2), strides=1, dilation_rate=2), image)


def normalizing():
    v = lambda n, s=1.0: np.linspace(0.3, 1.5 + s, n).astype("float32")  # noqa: E731
    yield case("batch_normalization", lambda x: ops.batch_normalization(x, v(3), v(3, 2), axis=-1, offset=v(3), scale=v(3, 3)), small=True)
    yield case("batch_normalization-axis", lambda x: ops.batch_normalization(x, v(4), v(4, 2), axis=1))
    if hasattr(ops, "layer_normalization"):
        yield case("layer_normalization", lambda x: ops.layer_normalization(x, gamma=v(3), beta=v(3, 2)), small=True)
        yield case("layer_normalization-plain", lambda x: ops.layer_normalization(x, axis=1, epsilon=0.01))
        yield case("layer_normalization-axes", lambda x: ops.layer_normalization(x, gamma=v(12).reshape(4, 3), beta=v(12).reshape(4, 3), axis=(1, 2)))
        yield case("layer_normalization-float16", lambda x: ops.layer_normalization(x), of("float16"), tolerance=2e-3)
    if hasattr(ops, "rms_normalization"):
        yield case("rms_normalization", lambda x: ops.rms_normalization(x, scale=v(3)), small=True)
        yield case("rms_normalization-plain", lambda x: ops.rms_normalization(x, axis=1, epsilon=0.1))
    yield case("normalize", lambda x: ops.normalize(x, axis=-1), small=True)
    yield case("normalize-order", lambda x: ops.normalize(x, axis=1, order=3))
    yield case("normalize-zero", lambda x: ops.normalize(x * 0 + ops.relu(x), axis=-1, epsilon=0.5))
    yield case("norm", lambda x: ops.norm(x, axis=-1), small=True)
    for ord in (0, 1, 2, 3):
        yield case(f"norm-{ord}", lambda x, o=ord: ops.norm(x, ord=o, axis=1, keepdims=True))
    yield case("norm-matrix", lambda x: ops.norm(x, axis=(1, 2)))
    yield case("norm-fro", lambda x: ops.norm(x, ord="fro", axis=(1, 2), keepdims=True))
    yield case("norm-matrix-1", lambda x: ops.norm(x, ord=1, axis=(1, 2)))
    yield case("norm-matrix-minus-1", lambda x: ops.norm(x, ord=-1, axis=(1, 2), keepdims=True))
    q, k = ("q", (5, 4, 6), "float32"), ("k", (7, 4, 6), "float32")
    if hasattr(ops, "dot_product_attention"):
        yield case("attention", lambda q, k: ops.dot_product_attention(q, k, k), q, k, small=True)
        yield case("attention-causal", lambda q: ops.dot_product_attention(q, q, q, is_causal=True), q)
        yield case("attention-scale", lambda q, k: ops.dot_product_attention(q, k, k, scale=0.3), q, k)
        yield case("attention-bias", lambda q, k, b: ops.dot_product_attention(q, k, k, bias=b), q, k, ("b", (4, 5, 7), "float32"))
        yield case("attention-mask", lambda q, k, m: ops.dot_product_attention(q, k, k, mask=m), q, k, ("m", (1, 5, 7), "bool"))
        yield case("attention-groups", lambda q, k: ops.dot_product_attention(q, k, k), q, ("k", (7, 2, 6), "float32"))
        yield case("attention-any", lambda q, k: ops.dot_product_attention(q, k, k), ("q", (None, 4, 6), "float32"), ("k", (None, 4, 6), "float32"))
    shares = numbers(0.05, 0.95)
    yield case("binary_crossentropy", lambda x, y: ops.binary_crossentropy(x, y), X, Y, make=shares, small=True)
    yield case("binary_crossentropy-logits", lambda x, y: ops.binary_crossentropy(x, y, from_logits=True), X, Y, make=[shares, normal])
    yield case("categorical_crossentropy", lambda x, y: ops.categorical_crossentropy(x, y), X, Y, make=shares, small=True)
    yield case("categorical_crossentropy-logits", lambda x, y: ops.categorical_crossentropy(x, y, from_logits=True, axis=1), X, Y, make=[shares, normal])
    if hasattr(ops, "psnr"):
        yield case("psnr", lambda x, y: ops.psnr(x, y, 2.0), X, Y)


def positive(rng, shape, dtype):
    a = rng.normal(0, 1, shape)
    return (a @ np.swapaxes(a, -1, -2) + 2 * np.eye(shape[-1])).astype(dtype)


def matrices():
    S, W = ("x", (4, 4), "float32"), ("x", (5, 3), "float32")
    yield case("cholesky", ops.cholesky, S, make=positive, small=True)
    yield case("cholesky-upper", lambda x: ops.cholesky(x, upper=True), S, make=positive)
    yield case("inv", ops.inv, S, make=positive, small=True)
    yield case("det", ops.det, S)
    if hasattr(ops, "logdet"):
        yield case("logdet", ops.logdet, S, make=positive)
    yield case("slogdet", ops.slogdet, S, small=True)
    yield case("qr", ops.qr, W, small=True)
    yield case("qr-complete", lambda x: ops.qr(x, mode="complete"), W)
    yield case("svd", ops.svd, W)
    yield case("svd-reduced", lambda x: ops.svd(x, full_matrices=False), W)
    yield case("svd-values", lambda x: ops.svd(x, compute_uv=False), W)
    yield case("eigh", ops.eigh, S, make=positive)
    yield case("solve", ops.solve, ("a", (4, 4), "float32"), ("b", (4, 2), "float32"), make=[positive, normal], small=True)
    yield case("solve-vector", ops.solve, ("a", (4, 4), "float32"), ("b", (4,), "float32"), make=[positive, normal])
    yield case("solve_triangular", lambda a, b: ops.solve_triangular(a, b, lower=True), ("a", (4, 4), "float32"), ("b", (4, 2), "float32"), make=[positive, normal])
    yield case("solve_triangular-upper", ops.solve_triangular, ("a", (4, 4), "float64"), ("b", (4, 2), "float64"), make=[positive, normal])
    signal = of("float32", shape=(2, 16))
    yield case("rfft", ops.rfft, signal, small=True)
    yield case("rfft-short", lambda x: ops.rfft(x, fft_length=10), signal)
    yield case("rfft-long", lambda x: ops.rfft(x, fft_length=32), signal)
    yield case("irfft", lambda x, y: ops.irfft((x, y)), of("float32", shape=(9,)), of("float32", "y", (9,)))
    yield case("irfft-length", lambda x, y: ops.irfft((x, y), fft_length=12), of("float32", shape=(9,)), of("float32", "y", (9,)))
    yield case("fft", lambda x, y: ops.fft((x, y)), signal, of("float32", "y", (2, 16)))
    yield case("fft2", lambda x, y: ops.fft2((x, y)), signal, of("float32", "y", (2, 16)))


def images():
    image = of("float32", shape=(7, 6, 3))
    yield case("rgb_to_grayscale", ops.image.rgb_to_grayscale, image, small=True)
    yield case("rgb_to_grayscale-uint8", ops.image.rgb_to_grayscale, of("uint8", shape=(7, 6, 3)), make=numbers(0, 255))
    yield case("rgb_to_grayscale-channels-first", lambda x: ops.image.rgb_to_grayscale(x, data_format="channels_first"), of("float32", shape=(3, 7, 6)))
    yield case("crop_images", lambda x: ops.image.crop_images(x, top_cropping=1, left_cropping=2, target_height=3, target_width=4), image)
    yield case("crop_images-borders", lambda x: ops.image.crop_images(x, 1, 0, 2, 1), image)
    yield case("pad_images", lambda x: ops.image.pad_images(x, 1, 2, target_height=10, target_width=9), image, small=True)
    yield case("pad_images-channels-first", lambda x: ops.image.pad_images(x, 1, 0, 2, 1, data_format="channels_first"), of("float32", shape=(3, 7, 6)))
    signed = numbers(-1, 2)
    unit = numbers(0, 1)
    first = of("float32", shape=(3, 7, 6))
    for name, options in {
        "": {}, "-nearest": {"interpolation": "nearest"}, "-bicubic-antialias": {"interpolation": "bicubic", "antialias": True},
        "-area": {"interpolation": "area"}, "-lanczos5": {"interpolation": "lanczos5"},
        "-crop": {"crop_to_aspect_ratio": True}, "-pad": {"pad_to_aspect_ratio": True, "fill_value": 0.5},
    }.items():  # fmt: skip
        yield case(f"resize{name}", lambda x, o=options: ops.image.resize(x, (4, 9), **o), image, small=not name)
    yield case("resize-uint8", lambda x: ops.image.resize(x, (4, 9)), of("uint8", shape=(7, 6, 3)), make=numbers(0, 255))
    yield case("resize-channels-first", lambda x: ops.image.resize(x, (4, 9), data_format="channels_first"), first)
    yield case("resize-float16", lambda x: ops.image.resize(x, (4, 9)), of("float16", shape=(7, 6, 3)), tolerance=2e-3)
    yield case("resize-one-image", lambda x: ops.image.resize(ops.sum(x, axis=0), (4, 9)), image)
    yield case("rgb_to_hsv", ops.image.rgb_to_hsv, image, make=unit, small=True)
    yield case("rgb_to_hsv-beyond", ops.image.rgb_to_hsv, image, make=signed)
    yield case("rgb_to_hsv-grey", lambda x: ops.image.rgb_to_hsv(ops.round(x)), image, make=unit)
    yield case("rgb_to_hsv-channels-first", lambda x: ops.image.rgb_to_hsv(x, data_format="channels_first"), first, make=unit)
    yield case("hsv_to_rgb", ops.image.hsv_to_rgb, image, make=unit, small=True)
    yield case("hsv_to_rgb-channels-first", lambda x: ops.image.hsv_to_rgb(x, data_format="channels_first"), first, make=unit)
    yield case("gaussian_blur", ops.image.gaussian_blur, image, small=True)
    yield case("gaussian_blur-wide", lambda x: ops.image.gaussian_blur(x, kernel_size=(5, 5), sigma=(0.7, 2.0)), image)
    yield case("gaussian_blur-oblong", lambda x: ops.image.gaussian_blur(x, kernel_size=(5, 3), sigma=(0.7, 2.0)), image)
    yield case("gaussian_blur-channels-first", lambda x: ops.image.gaussian_blur(x, data_format="channels_first"), first)
    if hasattr(ops.image, "sobel_edges"):
        yield case("sobel_edges", ops.image.sobel_edges, image, small=True)
        yield case("sobel_edges-channels-first", lambda x: ops.image.sobel_edges(x, data_format="channels_first"), first)


def by_class():
    """Operations that no function of keras.ops records under this name, though files may hold them."""
    for name, operation in {
        "abs": kn.Abs(), "conj": kn.Conj(), "array": kn.Array(), "array-float64": kn.Array(dtype="float64"),
        "empty_like": kn.EmptyLike(), "convert_to_tensor": kc.ConvertToTensor(),
        "convert_to_tensor-float64": kc.ConvertToTensor(dtype="float64"),
    }.items():  # fmt: skip
        yield case(f"class-{name}", lambda x, o=operation: o(x), small="float64" not in name)
    yield case("class-broadcast_to", lambda x: kn.BroadcastTo((5, 4, 3))(ops.sum(x, axis=0, keepdims=True)), small=True)
    yield case("class-full", lambda x: kn.Full((2, 3))(ops.sum(x)), small=True)
    yield case("class-vsplit", lambda x: list(kn.Vsplit(2)(ops.transpose(x))), of("float32", shape=(4,)), small=True)
    yield case("class-vsplit-places", lambda x: list(kn.Vsplit((1, 3))(ops.transpose(x))), of("float32", shape=(4,)))
