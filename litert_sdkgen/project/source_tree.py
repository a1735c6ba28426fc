"""Generated files below a root folder: written one by one and whole, and never over a file of somebody else."""

import contextlib
import os
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath

from ..errors import SdkgenError

_HEADER_LINES = 3


class SourceTree:
    """The folder `root`, into which generated files go.

    A file is ours if one of its first lines says "litert-sdkgen" and "Do not edit"; any other file keeps its place.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    def check(self, paths: Iterable[str]) -> None:
        """Refuses what `write` would refuse, without writing.

        Args:
            paths: below the root, with `/` between the parts.

        Raises:
            SdkgenError: a path leaves the root, also by a symbolic link, or belongs to a file that this tool has not written.
        """
        for path in paths:
            self._place(path)

    def write(self, files: Mapping[str, str]) -> list[str]:
        """Writes `files` (path below the root -> text) and returns the paths whose text has changed.

        All texts lie beside their places before the first one takes its place, so a full disk leaves the sources as they were.

        Raises:
            SdkgenError: as `check`, before anything is written; or the disk refuses, and nothing of ours is left behind.
        """
        places = {path: self._place(path) for path in files}
        changed = {path: place for path, place in places.items() if not _holds(place, files[path])}
        staged: dict[Path, Path] = {}
        folders: list[Path] = []
        try:
            for path, place in changed.items():
                folders += _make_folder(place.parent)
                temporary = place.with_name(f".{place.name}.new")
                staged[temporary] = place
                temporary.write_text(files[path], encoding="utf-8", newline="\n")
            for temporary, place in staged.items():
                os.replace(temporary, place)
        except OSError as error:
            raise SdkgenError(f"cannot write to {error.filename or self.root}: {error.strerror}. Choose another --out") from None
        finally:
            for temporary in staged:
                temporary.unlink(missing_ok=True)
            for folder in reversed(folders):  # innermost first; those with files in them stay
                with contextlib.suppress(OSError):
                    folder.rmdir()
        return list(changed)

    def _place(self, path: str) -> Path:
        parts = PurePosixPath(path).parts
        if not parts or path.startswith("/") or any(part in ("..", ".") or "\\" in part or ":" in part for part in parts):
            raise SdkgenError(f"expected a path below {self.root}. Received: {path!r}")
        root = self.root.resolve()
        place = root.joinpath(*parts)
        if not place.parent.resolve().is_relative_to(root):
            raise SdkgenError(f"{self.root / path}: a symbolic link leads out of {self.root}. Nothing was written; remove the link")
        if place.is_symlink() or (place.exists() and not place.is_file()):
            raise SdkgenError(f"{self.root / path}: expected a plain file or nothing at this place. Nothing was written; move it away")
        if place.is_file() and not _is_generated(place):
            raise SdkgenError(
                f"{self.root / path} exists and was not written by litert-sdkgen (it has no header that says so). Nothing was written. "
                "Move the file away, or choose another --package or --class-name"
            )
        return place


def _is_generated(file: Path) -> bool:
    with file.open(encoding="utf-8", errors="replace") as stream:
        lines = [stream.readline() for _ in range(_HEADER_LINES)]
    return any("litert-sdkgen" in line and "Do not edit" in line for line in lines)


def _holds(file: Path, text: str) -> bool:
    return file.is_file() and file.read_bytes() == text.encode()


def _make_folder(folder: Path) -> list[Path]:
    """Makes `folder` and returns what had to be made, outermost first."""
    missing = [parent for parent in (folder, *folder.parents) if not parent.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    return missing[::-1]
