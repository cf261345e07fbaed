"""Makes files in the forms that Keras and h5py have written over the years, with what a loader must find in them.

    python make_formats.py DIRECTORY [--small]

Old versions of Keras are installed beside DIRECTORY, each into a folder of its own, without what they depend on: the
TensorFlow that is installed runs them. `--small` makes the set that is committed in src/test/resources/formats.
"""

import argparse
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
    "keras2": ["dense", "frozen", "operators", "slices", "normalization", "mixed"],
    "keras3": ["dense", "frozen", "dictionaries"],
    "v": ["functional"],
}
HERE = Path(__file__).parent


def installed(package, folder):
    """The folder that a package was installed into."""
    path = folder / package.replace("==", "-")
    if not path.exists():
        command = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", path, package]
        subprocess.run(command, check=True)
    return path


def write(directory, prefix, packages, small, *options):
    """Runs write_formats.py with other packages than those that are installed."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(map(str, packages))}
    only = [word for name in SMALL[prefix if prefix in SMALL else "v"] for word in ("--only", name)] if small else []
    command = [sys.executable, HERE / "write_formats.py", directory, "--prefix", prefix, *options, *only]
    subprocess.run(command, check=True, env=environment)


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
    write(directory, "keras3", [], False, "--only", "functional")
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


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("directory", type=Path)
    parser.add_argument("--small", action="store_true", help="only the committed set")
    arguments = parser.parse_args()
    directory = arguments.directory
    packages = directory.parent / "keras-versions"
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(parents=True)
    element_types(directory / "element-types.h5")
    attributes(directory / "attributes.h5")
    other_containers(directory)
    write(directory, "keras2", [installed(KERAS2, packages)], arguments.small, "--keras2", "--h5")
    write(directory, "keras3", [], arguments.small, "--h5")
    tree = installed("dm-tree", packages)
    for version in SMALL_VERSIONS if arguments.small else VERSIONS:
        write(directory, f"v{version}", [installed(f"keras=={version}", packages), tree], arguments.small)
    for archive in directory.glob("*/model.keras"):
        if archive.is_file():
            deflate(archive)


if __name__ == "__main__":
    main()
