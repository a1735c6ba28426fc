"""Pictures and boxes in Kotlin beside Pillow, NumPy and what samples do, in one thread: `python benchmarks/images.py`.

A picture of 4000 x 3000 pixels becomes 224 x 224, and of 10,000 boxes the best are kept. Targets: at most 1.5 times Pillow's time for the
same filter; at most 60 MB for what happens to 12 megapixels, besides the picture.

`--fuzz N` instead compares N random sizes and settings with KerasHub's converters, pictures of 4000 x 3000 among them; 0 mismatches.
"""

import argparse
import itertools
import os
import pathlib
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))
import kotlin_toolchain  # noqa: E402
import numpy as np  # noqa: E402
from PIL import Image  # noqa: E402
from rounds import ratio, take_turns  # noqa: E402

OUT = ROOT / "build" / "benchmarks" / "images"
KOTLIN_TESTS = ROOT / "tests" / "kotlin" / "src" / "test" / "kotlin" / "image"
MAIN = "dev.litert.sdkgen.runtime.ImagesKt"
ROUNDS = 7
SIZE = 224
BOXES = 10_000
KEPT = (100, BOXES)
LARGE = ((3000, 4000), (4000, 3000))
MOST_PADDED = 20_000_000
"""KerasHub holds the padded picture in memory, several times."""
CHUNK = 60
"""Settings in one fuzzing round."""

Figure = tuple[float, float, float]
"""Milliseconds, megabytes, and a check sum of the result."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fuzz", type=int, metavar="N", help="compare N random settings, instead of measuring")
    parser.add_argument("--seed", type=int, default=1000, help="of the first round of fuzzing")
    arguments = parser.parse_args()
    OUT.mkdir(parents=True, exist_ok=True)
    if arguments.fuzz:
        fuzz(arguments.fuzz, arguments.seed)
    else:
        measure()


def fuzz(settings: int, seed: int) -> None:
    from vectors import image

    classes, compared, start = compiled(), 0, time.monotonic()
    for number in itertools.count(seed):
        image.write_cases(OUT / "fuzz", random_converters(random.Random(number)))
        compared += int(kotlin_toolchain.run_kotlin(classes, MAIN, ["replay", str(OUT / "fuzz")], ["-Xmx1g"]))
        print(f"{time.monotonic() - start:6.0f} s, seed {number}: {compared} settings, 0 mismatches", flush=True)
        if compared >= settings:
            return


def random_converters(rng: random.Random) -> Iterator[tuple[tuple[int, int], int, Any]]:
    """All options crossed; sizes of every order of magnitude, so that aspect ratios are extreme, and one large picture."""
    from keras_hub.layers import ImageConverter
    from vectors import image

    for number in range(CHUNK):
        size = rng.choice(LARGE) if number == 0 else (side(rng, 2000), side(rng, 2000))
        interpolation, antialias = rng.choice(image.METHODS)
        channels = rng.choice((1, 3, 3))
        shade = rng.choice(
            [shade for shade in image.SHADES if channels == 3 or not any(isinstance(value, list) for value in shade.values())]
        )
        target = (side(rng, 400), side(rng, 400))
        yield (
            size,
            3,
            ImageConverter(target, interpolation=interpolation, antialias=antialias, **rng.choice([*image.FITS.values()]), **shade),
        )


def padded(size: tuple[int, int], target: tuple[int, int]) -> float:
    """Pixels of a picture with margins up to the target's aspect ratio."""
    (height, width), (rows, columns) = size, target
    return max(height, width * rows / columns) * max(width, height * columns / rows)


def side(rng: random.Random, most: int) -> int:
    return round(most ** rng.random())


def measure() -> None:
    classes = compiled()
    boxes, scores = random_boxes()
    file = OUT / "boxes.bin"
    file.write_bytes(np.concatenate([boxes, scores[:, None]], 1).astype("<f4").tobytes())
    with kotlin_toolchain.start_kotlin(classes, MAIN, ["measure", str(file)], ["-Xmx1g", "-Djava.awt.headless=true"]) as jvm:
        measure_resizing(jvm)
        measure_suppression(jvm, boxes, scores)
        assert jvm.stdin
        jvm.stdin.close()


def measure_resizing(jvm: "subprocess.Popen[str]") -> None:
    from vectors import image

    photo = Image.fromarray(image.picture(3000, 4000, 1))
    print(f"{'4000x3000 to 224x224':26}{'':12}{'ms':>8}{'x':>8}{'MB':>8}")
    for name in ("BILINEAR", "BICUBIC"):
        resize = partial(photo.resize, (SIZE, SIZE), Image.Resampling[name])
        candidates = {"Pillow": of_python(lambda resize=resize: float(np.sum(resize()))), "Kotlin": of_jvm(jvm, f"resize {name} true")}
        report(f"{name.lower()}, antialias", candidates, "Pillow")
    report("bilinear", {"getRGB loop": of_jvm(jvm, "loop"), "Kotlin": of_jvm(jvm, "resize BILINEAR false")}, "getRGB loop")
    report("bicubic of 12500x8000", {"Kotlin": of_jvm(jvm, "huge BICUBIC true")}, "Kotlin")


def measure_suppression(jvm: "subprocess.Popen[str]", boxes: Any, scores: Any) -> None:
    print(f"\n{f'{BOXES} boxes':26}{'':12}{'ms':>8}{'x':>8}{'MB':>8}")
    for most in KEPT:
        candidates = {
            "all pairs": of_jvm(jvm, f"pairs {most}"),
            "NumPy": of_python(lambda: float(sum(suppressed(boxes, scores)[:most]))),  # noqa: B023
            "Kotlin": of_jvm(jvm, f"suppress {most}"),
        }
        sums = report(f"at most {most} kept", candidates, "all pairs")
        assert len(sums) == 1, f"the candidates keep other boxes: {sums}"


def report(title: str, candidates: dict[str, Callable[[], Figure]], reference: str) -> set[float]:
    """Prints medians, and returns the check sums of all candidates."""
    results = take_turns(candidates, ROUNDS)
    for name, figures in results.items():
        milliseconds, megabytes, _ = (statistics.median(column) for column in zip(*figures, strict=True))
        times = ratio([figure[0] for figure in figures], [figure[0] for figure in results[reference]])
        allocated = f"{megabytes:8.1f}" if megabytes else ""
        print(f"{title:26}{name:12}{milliseconds:8.1f}{times:8.2f}{allocated}")
    return {figure[2] for figures in results.values() for figure in figures}


def of_python(work: Callable[[], float]) -> Callable[[], Figure]:
    def run() -> Figure:
        start = time.thread_time_ns()
        result = work()
        return (time.thread_time_ns() - start) / 1e6, 0, result

    return run


def of_jvm(jvm: "subprocess.Popen[str]", line: str) -> Callable[[], Figure]:
    def run() -> Figure:
        assert jvm.stdin and jvm.stdout
        print(line, file=jvm.stdin, flush=True)
        nanoseconds, allocated, result = jvm.stdout.readline().split("\t")
        return int(nanoseconds) / 1e6, int(allocated) / 1e6, float(result)

    for _ in range(5):  # the JVM compiles what it has run some times
        run()
    return run


def random_boxes() -> tuple[Any, Any]:
    generator = np.random.default_rng(1)
    corners = generator.uniform(0, 600, (BOXES, 2))
    boxes = np.concatenate([corners, corners + generator.uniform(8, 120, (BOXES, 2))], -1)
    return boxes.astype(np.float32), generator.uniform(0.01, 1, BOXES).astype(np.float32)


def suppressed(boxes: Any, scores: Any) -> list[int]:
    """The loop over arrays that many projects share."""
    order = np.argsort(scores, kind="stable")[::-1]
    areas = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    kept = []
    while order.size:
        best, order = order[0], order[1:]
        kept.append(int(best))
        height = np.maximum(np.minimum(boxes[best, 2], boxes[order, 2]) - np.maximum(boxes[best, 0], boxes[order, 0]), np.float32(0))
        width = np.maximum(np.minimum(boxes[best, 3], boxes[order, 3]) - np.maximum(boxes[best, 1], boxes[order, 1]), np.float32(0))
        both = height * width
        order = order[both / (areas[best] + areas[order] - both + np.float32(1e-8)) < np.float32(0.5)]
    return kept


def compiled() -> pathlib.Path:
    """The runtime's picture and box parts with the program beside this file, and with the test that it replays."""
    classes = OUT / "classes"
    runtime = ROOT / "templates" / "runtime"
    tests = [KOTLIN_TESTS / "TestPictures.kt", KOTLIN_TESTS / "ImageVectors.kt"]
    sources = [runtime / "core", runtime / "image", runtime / "boxes", *tests, ROOT / "benchmarks" / "Images.kt"]
    kotlin_toolchain.compile_kotlin(sources, classes)
    return classes


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as error:
        sys.exit(f"{error.cmd[0]} failed with status {error.returncode}: see above")
