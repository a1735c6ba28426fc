"""A module's Gradle build file, read as far as this tool must know it."""

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ..errors import SdkgenError

_NAMES = ("build.gradle.kts", "build.gradle")
_STRING_OR_COMMENT = re.compile(r""""(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|//[^\n]*|/\*.*?\*/""", re.DOTALL)
_NAMESPACE = re.compile(r"""\bnamespace\s*(?:=|\()?\s*(["'])(?P<name>.*?)\1""")
_PACKAGE = re.compile(r"[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z][A-Za-z0-9_]*)*\Z")
# Our script plug-in: its block, or the line that applies it in Groovy or Kotlin.
_PLUGIN = re.compile(r"""\blitertSdk\s*\{|\bapply\s*\(?\s*from\s*[:=]\s*[^\n]*litert-sdkgen""")


@dataclass(frozen=True)
class BuildFile:
    """`code` is the text without comments, so that a dependency which is commented out does not count."""

    path: Path
    code: str

    @classmethod
    def of(cls, module: Path) -> "BuildFile | None":
        """The build file of the folder `module`, if it has one.

        Raises:
            SdkgenError: the file cannot be read.
        """
        for name in _NAMES:
            path = module / name
            if path.is_file():
                try:
                    return cls(path, _without_comments(path.read_text(encoding="utf-8")))
                except (OSError, UnicodeDecodeError) as error:
                    raise SdkgenError(f"{path}: the build file cannot be read: {error}") from None
        return None

    @cached_property
    def namespace(self) -> str | None:
        """The package of an Android module's `R` class, where it stands in the file as a literal.

        Raises:
            SdkgenError: it is no package name.
        """
        match = _NAMESPACE.search(self.code)
        if match is None or "$" in match["name"]:
            return None
        if not _PACKAGE.match(match["name"]):
            raise SdkgenError(f"{self.path}: namespace: expected a package such as com.example.app. Received: {match['name']!r}")
        return match["name"]

    @property
    def applies_plugin(self) -> bool:
        """Whether Gradle generates the sources in this module."""
        return _PLUGIN.search(self.code) is not None

    @property
    def is_library(self) -> bool:
        """Whether this is an Android library, whose R8 rules travel to the app."""
        return "com.android.library" in self.code


def _without_comments(text: str) -> str:
    return _STRING_OR_COMMENT.sub(lambda match: " " if match[0].startswith("/") else match[0], text)
