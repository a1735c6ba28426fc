"""A Gradle 8.11.1 that builds, put together below `build/` from what Maven Central has of it.

Central has no distribution, but nearly all classes of one, as the jar that plug-in authors compile against. Gradle looks its modules up by
the names of their jars, so that jar plays the core module, and the other modules are empty jars with their lists of dependencies.
"""

import hashlib
import os
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

VERSION = "8.11.1"
HERE = Path(__file__).parent
ROOT = HERE.parents[1]
DIRECTORY = ROOT / "build" / f"gradle-{VERSION}"
CORE = f"gradle-core-{VERSION}.jar"
# What JDK 9 and later keep from Gradle otherwise.
OPENED = ("util", "lang", "lang.invoke", "net", "nio.charset", "util.concurrent.atomic")
_LIBRARIES = re.compile(r"(groovy(-ant|-json|-templates|-xml)?|ant(-launcher)?|kotlin-(stdlib|reflect)|annotations)-\d[\d.]*\.jar")
_NOT_IN_THE_JAR = {"gradle-gradle-cli", "gradle-installation-beacon", "gradle-java-compiler-plugin"}
_PROPERTIES = re.compile(r"(gradle-[^/]*)-classpath\.properties")


def command() -> list[str]:
    """The start of the command line of a build."""
    opened = [f"--add-opens=java.base/java.{package}=ALL-UNNAMED" for package in OPENED]
    # a single compiler tier has 48 MB for its code, which a Kotlin compiler inside of Gradle fills
    jvm = ["-Xmx768m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:ReservedCodeCacheSize=192m"]
    return ["java", *jvm, *opened, "--add-opens=java.prefs/java.util.prefs=ALL-UNNAMED", "-cp", class_path(), "BuildLauncher"]


def class_path() -> str:
    """Gradle's classes and the libraries that build scripts see; fetches and assembles what is not there yet (193 MB, once)."""
    recipe = hashlib.sha256()
    for file in [HERE / "pom.xml", Path(__file__), *sorted((HERE / "launcher").rglob("*.java"))]:
        recipe.update(file.read_bytes())
    marker = DIRECTORY / "assembled"
    if not marker.is_file() or marker.read_text() != recipe.hexdigest():
        shutil.rmtree(DIRECTORY, ignore_errors=True)
        _assemble(_fetch(DIRECTORY / "parts"), DIRECTORY / "lib")
        marker.write_text(recipe.hexdigest())
    lib = DIRECTORY / "lib"
    first = [lib / "launcher.jar", lib / f"gradle-installation-beacon-{VERSION}.jar", lib / CORE]
    return os.pathsep.join(map(str, [*first, *(jar for jar in sorted(lib.glob("*.jar")) if _LIBRARIES.fullmatch(jar.name))]))


def _fetch(parts: Path) -> Path:
    maven = ["mvn", "--batch-mode", "--quiet", "--no-transfer-progress", "--file", str(HERE / "pom.xml")]
    subprocess.run([*maven, "dependency:copy-dependencies", f"-DoutputDirectory={parts}"], check=True)
    return parts


def _assemble(parts: Path, lib: Path) -> None:
    plugins = lib / "plugins"
    plugins.mkdir(parents=True)
    for jar in parts.glob("*.jar"):
        if _LIBRARIES.fullmatch(jar.name):
            jar.rename(lib / jar.name)
    (parts / f"gradle-api-{VERSION}.jar").rename(lib / CORE)
    shutil.rmtree(parts)
    with zipfile.ZipFile(lib / CORE) as core:
        names = [match for name in core.namelist() if (match := _PROPERTIES.fullmatch(name))]
        modules = {match[1]: core.read(match[0]).decode() for match in names}
        in_plugins = {
            name
            for file in ("gradle-plugins.properties", "gradle-implementation-plugins.properties")
            for name in _list(core.read(file).decode(), "plugins")
        }
    named = {name for text in modules.values() for name in _list(text, "projects")}
    for module in sorted({*modules, *in_plugins, *named, *_NOT_IN_THE_JAR} - {"gradle-core"}):
        text = re.sub(r"^runtime=.*$", "runtime=", modules.get(module, "projects=\nruntime=\n"), flags=re.MULTILINE)
        home = plugins if module in in_plugins else lib
        _write_jar(home / f"{module}-{VERSION}.jar", {f"{module}-classpath.properties": text.encode()})
    for jar in {jar for text in modules.values() for jar in _list(text, "runtime")}:
        if not (lib / jar).exists():  # looked up by its name; its classes are in the core. Groovy's jar index wants META-INF in it
            _write_jar(lib / jar, {"META-INF/empty": b""})
    _add_our_classes(lib, plugins if "gradle-java-compiler-plugin" in in_plugins else lib)


def _list(properties: str, key: str) -> list[str]:
    line = re.search(rf"^{key}=(.*)$", properties, re.MULTILINE)
    return [name for name in (line[1].strip().split(",") if line else []) if name]


def _write_jar(path: Path, entries: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "a") as jar:
        for name, data in entries.items():
            jar.writestr(name, data)


def _add_our_classes(lib: Path, compiler_plugin: Path) -> None:
    classes = lib.parent / "classes"
    sources = sorted((HERE / "launcher").rglob("*.java"))
    subprocess.run(["javac", "-nowarn", "-proc:none", "-d", str(classes), "-cp", str(lib / CORE), *map(str, sources)], check=True)
    homes = {
        "InstallationBeacon": lib / f"gradle-installation-beacon-{VERSION}.jar",
        "IncrementalCompileTask": compiler_plugin / f"gradle-java-compiler-plugin-{VERSION}.jar",
        "BuildLauncher": lib / "launcher.jar",
    }
    for file in classes.rglob("*.class"):
        _write_jar(homes[file.stem], {file.relative_to(classes).as_posix(): file.read_bytes()})
    shutil.rmtree(classes)
