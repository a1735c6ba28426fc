"""The APK of `make apk`, and altered copies of it, each of which the verification must refuse."""

import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from . import sample
from .apk import android_sdk, build, verify

pytestmark = pytest.mark.full


@pytest.fixture(scope="module")
def apk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("apk") / "sample.apk"
    build.main(path)
    return path


def test_an_apk_has_all_that_is_demanded(apk: Path) -> None:
    lines = verify.verify(apk)
    assert len(lines) == 7
    assert apk.stat().st_size < 16_000_000


def test_what_native_code_looks_up_keeps_its_name(apk: Path) -> None:
    mapping = (build.WORK / "mapping.txt").read_text()
    for name in verify.JNI:
        assert f"{name} -> {name}:" in mapping
    renamed = [line for line in mapping.splitlines() if line.startswith("dev.litert.sdkgen.sample.litert.runtime.ModelSession -> ")]
    assert renamed and not renamed[0].endswith("ModelSession:"), "nothing was renamed, so the rules were not put to the test"


def altered(apk: Path, target: Path, change: Callable[[zipfile.ZipInfo, bytes], tuple[int, bytes] | None]) -> Path:
    """A copy of which `change` alters, compresses or leaves out entries; aligned and signed again."""
    with zipfile.ZipFile(apk) as source, zipfile.ZipFile(target.with_suffix(".raw"), "w") as copy:
        for entry in source.infolist():
            changed = change(entry, source.read(entry))
            if changed is not None and not entry.filename.startswith("META-INF/"):
                copy.writestr(entry.filename, changed[1], changed[0])
    build.align_and_sign(target.with_suffix(".raw"), target)
    return target


@pytest.mark.parametrize(
    ("message", "change"),
    [
        ("cannot be mapped", lambda e, d: (zipfile.ZIP_DEFLATED if e.filename.endswith(".tflite") else e.compress_type, d)),
        ("armeabi-v7a", lambda e, d: None if e.filename.startswith("lib/armeabi-v7a") else (e.compress_type, d)),
        ("is not for x86_64", lambda e, d: (e.compress_type, d[:18] + b"\x28" + d[19:] if e.filename.startswith("lib/x86_64") else d)),
        ("is not in the APK as it stands", lambda e, d: (e.compress_type, d + b"\n" if e.filename.endswith("labels.json") else d)),
        ("the .dex file is damaged", lambda e, d: (e.compress_type, d.replace(b"expected contract ", b"expected_contract_"))),
    ],
)
def test_a_faulty_apk_is_refused(apk: Path, tmp_path: Path, message: str, change: Callable[..., tuple[int, bytes] | None]) -> None:
    with pytest.raises(AssertionError, match=message):
        verify.verify(altered(apk, tmp_path / "altered.apk", change))


def test_an_apk_that_was_changed_after_signing_is_refused(apk: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.apk"
    shutil.copyfile(apk, copy)
    data = bytearray(copy.read_bytes())
    at = data.index(b"\x7fELF") + 4096
    data[at] ^= 1
    copy.write_bytes(data)
    with pytest.raises(AssertionError, match="apksigner"):
        verify.verify(copy)


def test_aapt2_is_the_one_of_maven_central() -> None:
    assert subprocess.run([android_sdk.aapt2(), "version"], capture_output=True, check=True)
    assert sample.OUT in android_sdk.aapt2().parents
