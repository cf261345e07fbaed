"""Makes parity cases with the real Keras: a model, seeded inputs, and what Keras answers.

    python make_cases.py DIRECTORY [--small] [--only TEXT]... [--module NAME]... [--random N] [--seed N] [--saved-models]

Each case is a folder with `model.keras` and `case.json`: the Keras classes in the model, the tolerance, and runs at
different batch sizes, each with its inputs and outputs as {"dtype", "shape", "data"}, data being base64 of little-endian
numbers, or {"dtype": "string", "shape", "values"} with base64 of each string. `--small` makes the set that is committed in
src/test/resources/parity: what the modules mark, and one case more for each class that is in none of them (models
deflated, to keep the repository small); without it every layer is made in all its
configurations, and `--random` adds as many random networks. The modules of `cases/` say which cases there are.
"""

import argparse
import base64
import dataclasses
import importlib
import json
import os
import pkgutil
import shutil
import tempfile
import zipfile
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")

import keras  # noqa: E402
import numpy as np  # noqa: E402

import cases  # noqa: E402
from cases import Case, chain  # noqa: E402
from cases.random_networks import random_network  # noqa: E402
from cases.structure import structure_models  # noqa: E402
from keras import layers  # noqa: E402

BATCHES = [1, 5]
SMALL_BATCHES = [1, 2]
LARGE_BATCHES = [1, 3]


def all_cases(modules):
    """Every case of these modules, or of every one."""
    seen = set()
    for module in sorted(pkgutil.iter_modules(cases.__path__), key=lambda m: m.name):
        if modules and module.name not in modules:
            continue
        found = importlib.import_module(f"cases.{module.name}")
        for case in getattr(found, "cases", list)():
            if case.name in seen:
                raise SystemExit(f"two cases are called {case.name}")
            seen.add(case.name)
            yield case


def randomise(model, rng):
    """Weights as after training: no bias is zero and no statistic is one."""
    for variable in model.weights:
        if not keras.backend.is_float_dtype(variable.dtype) or "seed_generator" in variable.path:
            continue
        if variable.name in ("moving_variance", "variance"):
            value = rng.uniform(0.3, 2.0, variable.shape)
        else:
            fan = max(1, int(np.prod(variable.shape[:-1])))
            scale = 1.2 / np.sqrt(fan) if len(variable.shape) > 1 else 0.4
            value = rng.normal(0, scale, variable.shape)
        variable.assign(keras.ops.cast(value, variable.dtype))


def encoded(array):
    array = np.asarray(array)
    if array.dtype.kind in "OSU":
        texts = [v if isinstance(v, bytes) else str(v).encode() for v in array.ravel()]
        values = [base64.b64encode(text).decode() for text in texts]
        return {"dtype": "string", "shape": list(array.shape), "values": values}
    dtype = str(array.dtype)
    if dtype == "bfloat16":
        array = array.view(np.uint16)
    shape = list(array.shape)  # NumPy makes a row of a number
    array = np.ascontiguousarray(array)
    return {"dtype": dtype, "shape": shape, "data": base64.b64encode(array.tobytes()).decode()}


def default_inputs(model, rng, batch):
    inputs = []
    for tensor in model.inputs:
        shape = (batch, *[7 if size is None else size for size in tensor.shape[1:]])
        dtype = keras.backend.standardize_dtype(tensor.dtype)
        if dtype == "bool":
            inputs.append(rng.integers(0, 2, shape).astype(bool))
        elif "int" in dtype:
            inputs.append(rng.integers(0, 5, shape).astype(dtype))
        elif dtype == "bfloat16":
            inputs.append(keras.ops.convert_to_numpy(keras.ops.cast(rng.normal(0, 1.5, shape), dtype)))
        else:
            inputs.append(rng.normal(0, 1.5, shape).astype(dtype))
    return inputs


def numpy_of(tensor):
    return tensor.numpy() if hasattr(tensor, "numpy") else keras.ops.convert_to_numpy(tensor)


def classes_of(config, found):
    """The Keras classes that a config names."""
    if isinstance(config, dict):
        module = config.get("module") or ""
        if isinstance(config.get("class_name"), str) and (module == "keras.layers" or module.startswith("keras.src.")):
            found.add(("" if module == "keras.layers" else module + ".") + config["class_name"])
        for value in config.values():
            classes_of(value, found)
    elif isinstance(config, list):
        for value in config:
            classes_of(value, found)
    return found


def built(case):
    return case.model if isinstance(case.model, keras.Model) else case.model()


def completed(chosen, rest, seed):
    """The chosen cases, and of the rest one for each Keras class that is in none of them."""
    covered = set()
    for cases_of, all_of_them in ((chosen, True), (rest, False)):
        for case in cases_of:
            keras.utils.set_random_seed(seed)
            model = built(case)
            classes = classes_of(keras.saving.serialize_keras_object(model), set())
            if all_of_them or classes - covered:
                covered |= classes
                yield dataclasses.replace(case, model=model)


def write_case(directory, case, rng, deflate):
    folder = directory / case.name
    folder.mkdir(parents=True)
    model = built(case)
    if case.randomise:
        randomise(model, rng)
    with tempfile.TemporaryDirectory() as temporary:
        path = Path(temporary) / "model.keras"
        model.save(path)
        if not case.large:
            # What was saved answers, not what was in memory; for large models that takes as long as all the rest.
            model = keras.models.load_model(path, compile=False)
        with zipfile.ZipFile(path) as saved, zipfile.ZipFile(
            folder / "model.keras", "w", zipfile.ZIP_DEFLATED if deflate else zipfile.ZIP_STORED
        ) as kept:
            for entry in saved.infolist():
                kept.writestr(zipfile.ZipInfo(entry.filename), saved.read(entry), kept.compression)
            config = json.loads(saved.read("config.json"))
    runs = []
    for batch in LARGE_BATCHES if case.large else SMALL_BATCHES if deflate else BATCHES:
        inputs = case.inputs(rng, batch) if case.inputs else default_inputs(model, rng, batch)
        structure = getattr(model, "_inputs_struct", None)
        tensors = [keras.ops.convert_to_tensor(i) if i.dtype.kind not in "OSU" else as_strings(i) for i in inputs]
        if isinstance(structure, dict):
            arguments = dict(zip(sorted(structure), tensors))
        else:
            arguments = tensors if len(tensors) > 1 else tensors[0]
        outputs = keras.tree.flatten(model(arguments, training=False))
        runs.append(
            {"inputs": [encoded(i) for i in inputs], "outputs": [encoded(numpy_of(o)) for o in outputs]}
        )
    document = {"classes": sorted(classes_of(config, set())), "tolerance": case.tolerance, "runs": runs}
    (folder / "case.json").write_text(json.dumps(document, separators=(",", ":")) + "\n")


def as_strings(array):
    import tensorflow as tf

    return tf.constant(array)


def write_saved_models(directory, rng):
    """The same models in both formats: what one answers, the other must."""
    models = dict(structure_models())
    models["convolution"] = chain(
        (6, 6, 1),
        layers.Conv2D(2, 3, activation="relu"),
        layers.BatchNormalization(),
        layers.Flatten(),
        layers.Dense(2),
    )
    for name in ("two-outputs", "dictionaries", "convolution"):
        write_case(directory, Case(name, models[name]), rng, True)
        models[name].export(str(directory / name / "saved_model"), verbose=False)


def is_meant(name, text, names):
    """Whether a text that was given for names means this one: a whole name means only itself."""
    return name == text if text in names else text in name


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("directory", type=Path)
    parser.add_argument("--small", action="store_true", help="only the committed set")
    parser.add_argument("--only", action="append", default=[], metavar="TEXT", help="only cases whose name contains it")
    parser.add_argument("--module", action="append", default=[], metavar="NAME", help="only cases of this module of cases/")
    parser.add_argument("--random", type=int, default=0, metavar="N", help="add N random networks")
    parser.add_argument("--seed", type=int, default=20250101, help="of weights, inputs and random networks")
    parser.add_argument("--saved-models", action="store_true", help="only models in both formats")
    arguments = parser.parse_args()
    shutil.rmtree(arguments.directory, ignore_errors=True)
    if arguments.saved_models:
        write_saved_models(arguments.directory, np.random.default_rng(arguments.seed))
        return
    count = 0
    wanted = list(all_cases(arguments.module))
    names = {case.name for case in wanted}
    wanted = [
        case
        for case in wanted
        if (any(is_meant(case.name, text, names) for text in arguments.only) if arguments.only else not case.large)
    ]
    if arguments.small:
        wanted = completed(
            [c for c in wanted if c.small], [c for c in wanted if not c.small], arguments.seed % 2**32
        )
    for case in wanted:
        # By its name, so that a case is the same however many others are made.
        rng = np.random.default_rng([arguments.seed, *case.name.encode()])
        keras.utils.set_random_seed(arguments.seed % 2**32)
        write_case(arguments.directory, case, rng, arguments.small)
        count += 1
        if count % 50 == 0:
            print(f"{count} cases, the last one {case.name}", flush=True)
    rng = np.random.default_rng(arguments.seed)
    for i in range(arguments.random):
        keras.backend.clear_session()
        write_case(arguments.directory, Case(f"random-{arguments.seed}-{i:03d}", random_network(rng)), rng, False)
        count += 1
    print(f"{count} cases in {arguments.directory}, seed {arguments.seed}")


if __name__ == "__main__":
    main()
