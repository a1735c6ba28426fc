"""What preparing 30 seconds of sound costs: `python benchmarks/sound.py`.

Log-mel bands in Kotlin beside KerasHub's `WhisperAudioConverter`, which is NumPy, and resampling from 44,100 to 16,000 samples a second in
Kotlin beside the same in NumPy; one thread each.

`--fuzz N` instead compares N rounds of random sounds with the converters of Whisper, Gemma 3n and Gemma 4: tones, chirps and noise,
loud and soft, of any length.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

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

MAIN = "dev.litert.sdkgen.runtime.SoundsKt"
SECONDS = 30
ROUNDS = 15
CLOSE = 2e-5


def kotlin() -> "subprocess.Popen[str]":
    """The program of `Sounds.kt`, with the step that describes KerasHub's converter."""
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
    return kotlin_toolchain.start_kotlin(compiled(), MAIN, ["measure", str(folder)], ["-XX:+UseSerialGC"])


def compiled() -> Path:
    """`Sounds.kt` with the runtime's part for sound, and the test that it replays."""
    runtime, tests = kotlin_toolchain.ROOT / "templates" / "runtime", kotlin_toolchain.ROOT / "tests" / "kotlin" / "src" / "test" / "kotlin"
    replayed = [tests / "audio" / "LogMelVectors.kt", tests / "runtime" / "TestBundles.kt"]
    classes = demo_app.OUT / "sound" / "classes"
    kotlin_toolchain.compile_kotlin(
        [runtime / "core", runtime / "audio", *replayed, kotlin_toolchain.ROOT / "benchmarks" / "Sounds.kt"], classes
    )
    return classes


def fuzz(rounds: int) -> None:
    """Stops at the first sound that differs by more than 2e-5."""
    from sounds import random_sounds
    from vectors import log_mel

    classes, folder, total = compiled(), demo_app.OUT / "sound" / "fuzz", 0
    folder.mkdir(parents=True, exist_ok=True)
    for seed in range(rounds):
        log_mel.write(folder, 1000 + seed, random_sounds)
        largest, sounds, what = kotlin_toolchain.run_kotlin(classes, MAIN, ["replay", str(folder)]).strip().split("\t")
        total += int(sounds)
        print(f"seed {1000 + seed}: {total} sounds, largest difference {largest} ({what})", flush=True)
        if float(largest) >= CLOSE:
            sys.exit(1)


def milliseconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return 1e3 * (time.perf_counter() - start)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fuzz", type=int, metavar="N", help="compare N rounds of random sounds, instead of measuring")
    rounds = parser.parse_args().fuzz
    if rounds:
        fuzz(rounds)
    else:
        measure()


def measure() -> None:
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
