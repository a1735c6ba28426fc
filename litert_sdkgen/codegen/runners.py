"""What runs a model on Android: the class of the runtime that a wrapper opens, and what it takes to name its options."""

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from ..manifest import Manifest
from ..manifest.model import Task
from .options import Language, Options


@dataclass(frozen=True)
class RunnerCode:
    """`name` is a class of the runtime, `options` the type that its factory takes, `default` what makes one, by language.

    `platform_imports` are full names of the library's own classes. `files` are those of the runtime's folder `android`. `on_host` says
    whether the library on a desktop JVM runs the same file, so that tests need no device; `has_float16`, whether a state can be in it.
    """

    name: Markup
    options: Markup
    default: Mapping[Language, Markup]
    files: tuple[str, ...]
    platform_imports: frozenset[str] = frozenset()
    on_host: bool = True
    has_float16: bool = True


def _own_options(name: str) -> dict[Language, Markup]:
    return {"kotlin": Markup(f"{name}.Options()"), "java": Markup(f"new {name}.Options()")}


RUNNERS: dict[str, RunnerCode] = {
    "compiled": RunnerCode(
        Markup("CompiledModelRunner"),
        Markup("CompiledModelRunner.Options"),
        _own_options("CompiledModelRunner"),
        ("CompiledModelRunner.kt", "CompiledTensor.kt"),
    ),
    "interpreter": RunnerCode(
        Markup("InterpreterRunner"),
        Markup("Interpreter.Options"),
        dict.fromkeys(("kotlin", "java"), Markup("InterpreterRunner.options()")),
        ("InterpreterRunner.kt", "BufferTensor.kt"),
        frozenset(("org.tensorflow.lite.Interpreter",)),
        has_float16=False,
    ),
    "litertlm": RunnerCode(
        Markup("LiteRtLmRunner"),
        Markup("LiteRtLmRunner.Options"),
        _own_options("LiteRtLmRunner"),
        ("LiteRtLmFailure.kt", "LiteRtLmFile.kt", "LiteRtLmRunner.kt", "TextStream.kt"),
        on_host=False,
    ),
    "litertlm_embedding": RunnerCode(
        Markup("LiteRtLmEmbeddingRunner"),
        Markup("LiteRtLmEmbeddingRunner.Options"),
        _own_options("LiteRtLmEmbeddingRunner"),
        ("LiteRtLmEmbeddingRunner.kt", "LiteRtLmFailure.kt", "LiteRtLmFile.kt"),
        on_host=False,
    ),
}
"""By the options' word, or that of `_OF_CONTAINERS`."""

_OF_CONTAINERS: dict[Task, str] = {"causal_lm": "litertlm", "text_embedder": "litertlm_embedding"}
"""Which part of LiteRT-LM, the only library that reads its files, runs a task."""


def runner_of(manifest: Manifest, options: Options) -> str:
    """Which of `RUNNERS` opens the model: what the options say, where the file leaves a choice."""
    return options.runner if manifest.model.format is None else _OF_CONTAINERS[manifest.task]
