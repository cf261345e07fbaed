"""Makes files in the forms that Keras and h5py have written over the years, with what a loader must find in them.

    python make_formats.py DIRECTORY [--small]

Old versions of Keras are installed beside DIRECTORY, each into a folder of its own, without what they depend on: the
TensorFlow that is installed runs them. `--small` makes the set that is committed in src/test/resources/formats.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import h5py
import ml_dtypes
import numpy as np

DTYPES = ["float16", "float32", "float64", "int8", "int16", "int32", "int64"]
DTYPES += ["uint8", "uint16", "uint32", "uint64", "bool"]


def element_types(path):
    """Each element type as Keras writes it: 1, 0, 2, 0, 3, 1 in shape (2, 3)."""
    values = np.array([[1, 0, 2], [0, 3, 1]])
    with h5py.File(path, "w") as file:
        for dtype in DTYPES:
            file[dtype] = values.astype(dtype)
        file.create_dataset("bfloat16", data=values.astype(ml_dtypes.bfloat16)).attrs["dtype"] = "bfloat16"
        file["scalar"] = np.float32(7)
        file["none/text"] = "words"
        file["none/texts"] = np.array([b"ab", b"c"])
        file["none/big_endian"] = values.astype(">f4")
        file["none/complex"] = values.astype("c8")
        file["none/enumeration"] = np.array([1], dtype=h5py.enum_dtype({"NO": 0, "YES": 1}, basetype="i1"))
        file.create_dataset("none/opaque", data=values.astype(ml_dtypes.bfloat16))


def attributes(path):
    """The forms that attributes of strings have, by the version of h5py and the type in Python."""
    with h5py.File(path, "w") as file:
        file.attrs["text"] = "Grüße"
        file.attrs["bytes"] = b"abc"
        file.attrs["numpy"] = np.bytes_(b"abc")
        file.attrs["long"] = b"x" * 100_000
        file.attrs["texts"] = ["a", "", "bcd"]
        file.attrs["fixed"] = np.array([b"a", b"bcd"], dtype="S5")
        file.attrs["none"] = []
        file.attrs["number"] = 3
        file.attrs.create("null", h5py.Empty("S1"))
        group = file.create_group("many")
        for i in range(12):
            group.attrs[f"names{i}"] = np.array([b"%02d-" % i + b"x" * 60] * 50)


KERAS2 = "tf_keras==2.18.0"
VERSIONS = ["3.0.5", "3.1.1", "3.2.1", "3.3.3", "3.4.1", "3.5.0", "3.6.0", "3.7.0"]
VERSIONS += ["3.8.0", "3.9.2", "3.10.0", "3.11.3", "3.12.0", "3.13.0", "3.14.0", "3.15.1"]
SMALL_VERSIONS = ["3.0.5", "3.2.1", "3.8.0", "3.14.0"]
SMALL = {
    "h5=keras2": ["dense", "frozen", "operators", "slices", "normalization", "mixed", "hard-sigmoid", "trained"],
    "keras=keras2-keras": ["functional"],
    "saved=keras2-saved": ["trained"],
    "h5=keras3": ["dense", "frozen", "dictionaries"],
    "keras=v": ["functional"],
}
HERE = Path(__file__).parent


def installed(package, folder):
    """The folder that a package was installed into."""
    path = folder / package.replace("==", "-")
    if not path.exists():
        command = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", path, package]
        subprocess.run(command, check=True)
    return path


def write(directory, packages, forms, only, *options):
    """Runs write_formats.py with other packages than those that are installed."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(map(str, packages))}
    words = [word for form in forms for word in ("--form", form)] + [word for name in only for word in ("--only", name)]
    command = [sys.executable, HERE / "write_formats.py", directory, *options, *words]
    subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)


def deflate(archive):
    """Keeps the repository small: Keras does not compress."""
    with zipfile.ZipFile(archive) as file:
        members = {name: file.read(name) for name in file.namelist()}
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)


def other_containers(directory):
    """The same model in a folder, in several files of weights, and with NumPy's weights."""
    import keras

    case = directory / "keras3-folder"
    write(directory, [], ["keras=keras3"], ["functional"])
    (directory / "keras3-functional").rename(case)
    whole = case / "model.keras"
    model = keras.models.load_model(whole)
    whole.unlink()
    keras.saving.save_model(model, case / "model", zipped=False)
    shards = directory / "keras3-shards"
    shutil.copytree(case, shards)
    (shards / "model" / "model.weights.h5").unlink()
    model.save_weights(shards / "model" / "model.weights.json", max_shard_size=100 / 2**30)
    arrays = {}
    with h5py.File(case / "model" / "model.weights.h5") as file:
        file.visititems(lambda name, item: arrays.update({name: item[()]}) if isinstance(item, h5py.Dataset) else None)
    numpy = directory / "keras3-numpy"
    shutil.copytree(case, numpy)
    (numpy / "model" / "model.weights.h5").unlink()
    np.savez(numpy / "model" / "model.weights.npz", **arrays)


def signatures(directory):
    """SavedModels with several signatures, of which one is served, and with one that has a name of its own."""
    import keras
    import tensorflow as tf

    import write_formats

    model = write_formats.dense()
    write_formats.randomise(model, np.random.default_rng(5))
    spec = [tf.TensorSpec((None, 5), name="x")]
    archive = keras.export.ExportArchive()
    archive.track(model)
    archive.add_endpoint("hidden", fn=model.layers[0], input_signature=spec)
    archive.add_endpoint("serve", fn=model.call, input_signature=spec)
    archive.add_endpoint("serving_default", fn=lambda x: {"chances": model(x)}, input_signature=spec)
    archive.write_out(str(directory / "saved-several" / "model"), verbose=False)
    module = tf.Module()
    module.kernel = tf.Variable(np.random.default_rng(7).normal(0, 1, (5, 3)).astype("float32"))
    predict = tf.function(lambda x: {"chances": tf.nn.softmax(x @ module.kernel)}, input_signature=spec)
    own_name = str(directory / "saved-own-name" / "model")
    tf.saved_model.save(module, own_name, signatures={"predict": predict.get_concrete_function()})
    for folder, name in (("saved-several", "serving_default"), ("saved-own-name", "predict")):
        document = {"classes": [], "tolerance": 1e-4}
        document |= write_formats.answers(str(directory / folder / "model"), name, np.random.default_rng(6))
        (directory / folder / "case.json").write_text(json.dumps(document, separators=(",", ":")) + "\n")


def write_versions(directory, packages, small):
    """The same models by each version of Keras in each form that it has."""
    keras2 = [installed(KERAS2, packages)]
    tree = installed("dm-tree", packages)
    forms = ["h5=keras2", "keras=keras2-keras", "saved=keras2-saved"]
    for some in [[form] for form in forms] if small else [forms]:
        write(directory, keras2, some, SMALL[some[0]] if small else [], "--keras2")
    if small:
        write(directory, [], ["h5=keras3"], SMALL["h5=keras3"])
    for version in SMALL_VERSIONS if small else VERSIONS:
        name = f"v{version}"
        forms = [f"keras={name}"] if small else [f"keras={name}", f"h5={name}-h5", f"saved={name}-saved"]
        packages_of = [installed(f"keras=={version}", packages), tree]
        write(directory, packages_of, forms, SMALL["keras=v"] if small else [])
        print(name, flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("directory", type=Path)
    parser.add_argument("--small", action="store_true", help="only the committed set")
    arguments = parser.parse_args()
    directory = arguments.directory
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(parents=True)
    element_types(directory / "element-types.h5")
    attributes(directory / "attributes.h5")
    other_containers(directory)
    signatures(directory)
    write_versions(directory, directory.parent / "keras-versions", arguments.small)
    for archive in directory.glob("*/model.keras"):
        if archive.is_file():
            deflate(archive)


if __name__ == "__main__":
    main()
