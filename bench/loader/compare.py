"""Measures the loader side by side with Keras, TensorFlow's SavedModel, ONNX Runtime and OpenVINO.

Every engine runs in a process of its own, with the same number of threads, and the engines take turns: each round gives
every engine its turn once, and a figure is the best of the rounds (of the medians of each turn), which is what the machine
takes when nothing else is in the way. So what else happens on it falls on all of them alike. Processor time is measured
beside the time that passes. Before anything is measured, each engine's answer is compared with that of Keras.
"""

import argparse
import json
import math
import os
import platform
import random
import signal
import statistics
import struct
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
IMPORTED = ["mobilenet", "resnet50", "large"]
RUN = ["mlp", "cnn", "mobilenet", "resnet50", "lstm", "encoder"]
BATCHES = [1, 8, 32]
OURS, SAVED, KERAS, ONNX, OPENVINO = "KerasGuard", "SavedModel", "Keras", "ONNX Runtime", "OpenVINO"
LOADERS = [KERAS, OURS, SAVED]
RUNNERS = [OURS, SAVED, ONNX, OPENVINO]
TOLERANCE = 1e-3
EXPLAINED_BELOW = 0.8
PATIENCE = 120


def say(text):
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


class Engine:
    """A process that loads one model and runs it."""

    def __init__(self, name, folder, inputs, options):
        self.name = name
        began = time.perf_counter()
        environment = dict(os.environ, TF_CPP_MIN_LOG_LEVEL="3", OMP_NUM_THREADS=str(options.threads))
        if name in (OURS, SAVED):
            model = ["--keras", folder / "model.keras"] if name == OURS else ["--saved-model", folder / "saved"]
            command = [*options.java.split(), "dev.kerasguard.loaderbench.LoaderBench", *model]
            command += ["--description", folder / "model.json", "--inputs", inputs, "--threads", options.threads]
        else:
            engine = {KERAS: "keras", ONNX: "onnxruntime", OPENVINO: "openvino"}[name]
            command = [sys.executable, HERE / "engine.py", engine, folder, inputs, options.threads]
        self.log = open(options.work / "engines.log", "ab")
        self.process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.log,
            env=environment,
            text=True,
        )
        self.answer()
        self.start_ms = (time.perf_counter() - began) * 1e3

    def answer(self):
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"{self.name} ended; {self.log.name} says why")
        return json.loads(line)

    def ask(self, order):
        self.process.stdin.write(order + "\n")
        self.process.stdin.flush()
        return self.answer()

    def close(self):
        self.process.stdin.close()
        self.process.wait(PATIENCE)
        self.process.stdout.close()
        self.log.close()


def make_inputs(folder):
    facts = json.loads((folder / "model.json").read_text())
    path = folder / "inputs.bin"
    generator = random.Random(7)
    count = max(BATCHES) * math.prod(facts["shape"])
    if facts["dtype"] == "int32":
        values = struct.pack(f"<{count}i", *(generator.randrange(facts["high"]) for _ in range(count)))
    else:
        values = struct.pack(f"<{count}f", *(generator.random() for _ in range(count)))
    path.write_bytes(values)
    return facts, path


def difference(reference, output):
    """The largest difference, relative to the largest number."""
    scale = max(1e-9, *(abs(each) for each in reference))
    return max((abs(a - b) for a, b in zip(reference, output, strict=True)), default=0) / scale


def imports(name, options):
    """Load times and peaks of one model, by fresh processes that take turns."""
    folder = options.work / "models" / name
    facts, inputs = make_inputs(folder)
    found = {each: [] for each in LOADERS}
    for turn in range(options.rounds):
        for loader in LOADERS:
            say(f"import of {name}, round {turn + 1} of {options.rounds}: {loader}")
            engine = Engine(loader, folder, inputs, options)
            found[loader].append(engine.ask("load") | {"start_ms": engine.start_ms})
            engine.close()
    reference = found[KERAS][0]["output"]
    return {
        loader: {
            "load_ms": min(each["load_ms"] for each in reports),
            "first_ms": min(each["first_ms"] for each in reports),
            "from_start_ms": min(each["start_ms"] + each["first_ms"] for each in reports),
            "cpu_ms": min(each["cpu_ms"] for each in reports),
            "peak": statistics.median(each["peak_bytes"] for each in reports) / facts["weight_bytes"],
            "kept": statistics.median(each["kept_bytes"] for each in reports) / facts["weight_bytes"],
            "difference": difference(reference, reports[0]["output"]),
        }
        for loader, reports in found.items()
    } | {"megabytes": facts["weight_bytes"] / 1e6}


def inference(name, options):
    """What a batch takes in each engine, all loaded at once, taking turns."""
    folder = options.work / "models" / name
    _, inputs = make_inputs(folder)
    keras = Engine(KERAS, folder, inputs, options)
    reference = keras.ask("load")["output"]
    keras.close()
    engines = [Engine(each, folder, inputs, options) for each in options.engines]
    found = {}
    for engine in engines:
        apart = difference(reference, engine.ask("load")["output"])
        if not apart <= TOLERANCE:
            raise SystemExit(f"{engine.name} answers {name} differently from Keras, by {apart:.1e}: not compared")
        found[engine.name] = {"difference": apart}
    for batch in BATCHES:
        took = {engine.name: [] for engine in engines}
        busy = {engine.name: [] for engine in engines}
        for turn in range(options.rounds + 1):
            for engine in engines:
                report = engine.ask(f"run {batch} {options.seconds}")
                if turn > 0:  # the first turn warms up
                    took[engine.name].append(report["ms"])
                    busy[engine.name].append(report["cpu_ms"])
        for engine in engines:
            found[engine.name][batch] = {"ms": min(took[engine.name]), "cpu_ms": min(busy[engine.name])}
        say(f"{name}, batch {batch}: " + ", ".join(f"{e.name} {found[e.name][batch]['ms']:.3g} ms" for e in engines))
    slow = [each for each in BATCHES if ONNX in found and found[ONNX][each]["ms"] < EXPLAINED_BELOW * found[OURS][each]["ms"]]
    found["profiles"] = {batch: engines[options.engines.index(OURS)].ask(f"profile {batch}") for batch in slow}
    for engine in engines:
        engine.close()
    return found


def times(a, b):
    return f"{a / b:.2f}x" if b > 0 else "?"


def import_table(results):
    yield (
        "| model | weights | loader | load | to the first answer | with the start of the process | processor time "
        "| ours: load | first answer | with start | peak / weights | kept / weights | differs from Keras by |"
    )
    yield "|---|--:|---|" + "--:|" * 10
    for name, result in results.items():
        ours = result[OURS]
        for loader in LOADERS:
            each = result[loader]
            fields = ["load_ms", "first_ms", "from_start_ms", "cpu_ms"]
            cells = [f"{each[field]:.0f} ms" for field in fields]
            cells += ["" if loader == OURS else times(each[field], ours[field]) for field in fields[:3]]
            cells += [f"{each['peak']:.2f}", f"{each['kept']:.2f}", f"{each['difference']:.0e}"]
            yield f"| {name} | {result['megabytes']:.0f} MB | {loader} | " + " | ".join(cells) + " |"


def inference_table(results, engines):
    others = [each for each in engines if each != OURS]
    yield "| model | batch | " + " | ".join(engines) + " | " + " | ".join(f"against {each}" for each in others) + " |"
    yield "|---|--:|" + "--:|" * (len(engines) + len(others))
    for name, result in results.items():
        for batch in BATCHES:
            ours = result[OURS][batch]
            cells = [f"{result[each][batch]['ms']:.3g} ms" for each in engines]
            for other in others:
                theirs = result[other][batch]
                cells.append(f"{times(theirs['ms'], ours['ms'])} ({times(theirs['cpu_ms'], ours['cpu_ms'])})")
            yield f"| {name} | {batch} | " + " | ".join(cells) + " |"


def profile_table(results):
    yield "| model | batch | where the time of ours goes |"
    yield "|---|--:|---|"
    for name, result in results.items():
        for batch, profile in result["profiles"].items():
            everything = sum(each["micros"] for each in profile.values())
            largest = list(profile.items())[:5]
            shares = ", ".join(f"{each['micros'] / everything:.0%} {kind} ({each['count']})" for kind, each in largest)
            yield f"| {name} | {batch} | {shares} |"


def versions():
    from importlib.metadata import version

    names = ["keras", "tensorflow-cpu", "onnxruntime", "openvino"]
    return ", ".join(f"{name} {version(name)}" for name in names)


def processor():
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def report(options, imported, run, began):
    load = os.getloadavg()[1]
    yield f"Measured on {os.cpu_count()} cores ({processor()}), {options.threads} threads for every engine, with {versions()}, in "
    yield f"{time.time() - began:.0f} s; the best of {options.rounds} rounds in which the engines took turns. Load average over the last"
    yield f"five minutes: {load:.1f}" + (
        "; the machine was not quiet, so only the ratios say something." if load > 2.5 else "."
    )
    if imported:
        yield ""
        yield from import_table(imported)
        yield ""
        yield "Keras' own time to load does not count the import of Keras and TensorFlow; the start of the process does."
    if run:
        yield ""
        yield "Time for a batch; how much faster ours is, and in brackets the same by processor time:"
        yield ""
        yield from inference_table(run, options.engines)
        if any(result["profiles"] for result in run.values()):
            yield ""
            yield f"Where ours takes longer than ONNX Runtime by more than 1/{EXPLAINED_BELOW}, shares of the operations (their number):"
            yield ""
            yield from profile_table(run)


def arguments():
    parser = argparse.ArgumentParser(
        prog="bench/loader/run.sh",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="Takes about ten minutes on 2 cores, and the first time a few more to fetch the engines and make the models.",
    )
    parser.add_argument("--only", metavar="MODEL", action="append", choices=RUN + ["large"], help="measure this model only; repeatable")
    parser.add_argument("--part", choices=["import", "inference"], help="one of the two parts only")
    parser.add_argument("--rounds", type=int, default=3, help="turns of each engine (%(default)s)")
    parser.add_argument("--seconds", type=float, default=0.5, help="how long an engine runs a batch in its turn (%(default)s)")
    parser.add_argument("--threads", type=int, default=2, help="threads of every engine (%(default)s)")
    parser.add_argument("--engines", default=",".join(RUNNERS), help="whom to compare when running (%(default)s)")
    parser.add_argument("--output", type=Path, help="where the tables go as Markdown, besides standard output")
    parser.add_argument("--work", type=Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--java", required=True, help=argparse.SUPPRESS)
    options = parser.parse_args()
    options.engines = options.engines.split(",")
    if OURS not in options.engines or not set(options.engines) <= set(RUNNERS):
        parser.error(f"--engines takes some of {', '.join(RUNNERS)}, and always {OURS}")
    return options


def main():
    options = arguments()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    began = time.time()
    chosen = options.only or RUN + ["large"]
    subprocess.run([sys.executable, HERE / "models.py", options.work / "models", *chosen], check=True, stdout=sys.stderr)
    imported, run = {}, {}
    try:
        for name in [] if options.part == "inference" else IMPORTED:
            if name in chosen:
                imported[name] = imports(name, options)
        for name in [] if options.part == "import" else RUN:
            if name in chosen:
                run[name] = inference(name, options)
    except KeyboardInterrupt:
        say("stopped; the tables hold what was measured until then")
    text = "\n".join(report(options, imported, run, began)) + "\n"
    if options.output:
        options.output.write_text(text)
    print(text, end="")


if __name__ == "__main__":
    main()
