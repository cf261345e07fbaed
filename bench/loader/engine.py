"""One model in one Python process, on the same orders from standard input as the Java side (LoaderBench):

    load                loads the model, answers one row; says how long that took and how much memory it needed
    run ROWS SECONDS    runs a batch again and again; says what one run takes

    python engine.py keras|onnxruntime|openvino MODEL_FOLDER INPUTS THREADS
"""

import gc
import json
import os
import statistics
import sys
import time
from pathlib import Path

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["CUDA_VISIBLE_DEVICES"] = ""
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np  # noqa: E402


def keras_engine(threads):
    import keras
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(threads)

    def load(folder):
        model = keras.models.load_model(folder / "model.keras", compile=False)
        return lambda rows: model(rows, training=False).numpy()

    return load


def onnxruntime_engine(threads):
    import onnxruntime

    def load(folder):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = threads
        session = onnxruntime.InferenceSession(folder / "model.onnx", options, providers=["CPUExecutionProvider"])
        name = session.get_inputs()[0].name
        return lambda rows: session.run(None, {name: rows})[0]

    return load


def openvino_engine(threads):
    import openvino

    def load(folder):
        core = openvino.Core()
        model = core.compile_model(
            core.read_model(folder / "model.onnx"),
            "CPU",
            {
                "INFERENCE_NUM_THREADS": threads,
                "NUM_STREAMS": 1,
                "PERFORMANCE_HINT": "LATENCY",
                # Else it computes in bfloat16 where the processor can, which no other engine does.
                "INFERENCE_PRECISION_HINT": "f32",
            },
        )
        request = model.create_infer_request()
        return lambda rows: request.infer([rows], share_inputs=True, share_outputs=True)[0]

    return load


ENGINES = {"keras": keras_engine, "onnxruntime": onnxruntime_engine, "openvino": openvino_engine}


def memory(field):
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(field):
            return int(line.split()[1]) * 1024
    raise OSError(f"no {field}")


def main():
    engine, folder, inputs, threads = sys.argv[1], Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])
    facts = json.loads((folder / "model.json").read_text())
    rows = np.fromfile(inputs, dtype=facts["dtype"]).reshape([-1] + facts["shape"])
    load = ENGINES[engine](threads)
    print(json.dumps({"ready": True}), flush=True)
    answer = None
    for order in sys.stdin:
        words = order.split()
        if words[0] == "load":
            gc.collect()
            before = memory("VmRSS")
            Path("/proc/self/clear_refs").write_text("5")
            cpu = time.process_time()
            began = time.perf_counter()
            answer = load(folder)
            loaded = time.perf_counter()
            output = answer(np.ascontiguousarray(rows[:1]))
            first = time.perf_counter()
            report = {
                "load_ms": (loaded - began) * 1e3,
                "first_ms": (first - began) * 1e3,
                "cpu_ms": (time.process_time() - cpu) * 1e3,
                "peak_bytes": memory("VmHWM") - before,
                "kept_bytes": memory("VmRSS") - before,
                "output": [float(each) for each in np.ravel(output)],
            }
        else:
            batch = np.ascontiguousarray(rows[: int(words[1])])
            took = []
            end = time.perf_counter() + float(words[2])
            cpu = time.process_time()
            now = time.perf_counter()
            while not took or now < end:
                answer(batch)
                after = time.perf_counter()
                took.append((after - now) * 1e3)
                now = after
            cpu = (time.process_time() - cpu) * 1e3 / len(took)
            report = {"runs": len(took), "ms": statistics.median(took), "cpu_ms": cpu}
        print(json.dumps(report), flush=True)


if __name__ == "__main__":
    main()
