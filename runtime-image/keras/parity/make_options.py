"""Asks the real Keras which values of its options it accepts, for the tests to see which of them the loader refuses.

    python make_options.py FILE

Each class is made again from a config that Keras wrote (src/test/resources/parity), with one option changed to a value
that is documented. What Keras accepts is written to FILE: {"module", "class", "option", "change", "config"}, where the
first of a class has the config that is changed, and {"class", "arguments"} with the names of what a layer can be called with.
"""

import argparse
import inspect
import json
import os
import zipfile
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")

import keras  # noqa: E402
from keras import layers  # noqa: E402

CASES = Path(__file__).parent.parent / "src/test/resources/parity"

DTYPES = ["float16", "bfloat16", "float32", "float64", "int8", "int32", "int64", "uint64", "bool", "complex64", "string"]
RESIZE = ["nearest", "bilinear", "bicubic", "lanczos3", "lanczos5", "area"]
ACTIVATIONS = [
    "celu", "elu", "exponential", "gelu", "glu", "hard_shrink", "hard_sigmoid", "hard_silu", "hard_swish", "hard_tanh",
    "leaky_relu", "linear", "log_sigmoid", "log_softmax", "mish", "relu", "relu6", "selu", "sigmoid", "silu", "softmax",
    "soft_shrink", "softplus", "softsign", "sparse_plus", "sparse_sigmoid", "sparsemax", "squareplus", "swish", "tanh",
    "tanh_shrink", None,
]  # fmt: skip


def quantizations():
    for name in ("Int8QuantizationConfig", "Int4QuantizationConfig", "Float8QuantizationConfig"):
        if hasattr(keras.quantizers, name):
            yield keras.saving.serialize_keras_object(getattr(keras.quantizers, name)())
    if hasattr(keras.quantizers, "Int8QuantizationConfig"):
        quantizer = keras.quantizers.AbsMaxQuantizer(axis=-1, output_dtype="float32")
        config = keras.quantizers.Int8QuantizationConfig(activation_quantizer=quantizer)
        yield keras.saving.serialize_keras_object(config)
    if hasattr(keras.quantizers, "GPTQConfig"):
        yield keras.saving.serialize_keras_object(keras.quantizers.GPTQConfig(dataset=None, tokenizer=None))


OPTIONS = {
    "activation": ACTIVATIONS,
    "antialias": [True],
    "attention_axes": [1, [1, 2], None],
    "attn_logits_soft_cap": [1.0],
    "axes": [1, [1, 2], None],
    "axis": [-1, 1, 2, None],
    "axis1": [0, 1], "axis2": [1, 2],
    "bin_boundaries": [None, [0.0, 1.0]],
    "center": [False, True],
    "crop_to_aspect_ratio": [True],
    "data_format": ["channels_first", "channels_last"],
    "decimals": [0, 2, -2, 31],
    "dtype": DTYPES,
    "encoding": ["utf-8", "latin-1", "utf-16"],
    "fft_length": [256, 300],
    "fill_mode": ["constant"],
    "flash_attention": [True, False, None],
    "go_backwards": [True],
    "half_pixel": [True],
    "implementation": [1, 2],
    "indexing": ["xy", "ij"],
    "indices_or_sections": [1, 2, [1, 2], 1000],
    "interpolation": RESIZE,
    "invert": [True],
    "keepdims": [True],
    "lora_rank": [2],
    "mask_token": [None, ""],
    "merge_mode": ["concat", "sum", "mul", "ave", None],
    "method": ["linear", "nearest", "lower"],
    "Pad.mode": ["constant", "reflect", "symmetric"],
    "Qr.mode": ["reduced", "complete"],
    "STFTSpectrogram.mode": ["log", "magnitude", "psd", "real", "imag", "angle", "stft"],
    "n": [1, 3, 65],
    "newshape": [[-1], [1] * 9 + [-1]],
    "ngrams": [1, 2, [1, 3], 30],
    "normalize": [True],
    "oov_token": ["[UNK]", None],
    "oov_method": ["floormod", "farmhash"],
    "ord": [1, 2, -2, "fro", "nuc", None],
    "output_mode": ["int", "one_hot", "multi_hot", "count", "tf_idf"],
    "pad_to_aspect_ratio": [True],
    "padding": ["valid", "same"],
    "Conv1D.padding": ["causal"],
    "quantization_config": list(quantizations()),
    "ragged": [True],
    "recurrent_activation": ACTIVATIONS,
    "reduction": [None, "add", "max", "min", "mul"],
    "reset_after": [True, False],
    "retstep": [True],
    "return_sequences": [True],
    "return_state": [True],
    "reverse_dtype": ["float16", "float32", "float64", "int8"],
    "score_mode": ["dot", "concat"],
    "scaling": ["density", "spectrum", None],
    "side": ["left", "right"],
    "size": [2, [2, 2]],
    "sorted": [True, False],
    "sparse": [True],
    "split": ["whitespace", "character", None],
    "standardize": ["lower", "strip_punctuation", "lower_and_strip_punctuation", None],
    "stateful": [True],
    "unroll": [True],
    "use_causal_mask": [True],
    "vocabulary_dtype": ["int32", "int64", "string"],
    "window": ["hann", "hamming", None],
    "zero_output_for_mask": [True],
}  # fmt: skip

# Two options that Keras takes one by one and not together, or the other way round.
TOGETHER = {
    "dilation_rate": [{"strides": 2, "dilation_rate": 2}, {"dilation_rate": 2}],
    "oov_token": [{"oov_token": None, "invert": True}],
    "ngrams": [{"ngrams": 2, "split": None}, {"ngrams": 1, "split": None}],
    "sorted": [{"sorted": True, "num_segments": 3}, {"sorted": True, "num_segments": None}],
}


def objects(node):
    """Every object of Keras in a config."""
    if isinstance(node, dict):
        if isinstance(node.get("class_name"), str) and isinstance(node.get("config"), dict):
            module = node.get("module") or ""
            if module == "keras.layers" or module.startswith("keras.src.ops."):
                yield node
        for each in node.values():
            yield from objects(each)
    elif isinstance(node, list):
        for each in node:
            yield from objects(each)


def changes(class_name, config, layer):
    for key, values in OPTIONS.items():
        owner, _, option = key.rpartition(".")
        if owner not in ("", class_name):
            continue
        # The policy of a layer is none of its own options.
        if option in config and not (layer and option == "dtype"):
            for value in values:
                yield option, {option: value}
    for option, values in TOGETHER.items():
        for change in values:
            if set(change) <= set(config):
                yield option, change


def accepted(node, config):
    try:
        changed = {**node, "config": json.loads(json.dumps(config)), "build_config": None}
        made = keras.saving.deserialize_keras_object(changed)
        return not isinstance(made, dict)
    except Exception:
        return False


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path)
    found, seen = [], set()
    for case in sorted(CASES.iterdir()):
        if not (case / "model.keras").exists():
            continue
        with zipfile.ZipFile(case / "model.keras") as archive:
            config = json.loads(archive.read("config.json"))
        for node in objects(config):
            name = (node["module"] == "keras.layers", node["class_name"])
            if name in seen or node["class_name"] == "InputLayer" or not accepted(node, node["config"]):
                continue
            seen.add(name)
            for option, change in changes(node["class_name"], node["config"], name[0]):
                if accepted(node, {**node["config"], **change}):
                    found.append(
                        {
                            "module": node["module"],
                            "class": node["class_name"],
                            "option": option,
                            "change": change,
                            "config": node["config"],
                        }
                    )
            layer = getattr(layers, node["class_name"], None)
            if name[0] and layer is not None:
                parameters = list(inspect.signature(layer.call).parameters)[2:]
                names = [p for p in parameters if p not in ("training", "mask", "args", "kwargs")]
                found.append({"module": node["module"], "class": node["class_name"], "arguments": names})
    # The config once for each class, at its first option.
    known = set()
    for each in found:
        if "config" in each and (each["module"], each["class"]) in known:
            del each["config"]
        known.add((each["module"], each["class"])) if "config" in each else None
    lines = ",\n".join(json.dumps(each, separators=(",", ":"), allow_nan=False) for each in found)
    parser.parse_args().file.write_text(f"[\n{lines}\n]\n")
    print(f"{len(found)} options of {len(seen)} classes")


if __name__ == "__main__":
    main()
