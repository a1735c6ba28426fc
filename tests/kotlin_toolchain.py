"""Compiles and runs Kotlin with jars alone, for the demo and the benchmarks: one compiler call, no build tool, a few seconds."""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from litert_sdkgen.host_library import host_library

ROOT = Path(__file__).resolve().parent.parent
_POM = ROOT / "tests" / "demo_app" / "pom.xml"
_JARS = ROOT / "build" / "jars"


def jars() -> list[Path]:
    """The compiler, kotlin-stdlib, coroutines and JNA; fetched by Maven when the list of them is newer than the folder."""
    marker = _JARS / "complete"
    if not marker.is_file() or marker.stat().st_mtime < _POM.stat().st_mtime:
        command = ["mvn", "--batch-mode", "--quiet", "--file", str(_POM), "dependency:copy-dependencies", f"-DoutputDirectory={_JARS}"]
        subprocess.run(command, check=True)
        marker.touch()
    return sorted(_JARS.glob("*.jar"))


def libraries() -> list[Path]:
    """What a compiled program needs beside itself."""
    return [jar for jar in jars() if jar.name.startswith(("kotlin-stdlib", "kotlinx-coroutines", "jna", "annotations"))]


def compile_kotlin(sources: Sequence[Path], classes: Path) -> None:
    """Compiles files and folders of Kotlin into `classes`; warnings are errors."""
    classes.mkdir(parents=True, exist_ok=True)
    command = [
        "java",
        "-Xmx1g",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-XX:ReservedCodeCacheSize=192m",  # 48 MB with a single tier, which the whole runtime fills
        "-cp",
        _path(jars()),
        "org.jetbrains.kotlin.cli.jvm.K2JVMCompiler",
    ]
    command += ["-no-stdlib", "-no-reflect", "-jvm-target", "11", "-Werror", "-cp", _path(libraries()), "-d", str(classes)]
    subprocess.run([*command, *map(str, sources)], check=True)


def text_runtime() -> list[Path]:
    """What a program about tokenizers is compiled with: that part of the runtime, and what the tests have to make its bundles."""
    runtime, tests = ROOT / "templates" / "runtime", ROOT / "tests" / "kotlin" / "src" / "test" / "kotlin" / "text"
    return [runtime / "core", runtime / "text", tests / "TextBundles.kt", tests / "TokenizerComparison.kt"]


def run_kotlin(classes: Path, main: str, arguments: Sequence[str], options: Sequence[str] = ()) -> str:
    """Standard output of a compiled main class, with the real LiteRT library at hand."""
    command = _java(classes, main, arguments, [f"-Dlitert.library={host_library()}", *options])
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, encoding="utf-8").stdout


def start_kotlin(classes: Path, main: str, arguments: Sequence[str] = (), options: Sequence[str] = ()) -> "subprocess.Popen[str]":
    """A compiled main class that answers line by line; it should end when its standard input does."""
    command = _java(classes, main, arguments, options)
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8")


def _java(classes: Path, main: str, arguments: Sequence[str], options: Sequence[str]) -> list[str]:
    command = ["java", "-XX:+UseSerialGC", "-Dfile.encoding=UTF-8", *options]
    return [*command, "-cp", _path([classes, *libraries()]), main, *arguments]


def _path(entries: Sequence[Path]) -> str:
    return os.pathsep.join(map(str, entries))
