"""The demo as an application for the JVM, exported and compiled below build/benchmarks, which the JVM benchmarks run."""

import contextlib
import io
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
import kotlin_toolchain

from litert_sdkgen import cli

OUT = kotlin_toolchain.ROOT / "build" / "benchmarks"
HERE = Path(__file__).resolve().parent
NAME = "demo_sentiment_en"


def bundle(preset: str = NAME) -> Path:
    """A fresh export with its sources; exits with the exporter's code where that fails. `preset` may be another text classifier."""
    app = OUT / "app"
    shutil.rmtree(app, ignore_errors=True)
    with contextlib.redirect_stdout(io.StringIO()):  # its advice on build files helps nobody here; errors go to standard error
        status = cli.main(["export", "--preset", preset, "--name", NAME, "--out", str(app), "--target", "jvm"])
    if status:
        sys.exit(status)
    return app / "src" / "main" / "assets" / NAME


def classes(program: str) -> Path:
    """The exported sources and `program`, a Kotlin file of this folder, compiled together."""
    compiled = OUT / "classes" / program.removesuffix(".kt")
    shutil.rmtree(compiled, ignore_errors=True)
    kotlin_toolchain.compile_kotlin([OUT / "app" / "src" / "main" / "kotlin", HERE / program], compiled)
    return compiled


def texts(words: int, count: int) -> list[str]:
    """`count` different texts of `words` words each, made of the demo's sentences."""
    from litert_sdkgen.demo import sentences

    pool = [word for sentence in sentences.read() for word in sentence.text.split()]
    starts = range(0, count * 97, 97)  # overlapping stretches, so that long texts are not too few
    return [" ".join(pool[(start + i) % len(pool)] for i in range(words)) for start in starts]
