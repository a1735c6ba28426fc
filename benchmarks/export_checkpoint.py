"""1.5 billion parameters from a checkpoint to a verified bundle, float32 and int8: CPU, and the memory of the whole process.

Pages of the checkpoint, of the file and of XNNPACK's arrangement of its weights are mapped: the system takes them back when it wants
them. So the peak of everything else is told beside the peak of all. Needs 20 GB of disk. Linux only.
"""

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

# Where JAX is installed, as it is for this project's tests, TensorFlow's converter imports it without need: 130 MB.
EXPORT = """
import sys
sys.modules["jax"] = None
import litert_sdkgen
litert_sdkgen.export(sys.argv[1], sys.argv[2], name="model", task="tensors", target="jvm", quantize=sys.argv[3])
"""
SAVE = "import sys, export_models; export_models.build('llama_1500m').backbone.save_to_preset(sys.argv[1], max_shard_size=None)"


def main() -> None:
    with tempfile.TemporaryDirectory() as root:
        preset = Path(root) / "preset"
        subprocess.run([sys.executable, "-c", SAVE, str(preset)], cwd=Path(__file__).parent, check=True, capture_output=True)
        print(f"{'llama_1500m':14}{'CPU s':>7}{'wall s':>8}{'peak MB':>9}{'with mapped files':>19}{'file MB':>9}", flush=True)
        for quantize in ("none", "dynamic_int8"):
            with tempfile.TemporaryDirectory(dir=root) as out:
                measure(preset, Path(out), quantize, Path(root))


def measure(preset: Path, out: Path, quantize: str, root: Path) -> None:
    start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    process = subprocess.Popen([sys.executable, "-c", EXPORT, str(preset), str(out), quantize], stderr=subprocess.DEVNULL)
    own = everything = 0
    while process.poll() is None:
        mapped, others = _resident(process.pid, str(root))
        own, everything = max(own, others), max(everything, mapped + others)
        time.sleep(0.1)
    if process.returncode:
        sys.exit(f"the export failed with {process.returncode}")
    after, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter() - start
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    (file,) = out.rglob("model.tflite")
    print(f"{quantize:14}{cpu:7.1f}{wall:8.1f}{own / 1e6:9.0f}{everything / 1e6:19.0f}{file.stat().st_size / 1e6:9.1f}", flush=True)


def _resident(process: int, root: str) -> tuple[int, int]:
    """Bytes in memory of files below `root` that the process has mapped, and of everything else."""
    mapped = others = 0
    below = False
    try:
        lines = Path(f"/proc/{process}/smaps").read_text().splitlines()
    except OSError:  # it has just ended
        return 0, 0
    for line in lines:
        key, *values = line.split(maxsplit=5)
        if not key.endswith(":"):
            below = values[-1].startswith(root)
        elif key == "Rss:":
            mapped, others = mapped + below * 1024 * int(values[0]), others + (not below) * 1024 * int(values[0])
    return mapped, others


if __name__ == "__main__":
    main()
