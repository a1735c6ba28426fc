"""What an APK must be, checked on the file itself: signed, aligned, for the right devices, complete, and mappable."""

import struct
import subprocess
import zipfile
from pathlib import Path

from .. import sample
from . import android_sdk
from .dex import Dex

ABIS = {"arm64-v8a": 183, "armeabi-v7a": 40, "x86_64": 62}  # with the machine that an ELF file names
LIBRARY = "libtensorflowlite_jni.so"
PACKAGE = "dev.litert.sdkgen.sample"
ACTIVITIES = ("MainActivity", "TextActivity", "ImageActivity", "TensorsActivity", "DiagnosisActivity")
VIEWS = ("DrawingPad", "ScoreList", "FactList")
# looked up by name from native code
JNI = ("org.tensorflow.lite.NativeInterpreterWrapper", "org.tensorflow.lite.TensorImpl", "org.tensorflow.lite.TensorFlowLite")


def verify(apk: Path) -> list[str]:
    """A line about each property.

    Raises:
        AssertionError: the APK lacks one; says which.
    """
    lines = [signature(apk), alignment(apk), badging(apk)]
    with zipfile.ZipFile(apk) as archive:
        lines += [code(archive), native_libraries(archive), models(archive)]
    return [f"{apk}: {apk.stat().st_size / 1e6:.2f} MB", *(f"  {line}" for line in lines)]


def signature(apk: Path) -> str:
    said = _output("apksigner", "verify", "--verbose", "--min-sdk-version", "24", apk)
    assert "Verified using v2 scheme (APK Signature Scheme v2): true" in said, said
    return "signed (scheme v2), verified for Android 7 and newer"


def alignment(apk: Path) -> str:
    _output("zipalign", "-c", "-p", "4", apk)
    return "aligned: 4 bytes, native libraries to pages"


def badging(apk: Path) -> str:
    said = _output(android_sdk.aapt2(), "dump", "badging", apk)
    start = f"launchable-activity: name='{PACKAGE}.MainActivity'"
    for expected in (f"package: name='{PACKAGE}'", "minSdkVersion:'24'", "targetSdkVersion:'36'", start):
        assert expected in said, f"expected {expected} in\n{said}"
    return "minSdk 24, targetSdk 36, starts with MainActivity"


def code(archive: zipfile.ZipFile) -> str:
    file = Dex(archive.read("classes.dex"))
    wanted = [f"{PACKAGE}.{name}" for name in ACTIVITIES + VIEWS] + list(JNI)
    missing = [name for name in wanted if name not in file.classes]
    assert not missing, f"classes.dex lacks {missing}"
    strangers = [name for name in file.classes if name.startswith(("com.google.ai.edge", "com.sun.jna", "android."))]
    assert not strangers, f"classes.dex holds {strangers}"
    assert not file.has_call_sites, "classes.dex has an invoke-custom: Android 7 does not know it"
    assert any("expected contract " in text for text in file.strings), "the runtime is not in classes.dex"
    for bundle in sample.bundles():
        contract = (bundle / "manifest.json").read_text().split('"contract": "')[1].split('"')[0]
        assert contract in file.strings, f"no class was generated for {bundle.name}: its contract is not in classes.dex"
    return f"classes.dex: version {file.version}, {len(file.classes)} classes, {file.methods} methods, no invoke-custom"


def native_libraries(archive: zipfile.ZipFile) -> str:
    found = sorted(name for name in archive.namelist() if name.startswith("lib/"))
    wanted = sorted(f"lib/{abi}/{LIBRARY}" for abi in ABIS)
    assert found == wanted, f"expected the libraries {wanted} but there are {found}"
    pages = {}
    for abi, machine in ABIS.items():
        entry = archive.getinfo(f"lib/{abi}/{LIBRARY}")
        assert entry.compress_type == zipfile.ZIP_STORED, f"{entry.filename} is compressed"
        elf = archive.read(entry)
        assert elf[:4] == b"\x7fELF" and struct.unpack_from("<H", elf, 18)[0] == machine, f"{entry.filename} is not for {abi}"
        pages[abi] = _page_size(elf)
    return "native libraries, stored: " + ", ".join(f"{abi} (pages of {size // 1024} KB)" for abi, size in pages.items())


def models(archive: zipfile.ZipFile) -> str:
    names = []
    for bundle in sample.bundles():
        for file in bundle.iterdir():
            assert archive.read(f"assets/{bundle.name}/{file.name}") == file.read_bytes(), f"{file} is not in the APK as it stands"
        entry = archive.getinfo(f"assets/{bundle.name}/model.tflite")
        assert entry.compress_type == zipfile.ZIP_STORED, f"{entry.filename} is compressed, so that it cannot be mapped"
        names.append(bundle.name)
    return f"models, stored and as exported: {', '.join(names)}"


def _page_size(elf: bytes) -> int:
    """The least alignment of an ELF file's loadable segments."""
    wide = elf[4] == 2
    start = struct.unpack_from("<Q", elf, 32)[0] if wide else struct.unpack_from("<I", elf, 28)[0]
    size, count = struct.unpack_from("<HH", elf, 54 if wide else 42)
    loadable = [at for at in range(start, start + size * count, size) if elf[at : at + 4] == b"\1\0\0\0"]
    return min(struct.unpack_from("<Q", elf, at + 48)[0] if wide else struct.unpack_from("<I", elf, at + 28)[0] for at in loadable)


def _output(*command: object) -> str:
    result = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    assert result.returncode == 0, f"{command[0]}: {result.stdout}{result.stderr}"
    return result.stdout
