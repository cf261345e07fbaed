"""Makes HDF5 files that no weights file may look like, for HDF5's ways to reach outside of itself or to grow.

    python make_attacks.py DIRECTORY

Each file is named after what it does. The tests put those in DIRECTORY/hdf5-attacks into a .keras archive as its
model.weights.h5; those in DIRECTORY/legacy-attacks are whole models. Those in DIRECTORY/zip64 are good models in the
forms in which Python writes large files; the tests change their bytes.
"""

import argparse
import copy
import json
import shutil
import zipfile
from pathlib import Path

import h5py
import numpy as np

VALUES = np.arange(12, dtype="<f4").reshape(3, 4)


def good(file):
    file.create_dataset("layers/dense/vars/0", data=VALUES)


def external_link(file):
    file["layers/dense/vars/0"] = h5py.ExternalLink("/etc/passwd", "/x")


def soft_link(file):
    good(file)
    file["layers/dense/vars/1"] = h5py.SoftLink("/layers/dense/vars/0")


def soft_link_to_itself(file):
    file["layers/dense/vars/0"] = h5py.SoftLink("/layers/dense/vars/0")


def hard_link_cycle(file):
    good(file)
    file["layers/dense/again"] = file["layers"]


def hard_link_twice(file):
    good(file)
    file["layers/dense/vars/1"] = file["layers/dense/vars/0"]


def external_storage(file):
    file.create_dataset("layers/dense/vars/0", shape=(3, 4), dtype="<f4", external=[("/etc/passwd", 0, 48)])


def virtual_dataset(file):
    layout = h5py.VirtualLayout(shape=(3, 4), dtype="<f4")
    layout[:] = h5py.VirtualSource("/etc/passwd", "x", shape=(3, 4))
    file.create_virtual_dataset("layers/dense/vars/0", layout)


def compressed(file):
    file.create_dataset("layers/dense/vars/0", data=VALUES, compression="gzip")


def chunked_bomb(file):
    file.create_dataset("layers/dense/vars/0", shape=(1 << 20, 1 << 20), dtype="<f4", chunks=(1024, 1024))


def unallocated_bomb(file):
    file.create_dataset("layers/dense/vars/0", shape=(1 << 20, 1 << 20), dtype="<f4")


def deep(file):
    file.create_group("/".join(["layers"] + ["g"] * 70))


def newer_format(file):
    good(file)


ATTACKS = [
    external_link, soft_link, soft_link_to_itself, hard_link_cycle, hard_link_twice, external_storage, virtual_dataset,
    compressed, chunked_bomb, unallocated_bomb, deep, newer_format,
]  # fmt: skip


LAYERS = [
    {"class_name": "InputLayer", "config": {"name": "x", "batch_input_shape": [None, 3], "dtype": "float32"}},
    {"class_name": "Dense", "config": {"name": "dense", "dtype": "float32", "units": 4, "activation": "relu"}},
]


def legacy(file, layers=LAYERS, names=("dense/kernel:0", "dense/bias:0"), arrays=None, layer_names=("dense",)):
    """A whole model as Keras 2 writes it; one Dense unless said otherwise."""
    config = {"class_name": "Sequential", "config": {"name": "model", "layers": layers}}
    file.attrs["keras_version"] = "2.15.0"
    file.attrs["model_config"] = json.dumps(config).encode()
    group = file.create_group("model_weights")
    group.attrs["layer_names"] = [name.encode() for name in layer_names]
    dense = group.create_group("dense")
    dense.attrs["weight_names"] = [name.encode() for name in names]
    for name, value in (arrays or {"dense/kernel:0": VALUES, "dense/bias:0": VALUES[0]}).items():
        dense[name] = value


def with_layer(layer):
    return [*copy.deepcopy(LAYERS), layer]


def lambda_layer(file):
    code = ["4wEAAAAAAAAA", None, None]
    legacy(file, with_layer({"class_name": "Lambda", "config": {"name": "run", "function": code}}))


def function_that_reads_files(file):
    settings = {"name": "read", "function": "io.read_file"}
    read = {"class_name": "TFOpLambda", "config": settings, "name": "read"}
    nodes = [["x", 0, 0, {}]]
    layers = [{**LAYERS[0], "name": "x", "inbound_nodes": []}, {**read, "inbound_nodes": nodes}]
    legacy(file)
    ports = {"input_layers": [["x", 0, 0]], "output_layers": [["read", 0, 0]]}
    config = {"class_name": "Functional", "config": {"name": "model", "layers": layers, **ports}}
    file.attrs["model_config"] = json.dumps(config).encode()


def custom_class(file):
    legacy(file, with_layer({"class_name": "mine>Evil", "config": {"name": "evil"}}))


def weight_named_twice(file):
    legacy(file, names=("dense/kernel:0", "dense/kernel:0"))


def weight_that_is_not_there(file):
    legacy(file, names=("dense/kernel:0", "../../model_config"))


def weight_of_no_layer(file):
    legacy(file)
    file["model_weights/other/kernel:0"] = VALUES


def one_weight_too_few(file):
    legacy(file, names=("dense/kernel:0",), arrays={"dense/kernel:0": VALUES})


def one_weight_too_many(file):
    legacy(file, names=("dense/kernel:0", "dense/bias:0", "dense/more:0"),
           arrays={"dense/kernel:0": VALUES, "dense/bias:0": VALUES[0], "dense/more:0": VALUES})  # fmt: skip


def other_shape(file):
    legacy(file, arrays={"dense/kernel:0": VALUES.T, "dense/bias:0": VALUES[0]})


def not_a_number(file):
    legacy(file, arrays={"dense/kernel:0": VALUES * np.nan, "dense/bias:0": VALUES[0]})


def infinite(file):
    legacy(file, arrays={"dense/kernel:0": VALUES, "dense/bias:0": VALUES[0] / np.float32(0)})


def external_weight(file):
    legacy(file, arrays={"dense/kernel:0": VALUES})
    file["model_weights/dense/dense/bias:0"] = h5py.ExternalLink("/etc/passwd", "/x")


def no_config(file):
    legacy(file)
    del file.attrs["model_config"]


def config_without_end(file):
    legacy(file)
    file.attrs["model_config"] = b'{"a":' * 1_000


def strings_that_are_one(file):
    """1,000 names that are one string of 20,000 bytes: see `share`."""
    legacy(file)
    file["model_weights"].attrs["layer_names"] = ["y" * 20_000] + ["x"] * 1_000


def share(path):
    """Points every reference of an attribute at the string of its first."""
    content = bytearray(path.read_bytes())
    at = content.find((20_000).to_bytes(4, "little"))
    while content[at + 16 : at + 20] != (1).to_bytes(4, "little"):
        at = content.find((20_000).to_bytes(4, "little"), at + 1)
    first = content[at : at + 16]
    for i in range(1, 1_001):
        content[at + 16 * i : at + 16 * (i + 1)] = first
    path.write_bytes(content)


LEGACY_ATTACKS = [
    lambda_layer, function_that_reads_files, custom_class, weight_named_twice, weight_that_is_not_there,
    weight_of_no_layer, one_weight_too_few, one_weight_too_many, other_shape, not_a_number, infinite, external_weight,
    no_config, config_without_end, strings_that_are_one,
]  # fmt: skip


def write(directory, attacks):
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(parents=True)
    for attack in attacks:
        path = directory / f"{attack.__name__.replace('_', '-')}.h5"
        options = {"libver": "latest"} if attack is newer_format else {}
        with h5py.File(path, "w", **options) as file:
            attack(file)
        if attack is strings_that_are_one:
            share(path)


def zip64(path, everywhere):
    """A model as Keras writes it; with 64 bits for every number where everywhere."""
    model = {
        "metadata.json": json.dumps({"keras_version": "3.15.1"}).encode(),
        "config.json": json.dumps(
            {
                "module": "keras", "class_name": "Sequential", "registered_name": None,
                "config": {
                    "name": "model",
                    "layers": [
                        {"module": "keras.layers", "class_name": "InputLayer", "registered_name": None,
                         "config": {"name": "x", "batch_shape": [None, 3], "dtype": "float32"}},
                        {"module": "keras.layers", "class_name": "Dense", "registered_name": None,
                         "config": {"name": "dense", "units": 4, "activation": "relu"}},
                    ],
                },
            }  # fmt: skip
        ).encode(),
    }
    weights = path.with_suffix(".h5")
    with h5py.File(weights, "w") as file:
        good(file)
        file.create_dataset("layers/dense/vars/1", data=VALUES[0])
    model["model.weights.h5"] = weights.read_bytes()
    weights.unlink()
    limits = zipfile.ZIP64_LIMIT, zipfile.ZIP_FILECOUNT_LIMIT
    if everywhere:
        zipfile.ZIP64_LIMIT, zipfile.ZIP_FILECOUNT_LIMIT = 10, 1
    try:
        with zipfile.ZipFile(path, "w") as file:
            for name, content in model.items():
                with file.open(zipfile.ZipInfo(name), "w", force_zip64=True) as member:
                    member.write(content)
    finally:
        zipfile.ZIP64_LIMIT, zipfile.ZIP_FILECOUNT_LIMIT = limits


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("directory", type=Path)
    directory = parser.parse_args().directory
    write(directory / "hdf5-attacks", ATTACKS)
    write(directory / "legacy-attacks", LEGACY_ATTACKS)
    (directory / "zip64").mkdir(parents=True, exist_ok=True)
    zip64(directory / "zip64" / "forced.keras", everywhere=False)
    zip64(directory / "zip64" / "everywhere.keras", everywhere=True)


if __name__ == "__main__":
    main()
