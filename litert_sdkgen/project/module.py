"""The folder that `export --out` names: a Gradle module, or what shall become one."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ..codegen import RULES_FILE, default_package, rules
from ..codegen.options import Language, Target
from ..errors import SdkgenError
from . import build_lines
from .build_file import BuildFile
from .source_tree import SourceTree

ASSETS = "src/main/assets"
_OPENS_BUNDLE = re.compile(r'AssetBundle\(context, "([^"]*)"\)')


@dataclass(frozen=True)
class Project:
    """A module in Gradle's standard layout, as far as it is there.

    Any folder may become one: it gets `src/` and, for Android, the R8 rules; the build file is the user's to write.
    `language` and `target` are those of the wrappers it receives.
    """

    root: Path
    build_file: BuildFile | None
    language: Language = "kotlin"
    target: Target = "android"

    @classmethod
    def at(cls, out: str | os.PathLike[str], language: Language = "kotlin", target: Target = "android") -> "Project":
        """The module in the folder `out`, which need not exist.

        Raises:
            SdkgenError: `out` is a file or cannot be written to, or its build file cannot be read.
        """
        root = Path(out)
        _check_writable(root)
        return cls(root, BuildFile.of(root), language, target)

    @classmethod
    def around(cls, bundle: Path) -> "Project | None":
        """The module in whose assets the folder `bundle` lies, if it lies in a module's assets."""
        path = bundle.resolve()
        for root in path.parents:
            if path.is_relative_to(root / ASSETS) and path != root / ASSETS:
                return cls(root, BuildFile.of(root))
        return None

    def assets_path(self, bundle: Path) -> str:
        """Where the folder `bundle` lies below the module's assets, as an app opens it."""
        return bundle.resolve().relative_to((self.root / ASSETS).resolve()).as_posix()

    @property
    def namespace(self) -> str | None:
        return self.build_file.namespace if self.build_file else None

    @property
    def default_package(self) -> str:
        """`<namespace>.litert`, or `litert` where the build file does not tell the namespace."""
        return default_package(self.namespace)

    @property
    def applies_plugin(self) -> bool:
        """Whether Gradle generates the sources here, so that only the bundle is to be written."""
        return self.build_file is not None and self.build_file.applies_plugin

    def bundle_directory(self, name: str) -> Path:
        """Where the bundle called `name` belongs. A module for the JVM has it at the same place, and opens it as a directory."""
        return self.root / ASSETS / name

    def check(self, main: Mapping[str, str], tests: Mapping[str, str]) -> None:
        """Refuses what `write` would refuse, without writing.

        Raises:
            SdkgenError: a file leaves the module, or its place belongs to one that this tool has not written, or to the wrapper of
                another bundle of this module.
        """
        files = self._files(main, tests)
        SourceTree(self.root).check(files)
        for path, text in files.items():
            self._check_twin(self.root / path, text)

    def _check_twin(self, file: Path, text: str) -> None:
        if not file.is_file():
            return
        old, new = _OPENS_BUNDLE.search(file.read_text(encoding="utf-8", errors="replace")), _OPENS_BUNDLE.search(text)
        if old and new and old[1] != new[1] and self.bundle_directory(old[1]).is_dir():
            raise SdkgenError(
                f"{file} is the wrapper of another bundle, {self.bundle_directory(old[1])}. Nothing was written. "
                "Choose another --class-name or --package, or delete that bundle"
            )

    def write(self, main: Mapping[str, str], tests: Mapping[str, str]) -> list[str]:
        """Writes generated sources (path below a source root -> text) and, for Android, the R8 rules; each file whole.

        Returns:
            The paths below the module whose text has changed.

        Raises:
            SdkgenError: as `check`, before anything is written; or the disk refuses.
        """
        return SourceTree(self.root).write(self._files(main, tests))

    def _files(self, main: Mapping[str, str], tests: Mapping[str, str]) -> dict[str, str]:
        files = {f"{_source_root('main', path)}/{path}": text for path, text in main.items()}
        files |= {f"{_source_root('test', path)}/{path}": text for path, text in tests.items()}
        return files | ({RULES_FILE: rules()} if self.target == "android" else {})

    def next_steps(self, *, runner: str, coroutines: bool, tests: bool) -> str:
        """What is left for the user to add to the build file, ready to paste; empty if it is all there.

        Args:
            runner: what the wrappers open on Android, one of `codegen.runners.RUNNERS`.
            coroutines: whether the coroutine extensions, which Java does not get, are wanted.
            tests: whether the self-test was written.
        """
        artifacts = build_lines.artifacts(self.target, runner, coroutines and self.language == "kotlin", tests)
        return build_lines.missing(self.root, self.build_file, artifacts, self.target, runner)


def _source_root(set_name: str, path: str) -> str:
    """The runtime is Kotlin whatever the wrapper is, so the file decides and not the option."""
    return f"src/{set_name}/{'java' if path.endswith('.java') else 'kotlin'}"


def _check_writable(root: Path) -> None:
    try:
        nearest = next(path for path in (root, *root.absolute().parents) if path.exists())
    except OSError as error:
        raise SdkgenError(f"cannot write to {root}: {error.strerror}. Choose another --out") from None
    if not nearest.is_dir():
        raise SdkgenError(f"cannot write to {root}: {nearest} is a file, expected a directory. Choose another --out")
    if not os.access(nearest, os.W_OK | os.X_OK):
        raise SdkgenError(f"cannot write to {root}: no permission to write to {nearest}. Choose another --out")
