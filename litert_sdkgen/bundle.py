"""A bundle on disk: a folder with manifest.json, the model and its assets."""

import hashlib
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from . import manifest as manifests
from .errors import ManifestError, SdkgenError
from .manifest import Manifest

MANIFEST_FILE = "manifest.json"
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Bundle:
    """An exported model: its folder and what its manifest says."""

    directory: Path
    manifest: Manifest

    @property
    def model_file(self) -> Path:
        return self.directory / self.manifest.model.file

    @classmethod
    def read(cls, directory: str | os.PathLike[str], *, verify_files: bool = True) -> "Bundle":
        """The bundle in `directory`; with `verify_files`, each file's size and SHA-256 are checked against the manifest.

        Raises:
            ManifestError: no bundle, a manifest that cannot be trusted, or a file that is missing or altered.
        """
        path = Path(directory)
        restore(path)
        try:
            text = (path / MANIFEST_FILE).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            hint = "" if path.is_dir() else " (there is no such directory)"
            raise ManifestError(str(path), f"expected a bundle with a readable {MANIFEST_FILE}{hint}: {error}") from None
        bundle = cls(path, manifests.read(text))
        if verify_files:
            bundle.verify_files()
        return bundle

    def verify_files(self) -> None:
        """Raises ManifestError where a file differs from what the manifest recorded."""
        model = self.manifest.model
        for file, size, sha256 in [(model.file, model.bytes, model.sha256), *((a.file, a.bytes, a.sha256) for a in self.manifest.assets)]:
            path = self.directory / file
            if not path.is_file() or path.is_symlink():
                raise ManifestError(str(path), "missing; the manifest lists it. Export the model again")
            if path.stat().st_size != size or sha256_of(path) != sha256:
                raise ManifestError(str(path), "altered since the export: size or SHA-256 differ from the manifest. Export the model again")


def sha256_of(path: Path) -> str:
    """Lower-case hexadecimal SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


class Staging:
    """A folder beside `target` that takes its place as a whole, or vanishes.

    `with Staging(target) as directory:` write into `directory`; leaving the block normally swaps it in, an exception removes it.
    What a killed process leaves is cleared up by `recover`: at every moment `target` is the old bundle, or the new one, or absent
    with the old one still beside it under a name that `recover` knows.
    """

    def __init__(self, target: Path) -> None:
        self.target = target
        self.fresh = target.with_name(f".{target.name}.new")
        self.former = target.with_name(f".{target.name}.old")

    def __enter__(self) -> Path:
        recover(self.target)
        self._created = [parent for parent in self.target.parents if not parent.exists()]
        try:
            self.fresh.mkdir(parents=True)
        except OSError as error:
            self._remove_created()
            raise SdkgenError(f"cannot write to {self.target.parent}: {error.strerror}. Choose another --out") from None
        return self.fresh

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if kind is not None:
            shutil.rmtree(self.fresh, ignore_errors=True)
            self._remove_created()
            return
        for path in self.fresh.iterdir():
            _sync(path)
        _sync(self.fresh)
        if self.target.exists():
            os.rename(self.target, self.former)
        os.rename(self.fresh, self.target)
        _sync(self.target.parent)
        shutil.rmtree(self.former, ignore_errors=True)

    def _remove_created(self) -> None:
        for parent in self._created:  # innermost first; a folder that somebody else has filled meanwhile stays
            try:
                parent.rmdir()
            except OSError:
                return


def recover(target: Path) -> None:
    """Finishes or undoes a swap that a killed process left half done, and clears up behind it."""
    restore(target)
    staging = Staging(target)
    for left in (staging.former, staging.fresh):
        if left.is_dir():
            shutil.rmtree(left, ignore_errors=True)


def restore(target: Path) -> None:
    """Puts the former bundle back where a killed process had moved it away and not yet moved the new one in.

    For readers: what an export in another process is writing right now stays untouched.
    """
    former = Staging(target).former
    if former.is_dir() and not target.exists():
        os.rename(former, target)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
