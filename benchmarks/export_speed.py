"""Files of BERT-base on LiteRT, one thread: float32 by Keras (for 128 tokens) and by us, int8 by us. Sizes, and milliseconds a run."""

import statistics
import tempfile
from collections.abc import Callable
from pathlib import Path

from export_process import export_in_process
from rounds import ratio, take_turns

FILES = {"model.export": "keras_fixed", "ours": "file", "ours, int8": "file_int8"}


def main() -> None:
    from litert_sdkgen.litert import LiteRtFile
    from litert_sdkgen.measurement import measure

    with tempfile.TemporaryDirectory() as root:
        files: dict[str, Path] = {}
        for label, tool in FILES.items():
            folder = Path(root) / tool
            folder.mkdir()
            files[label] = Path(export_in_process(tool, "bert_base", str(folder))["file"])

        def run(file: Path) -> Callable[[], float]:
            with LiteRtFile(file) as opened:
                keys = opened.keys
            return lambda: measure(file, keys, threads=1, runs=15)[0].median_ms

        times = take_turns({label: run(file) for label, file in files.items()}, 3)
        print(f"{'bert_base':14}{'MB':>8}{'x':>7}{'ms':>9}{'x':>7}")
        for label, file in files.items():
            sizes = [path.stat().st_size for path in (file, files["ours"])]
            faster = ratio(times[label], times["ours"])
            print(
                f"{label:14}{sizes[0] / 1e6:8.1f}{sizes[0] / sizes[1]:7.3f}{statistics.median(times[label]):9.1f}{faster:7.3f}", flush=True
            )


if __name__ == "__main__":
    main()
