"""Makes HDF5 files that no weights file may look like, for HDF5's ways to reach outside of itself or to grow.

    python make_attacks.py DIRECTORY

Each file is named after what it does; the tests put it into a .keras archive as its model.weights.h5.
"""

import argparse
import shutil
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


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("directory", type=Path)
    directory = parser.parse_args().directory
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(parents=True)
    for attack in ATTACKS:
        path = directory / f"{attack.__name__.replace('_', '-')}.h5"
        options = {"libver": "latest"} if attack is newer_format else {}
        with h5py.File(path, "w", **options) as file:
            attack(file)


if __name__ == "__main__":
    main()
