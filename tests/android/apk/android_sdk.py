"""The tools and libraries of an APK: jars from Maven Central, and two tools of Debian."""

import functools
import os
import shutil
import subprocess
import zipfile
from pathlib import Path

from ..sample import OUT

_POM = Path(__file__).resolve().parent / "pom.xml"
_JARS = OUT / "jars"
_DEBIAN = {"zipalign": "zipalign", "apksigner": "apksigner"}


def install_debian_tools() -> None:
    """As root on Debian; elsewhere they come with Android's SDK.

    Raises:
        SystemExit: one is missing and cannot be installed here; says what to do.
    """
    missing = [package for tool, package in _DEBIAN.items() if shutil.which(tool) is None]
    if not missing:
        return
    if os.geteuid() or not Path("/etc/debian_version").is_file():
        raise SystemExit(
            f"{', '.join(missing)} not found: on Debian or Ubuntu `sudo apt-get install {' '.join(missing)}`, "
            "elsewhere put the build-tools of Android's SDK on the PATH"
        )
    subprocess.run(["apt-get", "update", "-qq"], check=True)
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"})


@functools.cache
def jars() -> tuple[Path, ...]:
    """All jars; fetched when the list of them is newer than the folder."""
    marker = _JARS / "complete"
    if not marker.is_file() or marker.stat().st_mtime < _POM.stat().st_mtime:
        shutil.rmtree(_JARS, ignore_errors=True)
        subprocess.run(["mvn", "-B", "-q", "-f", str(_POM), "dependency:copy-dependencies", f"-DoutputDirectory={_JARS}"], check=True)
        marker.touch()
    return tuple(sorted(_JARS.glob("*.jar")))


def jar(name: str) -> Path:
    return _one([path for path in jars() if path.name.startswith(name)], name)


def java(main: str) -> list[str]:
    """The command line of a main class among the jars, its arguments excepted."""
    return ["java", "-Xmx1g", "-XX:+UseSerialGC", "-cp", os.pathsep.join(map(str, jars())), main]


def aar(name: str) -> Path:
    jars()
    return _one(list(_JARS.glob(f"{name}*.aar")), name)


def android_jar() -> Path:
    return jar("android-all")


@functools.cache
def app_libraries() -> tuple[Path, ...]:
    """What goes into the app. An AAR's classes lie in a jar within it."""
    classes = []
    for name in ("tensorflow-lite-2", "tensorflow-lite-api"):
        target = _JARS / f"{name}-classes" / "classes.jar"
        with zipfile.ZipFile(aar(name)) as archive:
            archive.extract("classes.jar", target.parent)
        classes.append(target)
    return (*(jar(name) for name in ("kotlin-stdlib-2", "kotlinx-coroutines-core-jvm", "kotlinx-coroutines-android")), *classes)


@functools.cache
def library_rules() -> tuple[Path, ...]:
    """The rules that libraries bring for shrinkers."""
    found = []
    for source, entry in (
        (jar("kotlinx-coroutines-core-jvm"), "META-INF/proguard/coroutines.pro"),
        (jar("kotlinx-coroutines-android"), "META-INF/proguard/coroutines.pro"),
        (aar("tensorflow-lite-2"), "proguard.txt"),
    ):
        with zipfile.ZipFile(source) as archive:
            found.append(Path(archive.extract(entry, _JARS / f"{source.stem}-rules")))
    return tuple(found)


@functools.cache
def aapt2() -> Path:
    entry = "prebuilt/linux/aapt2_64" if os.uname().sysname == "Linux" else "prebuilt/macosx/aapt2_64"
    with zipfile.ZipFile(jar("apktool-lib")) as archive:
        tool = Path(archive.extract(entry, _JARS))
    tool.chmod(0o755)
    return tool


def _one(found: list[Path], name: str) -> Path:
    if len(found) != 1:
        raise SystemExit(f"expected one file {name}* in {_JARS} but there are {[path.name for path in found]}")
    return found[0]
