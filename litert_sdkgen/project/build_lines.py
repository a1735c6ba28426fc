"""The lines that a module's build file needs for generated code: those that are missing, as text to paste."""

import re
from pathlib import Path

from ..codegen import RULES_FILE
from ..codegen.options import Target
from .build_file import BuildFile

LITERT = "com.google.ai.edge.litert:litert:2.3.0"
INTERPRETER = "org.tensorflow:tensorflow-lite:2.16.1"
COROUTINES = "org.jetbrains.kotlinx:kotlinx-coroutines-core:1.10.2"
LITERT_LM = "com.google.ai.edge.litertlm:litertlm-android:0.18.0"
JNA = "net.java.dev.jna:jna:5.17.0"
JUNIT = "junit:junit:4.13.2"

Artifact = tuple[str, str]

_INSTEAD = {
    LITERT: ("com.google.android.gms:play-services-litert",),
    INTERPRETER: ("com.google.ai.edge.litert:litert", "com.google.android.gms:play-services-litert"),
}
"""Libraries that bring the same classes; which one is the user's choice."""


_ON_ANDROID = {"compiled": LITERT, "interpreter": INTERPRETER, "litertlm": LITERT_LM, "litertlm_embedding": LITERT_LM}


def artifacts(target: Target, runner: str, coroutines: bool, tests: bool) -> list[Artifact]:
    """(configuration, coordinates) of each library that generated code needs."""
    wanted = [("implementation", _ON_ANDROID[runner] if target == "android" else JNA)]
    if coroutines:
        wanted.append(("implementation", COROUTINES))
    if tests:
        wanted += [("testImplementation", JNA), ("testImplementation", JUNIT)]
    return wanted


def missing(module: Path, build_file: BuildFile | None, wanted: list[Artifact], target: Target, runner: str) -> str:
    """What to add to `build_file`, empty if it has all; without a file, a text that can start one.

    The lines are valid in build.gradle.kts and in build.gradle alike.
    """
    android = _android_blocks(build_file, runner) if target == "android" else []
    libraries = [f'{configuration}("{coordinates}")' for configuration, coordinates in wanted if not _declares(build_file, coordinates)]
    blocks = ([_block("android", android)] if android else []) + ([_block("dependencies", libraries)] if libraries else [])
    if not blocks:
        return ""
    if build_file is not None:
        title = f"Add to {build_file.path}, unless a version catalog or convention plug-in has it:"
    else:
        title = f"{module} has no build file yet. The lines it needs for this, in {module / 'build.gradle.kts'}:"
    return "\n".join([title, "", *blocks]) + "\n"


def _android_blocks(build_file: BuildFile | None, runner: str) -> list[str]:
    blocks = []
    if not _mentions(build_file, RULES_FILE):
        keyword = "consumerProguardFiles" if build_file is not None and build_file.is_library else "proguardFiles"
        blocks.append(_block("defaultConfig", [f'{keyword}("{RULES_FILE}")']))
    # The Interpreter maps the model's file into memory, which a compressed asset does not allow.
    if runner == "interpreter" and not (_mentions(build_file, "noCompress") and _mentions(build_file, "tflite")):
        blocks.append(_block("androidResources", ['noCompress.add("tflite")']))
    return blocks


def _block(name: str, lines: list[str]) -> str:
    indented = "\n".join(lines).replace("\n", "\n    ")
    return f"{name} {{\n    {indented}\n}}"


def _declares(build_file: BuildFile | None, coordinates: str) -> bool:
    """In any version, which is the user's to choose; `litert-gpu` beside it is not `litert`."""
    names = (coordinates.rpartition(":")[0], *_INSTEAD.get(coordinates, ()))
    return build_file is not None and any(re.search(rf"{re.escape(name)}(?![\w-])", build_file.code) for name in names)


def _mentions(build_file: BuildFile | None, text: str) -> bool:
    return build_file is not None and text in build_file.code
