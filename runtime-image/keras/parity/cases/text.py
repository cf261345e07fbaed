"""Layers that look tokens up, and that cut texts into them."""

import numpy as np
from keras import layers

from cases.preprocessing import numbers, one, words

VOCABULARY = ["cat", "the", "Ünïcode", "日本", "sat", "42"]
TEXTS = [
    "The cat sat on the mat.", "the cat, the CAT; the dog!", "", "   ", "Ünïcode   and\ttabs\nand lines", "日本 日本 語",
    "don't stop-me (now) [or] {never} <ever>", "one", "a a a a a a a a a a", "x\u00a0y z\u3000w", "MIXED Case ÄÖÜ", "e\u0301 é",
]  # fmt: skip


def texts(rng, batch, shape):
    return np.array(rng.choice(TEXTS, (batch, *shape)), dtype=object)


def known(rng, batch, shape):
    return np.array(rng.choice(VOCABULARY, (batch, *shape)), dtype=object)


def cases():
    yield from string_lookup()
    yield from integer_lookup()
    yield from vectorization()


def string_lookup():
    options = {
        "": {}, "-mask": {"mask_token": ""}, "-mask-word": {"mask_token": "on"}, "-no-oov": {"num_oov_indices": 0},
        "-three-oov": {"num_oov_indices": 3}, "-three-oov-mask": {"num_oov_indices": 3, "mask_token": ""},
        "-salt": {"num_oov_indices": 4, "salt": 17}, "-salts": {"num_oov_indices": 4, "salt": [17, 19]},
        "-oov-token": {"oov_token": "<unknown>"}, "-no-oov-mask": {"num_oov_indices": 0, "mask_token": "dog"},
    }  # fmt: skip
    for name, option in options.items():
        make = known if name.startswith("-no-oov") else words
        layer = lambda o=option, **more: lambda: layers.StringLookup(vocabulary=VOCABULARY, **o, **more)  # noqa: E731
        yield one(f"string-lookup{name}", layer(), (3,), "string", make, small=name in ("", "-mask", "-three-oov"))
        yield one(f"string-lookup{name}-any", layer(), (None, 2), "string", make)
        for mode in ("one_hot", "multi_hot", "count"):
            yield one(f"string-lookup{name}-{mode}", layer(output_mode=mode), (3,), "string", make, small=name == "" and mode == "multi_hot")
        yield one(f"string-lookup{name}-padded", layer(output_mode="count", max_tokens=15, pad_to_max_tokens=True), (3,), "string", make)
        weights = list(np.linspace(0.5, 2, len(VOCABULARY)))
        yield one(f"string-lookup{name}-tf-idf", layer(output_mode="tf_idf", idf_weights=weights), (3,), "string", make, small=name == "")
        yield one(f"string-lookup{name}-tf-idf-padded", layer(output_mode="tf_idf", idf_weights=weights, max_tokens=15, pad_to_max_tokens=True), (3,), "string", make)
    yield one("string-lookup-one-hot-one", lambda: layers.StringLookup(vocabulary=VOCABULARY, output_mode="one_hot"), (1,), "string", words)
    yield one("string-lookup-special-inline", lambda: layers.StringLookup(vocabulary=["[UNK]", *VOCABULARY]), (3,), "string", words)
    for name, option in {"": {}, "-mask": {"mask_token": ""}, "-two-oov": {"num_oov_indices": 2}}.items():
        layer = lambda o=option: layers.StringLookup(vocabulary=VOCABULARY, invert=True, **o)  # noqa: E731
        yield one(f"string-lookup-invert{name}", layer, (3,), "int64", numbers(-2, 12), small=name == "")
        yield one(f"string-lookup-invert{name}-int32", layer, (3,), "int32", numbers(0, 9, "int32"))

    def adapted(**option):
        def make():
            layer = layers.StringLookup(**option)
            layer.adapt(np.array([["the", "cat", "sat"], ["the", "dog", "Ünïcode"], ["the", "日本", "cat"]]))
            return layer

        return make

    for name, option in {"": {}, "-mask": {"mask_token": ""}, "-limit": {"max_tokens": 4}, "-tf-idf": {"output_mode": "tf_idf"},
                         "-two-oov": {"num_oov_indices": 2, "mask_token": "dog"}, "-multi_hot": {"output_mode": "multi_hot"}}.items():  # fmt: skip
        yield one(f"string-lookup-adapted{name}", adapted(**option), (3,), "string", words, small=name in ("", "-tf-idf"))


def integer_lookup():
    vocabulary = [12, 36, -7, 1138, 42]
    options = {
        "": {}, "-mask": {"mask_token": 0}, "-no-oov": {"num_oov_indices": 0}, "-three-oov": {"num_oov_indices": 3},
        "-three-oov-mask": {"num_oov_indices": 3, "mask_token": 0}, "-farmhash": {"num_oov_indices": 3, "oov_method": "farmhash"},
        "-salt": {"num_oov_indices": 3, "oov_method": "farmhash", "salt": 5}, "-oov-token": {"oov_token": -99},
    }  # fmt: skip

    def some(rng, batch, shape):
        return rng.choice([12, 36, -7, 1138, 42, 0, 5, 6, 7, -3], (batch, *shape)).astype("int64")

    def inside(rng, batch, shape):
        return rng.choice(vocabulary, (batch, *shape)).astype("int64")

    for name, option in options.items():
        make = inside if name == "-no-oov" else some
        layer = lambda o=option, **more: lambda: layers.IntegerLookup(vocabulary=vocabulary, **o, **more)  # noqa: E731
        yield one(f"integer-lookup{name}", layer(), (3,), "int64", make, small=name in ("", "-mask"))
        yield one(f"integer-lookup{name}-int32", layer(), (None,), "int32", lambda r, b, s, m=make: m(r, b, s).astype("int32"))
        for mode in ("one_hot", "multi_hot", "count"):
            yield one(f"integer-lookup{name}-{mode}", layer(output_mode=mode), (3,), "int64", make)
        weights = [0.5, 1.0, 1.5, 2.0, 2.5]
        yield one(f"integer-lookup{name}-tf-idf", layer(output_mode="tf_idf", idf_weights=weights), (3,), "int64", make)
    for name, option in {"": {}, "-mask": {"mask_token": 0}, "-two-oov": {"num_oov_indices": 2}}.items():
        layer = lambda o=option: layers.IntegerLookup(vocabulary=vocabulary, invert=True, **o)  # noqa: E731
        yield one(f"integer-lookup-invert{name}", layer, (3,), "int64", numbers(-2, 9), small=name == "")

    def adapted():
        layer = layers.IntegerLookup(mask_token=0)
        layer.adapt(np.array([[5, 5, 7], [9, 0, 5], [-3, 7, 5]]))
        return layer

    yield one("integer-lookup-adapted", adapted, (3,), "int64", numbers(-4, 9), small=True)


def vectorization():
    vocabulary = ["the", "cat", "sat", "ünïcode", "日本", "a", "the cat", "one", "dont", "c", "t"]
    options = {
        "": {}, "-lower": {"standardize": "lower"}, "-strip": {"standardize": "strip_punctuation"}, "-plain": {"standardize": None},
        "-character": {"split": "character"}, "-ngrams": {"ngrams": 2}, "-ngrams-some": {"ngrams": (1, 3)},
        "-character-ngrams": {"split": "character", "ngrams": 2},
    }  # fmt: skip
    for name, option in options.items():
        layer = lambda o=option, **more: lambda: layers.TextVectorization(vocabulary=vocabulary, **o, **more)  # noqa: E731
        yield one(f"text-vectorization{name}", layer(), (1,), "string", texts, small=name in ("", "-character", "-ngrams"))
        yield one(f"text-vectorization{name}-flat", layer(), (), "string", texts)
        yield one(f"text-vectorization{name}-length", layer(output_sequence_length=5), (1,), "string", texts, small=name == "")
        for mode in ("multi_hot", "count"):
            yield one(f"text-vectorization{name}-{mode}", layer(output_mode=mode), (1,), "string", texts, small=name == "" and mode == "count")
        weights = list(np.linspace(0.5, 2, len(vocabulary)))
        yield one(f"text-vectorization{name}-tf-idf", layer(output_mode="tf_idf", idf_weights=weights), (1,), "string", texts)
    yield one("text-vectorization-padded", lambda: layers.TextVectorization(max_tokens=20, pad_to_max_tokens=True, output_mode="count", vocabulary=vocabulary), (1,), "string", texts)
    for name, option in {"": {}, "-length": {"output_sequence_length": 2}, "-longer": {"output_sequence_length": 6}, "-multi_hot": {"output_mode": "multi_hot"}}.items():
        layer = lambda o=option: layers.TextVectorization(vocabulary=vocabulary, split=None, **o)  # noqa: E731
        yield one(f"text-vectorization-no-split{name}", layer, (3,), "string", words, small=name == "")

    def adapted(**option):
        def make():
            layer = layers.TextVectorization(**option)
            layer.adapt(np.array([t for t in TEXTS if t.strip()]))
            return layer

        return make

    for name, option in {
        "": {}, "-limit": {"max_tokens": 8, "output_sequence_length": 6}, "-tf-idf": {"output_mode": "tf_idf"},
        "-ngrams": {"ngrams": 2, "output_mode": "count"},
    }.items():  # fmt: skip
        yield one(f"text-vectorization-adapted{name}", adapted(**option), (1,), "string", texts, small=name in ("", "-tf-idf"))
