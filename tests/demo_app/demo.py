"""`make demo`: exports the embedded preset, compiles the generated Kotlin, and shows its answers beside those of Keras.

Exits 1 if a label or score differs. The environment variable DEMO_TEXT adds a text.
"""

import contextlib
import os
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import kotlin_toolchain

from litert_sdkgen import cli

PRESET = "demo_sentiment_en"
TEXTS = [
    "a wonderful film",
    "The food was cold and the waiter was rude.",
    "not good at all",
    "We will certainly come back next year.",
    "Best purchase I have made this year 😀",
]
TOLERANCE = 1e-5
OUT = kotlin_toolchain.ROOT / "build" / "demo"


def main(texts: list[str]) -> int:
    app, classes = OUT / "app", OUT / "classes"
    shutil.rmtree(OUT, ignore_errors=True)
    print(f"$ litert-sdkgen export --preset {PRESET} --out {app.relative_to(kotlin_toolchain.ROOT)} --target jvm", flush=True)
    status = cli.main(["export", "--preset", PRESET, "--out", str(app), "--target", "jvm"])
    if status:
        return status
    print("\ncompiling the generated Kotlin ...", flush=True)
    kotlin_toolchain.compile_kotlin([app / "src" / "main" / "kotlin", Path(__file__).parent / "Demo.kt"], classes)
    kotlin, keras = kotlin_answers(app, classes, texts), keras_answers(texts)
    print(f"\n{'Kotlin on LiteRT':24}{'Keras':24}text")
    worst, same = 0.0, True
    for text, ours, theirs in zip(texts, kotlin, keras, strict=True):
        print(f"{show(ours):24}{show(theirs):24}{text}")
        worst = max(worst, *(abs(ours[label] - theirs[label]) for label in theirs))
        same = same and max(ours, key=ours.__getitem__) == max(theirs, key=theirs.__getitem__)
    print(f"\nlargest difference of a score: {worst:.1e} (allowed: {TOLERANCE:.0e})")
    return 0 if same and worst <= TOLERANCE else 1


def kotlin_answers(app: Path, classes: Path, texts: list[str]) -> list[dict[str, float]]:
    """Score by label of the generated class, on a JVM."""
    given = OUT / "texts"
    given.write_text("\0".join(texts), encoding="utf-8")
    output = kotlin_toolchain.run_kotlin(classes, "DemoKt", [str(app / "src" / "main" / "assets" / PRESET), str(given)])
    rows = [line.split("\t") for line in output.splitlines()]
    return [dict(zip(row[::2], map(float, row[1::2]), strict=True)) for row in rows]


def keras_answers(texts: list[str]) -> list[dict[str, float]]:
    """Score by label of the preset itself, in Keras."""
    import keras_hub
    import numpy as np

    from litert_sdkgen.demo import LABELS, preset_directory

    model = keras_hub.models.TextClassifier.from_preset(str(preset_directory(PRESET)))
    logits = np.asarray(model(model.preprocessor(texts)), np.float64)
    scores = np.exp(logits) / np.exp(logits).sum(-1, keepdims=True)
    return [dict(zip(LABELS, row, strict=True)) for row in scores.tolist()]


def show(scores: dict[str, float]) -> str:
    label = max(scores, key=scores.__getitem__)
    return f"{label} {scores[label]:.6f}"


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError):
        sys.exit(main([*TEXTS, *filter(None, [os.environ.get("DEMO_TEXT")])]))
    os._exit(1)
