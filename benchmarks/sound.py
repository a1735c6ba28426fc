"""What preparing 30 seconds of sound costs: `python benchmarks/sound.py`.

Log-mel bands in Kotlin beside KerasHub's `WhisperAudioConverter`, which is NumPy, and resampling from 44,100 to 16,000 samples a second in
Kotlin beside the same in NumPy; one thread each.
"""

import json
import os
import statistics
import subprocess
import time
from collections.abc import Callable

os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"

import demo_app
import keras_hub
import kotlin_toolchain
import numpy as np
from rounds import ratio, take_turns

from litert_sdkgen.exporter.plan import NamedSpec
from litert_sdkgen.hub import audio_converters
from litert_sdkgen.manifest.jsonform import to_json
from litert_sdkgen.resampling import resample

SECONDS = 30
ROUNDS = 15


def kotlin() -> "subprocess.Popen[str]":
    """The program of `Sound.kt`, with the step that describes KerasHub's converter."""
    folder = demo_app.OUT / "sound"
    features = NamedSpec("features", "encoder_features", "float32", (1, 100 * SECONDS, 80))
    described = audio_converters.describe(keras_hub.layers.WhisperAudioConverter(), [features])
    signature = {"key": "encode", "inputs": [{"name": "features", "dtype": "float32", "shape": features.shape}], "outputs": []}
    head = {"manifest_version": 1, "name": "sound", "task": "tensors", "contract": "", "model": {"file": "none.tflite"}}
    folder.mkdir(parents=True, exist_ok=True)
    manifest = head | {"signatures": [signature], "preprocess": [to_json(described.step)]}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    for name, content in described.assets.items():
        (folder / name).write_bytes(content)
    runtime = kotlin_toolchain.ROOT / "templates" / "runtime"
    program = kotlin_toolchain.ROOT / "benchmarks" / "Sound.kt"
    kotlin_toolchain.compile_kotlin([runtime / "core", runtime / "audio", program], folder / "classes")
    return kotlin_toolchain.start_kotlin(folder / "classes", "SoundKt", [str(folder)], ["-XX:+UseSerialGC"])


def milliseconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return 1e3 * (time.perf_counter() - start)


def main() -> None:
    generator = np.random.default_rng(1)
    converter = keras_hub.layers.WhisperAudioConverter()
    sound, recorded = (generator.uniform(-0.5, 0.5, SECONDS * rate).astype("float32") for rate in (16_000, 44_100))
    process = kotlin()

    def asked(name: str) -> float:
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write(name + "\n")
        process.stdin.flush()
        return int(process.stdout.readline()) / 1e6

    for name, reference, work in (
        ("log-mel", "KerasHub", lambda: converter(sound)),
        ("resampling", "NumPy", lambda: resample(recorded, 44_100, 16_000)),
    ):
        for _ in range(ROUNDS):  # until it is compiled
            asked(name)
        found = take_turns({reference: lambda work=work: milliseconds(work), "Kotlin": lambda name=name: asked(name)}, ROUNDS)
        for candidate, figures in found.items():
            print(f"{name:<12}{candidate:<10}{statistics.median(figures):9.1f} ms{ratio(figures, found[reference]):7.2f}")
    process.stdin.close()
    process.wait()


if __name__ == "__main__":
    main()
