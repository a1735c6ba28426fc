"""Killed at any moment, an export leaves the former bundle or the new one, never a mixture."""

import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from litert_sdkgen.bundle import Bundle, Staging, recover

KILLS = 50

# Replaces a bundle again and again; each generation has other contents of several sizes.
WRITER = """
import dataclasses, hashlib, sys
from pathlib import Path
from litert_sdkgen import manifest as m
from litert_sdkgen.bundle import Staging
from litert_sdkgen.manifest.model import *

target = Path(sys.argv[1])
print("ready", flush=True)
generation = int(sys.argv[2])
while True:
    generation += 1
    with Staging(target) as fresh:
        model = bytes([generation % 256]) * (200_000 + generation)
        (fresh / "model.tflite").write_bytes(model)
        (fresh / "labels.json").write_text(str(generation))
        asset = Asset("labels.json", hashlib.sha256(str(generation).encode()).hexdigest(), len(str(generation)))
        tensor = Tensor("x", "float32", (1, generation), 0, 0)
        file = ModelFile("model.tflite", hashlib.sha256(model).hexdigest(), len(model), "direct")
        manifest = Manifest("m", "tensors", Source("keras", "M"), file,
                            (Signature("serving_default", (tensor,), (tensor,)),), "", Verification(1, 0.0, 0.0), assets=(asset,))
        (fresh / "manifest.json").write_text(m.write(dataclasses.replace(manifest, contract=m.contract_of(manifest))))
"""


def test_killed_fifty_times(tmp_path: Path) -> None:
    target = tmp_path / "assets" / "m"
    generator = random.Random(1)
    generation, seen = 0, set()
    for _ in range(KILLS):
        process = subprocess.Popen([sys.executable, "-c", WRITER, str(target), str(generation)], stdout=subprocess.PIPE)
        assert process.stdout is not None and process.stdout.readline() == b"ready\n"
        time.sleep(generator.uniform(0.0, 0.06))
        process.send_signal(signal.SIGKILL)
        process.wait()
        recover(target)
        left = [path.name for path in target.parent.iterdir()] if target.parent.is_dir() else []
        if generation:
            assert left == ["m"], "the former bundle or the new one, and nothing beside it"
        if left:
            bundle = Bundle.read(target)  # checks every file's hash against the manifest
            found = bundle.manifest.signatures[0].inputs[0].shape[1]
            assert isinstance(found, int) and found >= generation
            generation = found
            seen.add(found)
    assert len(seen) > 10, "the kills hit a moving target"


def test_a_reader_leaves_an_export_that_is_under_way_alone(tmp_path: Path) -> None:
    target = tmp_path / "m"
    with subprocess.Popen([sys.executable, "-c", WRITER, str(target), "0"], stdout=subprocess.PIPE) as process:
        while not target.exists():
            time.sleep(0.005)
        process.kill()
    recover(target)
    with Staging(target) as fresh:
        (fresh / "half").write_text("")
        assert Bundle.read(target).manifest.name == "m"
        assert (fresh / "half").is_file()
        shutil.copytree(target, fresh, dirs_exist_ok=True)
    assert (target / "half").is_file()
    target.rename(Staging(target).former)  # killed between the two renames
    assert Bundle.read(target).manifest.name == "m"
