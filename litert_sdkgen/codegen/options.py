"""What the caller of the generator chooses; nothing of it stands in a manifest."""

import re
from dataclasses import dataclass
from typing import Literal, get_args

from ..errors import UsageError
from .naming import KEYWORDS, pascal_case
from .reserved import RESERVED_CLASS_NAMES, RESERVED_PACKAGES

Language = Literal["kotlin", "java"]
Target = Literal["android", "jvm"]
Runner = Literal["compiled", "interpreter"]

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,127}\Z")
_CLASS = re.compile(r"[A-Z][A-Za-z0-9_]{0,127}\Z")


@dataclass(frozen=True)
class Options:
    """How the wrapper of one model shall look; refuses at once what no compiler would take.

    `bundle_path` is the bundle's folder below the app's assets. `runner` is what `create(context)` opens on Android; a JVM has the
    desktop library only. `runtime_package` defaults to `<package>.runtime`; without `emit_runtime` it is another module's.
    `coroutines` adds `await` and `stream` to the runtime, which mean nothing to Java and need kotlinx-coroutines.
    """

    package: str
    class_name: str
    bundle_path: str
    language: Language = "kotlin"
    target: Target = "android"
    runner: Runner = "compiled"
    runtime_package: str | None = None
    emit_runtime: bool = True
    coroutines: bool = True

    def __post_init__(self) -> None:
        _check_choice("language", self.language, get_args(Language))
        _check_choice("target", self.target, get_args(Target))
        _check_choice("runner", self.runner, get_args(Runner))
        _check_package("package", self.package)
        _check_package("runtime package", self.runtime)
        _check_class(self.class_name)
        _check_bundle_path(self.bundle_path)

    @property
    def runtime(self) -> str:
        """The package of the runtime."""
        return self.package + ".runtime" if self.runtime_package is None else self.runtime_package

    @property
    def file(self) -> str:
        """The wrapper's path below a source root."""
        return f"{self.package.replace('.', '/')}/{self.class_name}.{'kt' if self.language == 'kotlin' else 'java'}"


def default_class_name(name: str) -> str:
    """The class of a model called `name`: `DemoSentimentEn` for `demo_sentiment_en`."""
    class_name = pascal_case(name, "Model")
    return class_name + "Model" if class_name in RESERVED_CLASS_NAMES else class_name


def default_package(namespace: str | None) -> str:
    """The package below a module's `namespace`, if it has one."""
    return f"{namespace}.litert" if namespace else "litert"


def _check_choice(what: str, value: str, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise UsageError(f"{what}: expected one of {', '.join(choices)}. Received: {value!r}")


def _check_package(what: str, package: str) -> None:
    parts = package.split(".")
    for part in parts:
        if not _IDENTIFIER.match(part):
            problem = f"{part!r} is not a name in Kotlin and Java (ASCII letters, digits and _, no digit first)"
        elif part in KEYWORDS:
            problem = f"{part!r} is a keyword of Kotlin or Java"
        else:
            continue
        raise UsageError(f"{what}: expected a package such as com.example.app.litert. Received: {package!r}; {problem}")
    if parts[0] in RESERVED_PACKAGES:
        raise UsageError(
            f"{what}: expected a package of your own such as com.example.app.litert. Received: {package!r}; {parts[0]} is taken"
        )


def _check_class(name: str) -> None:
    if not _CLASS.match(name):
        raise UsageError(
            f"class name: expected an upper-case ASCII letter, then letters, digits or _, such as DemoSentimentEn. Received: {name!r}"
        )
    if name in RESERVED_CLASS_NAMES:
        raise UsageError(f"class name: {name!r} would hide a class that the generated code uses. Choose another, such as {name}Model")


def _check_bundle_path(path: str) -> None:
    parts = path.split("/")
    if any(part in ("", ".", "..") for part in parts) or "\\" in path or not path.isprintable():
        raise UsageError(f"bundle path: expected a folder below the assets, such as demo_sentiment_en. Received: {path!r}")
