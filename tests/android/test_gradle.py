"""The sample's own Gradle build, on a real Gradle, with a stand-in of Android's plug-in below it."""

import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from gradle import distribution
from gradle.builds import TOOL, Gradle, groovy, write
from gradle.conftest import java

from . import sample

HERE = Path(__file__).parent
MARKER = """<project><modelVersion>4.0.0</modelVersion><groupId>{group}</groupId><artifactId>{name}</artifactId><version>{version}</version>
{packaging}<dependencies>{dependencies}</dependencies></project>"""
JAR = "<dependency><groupId>standin</groupId><artifactId>agp</artifactId><version>1</version></dependency>"
PLUGINS = {"com.android.application": "standin.SampleAgp", "org.jetbrains.kotlin.android": "standin.SampleAgp$Kotlin"}


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Maven repository which has the two plug-ins of the sample, at the versions that its catalog names."""
    folder = tmp_path_factory.mktemp("repository")
    sources = [*sorted((HERE / "agp").glob("*.java")), *sorted((HERE.parent / "gradle" / "agp_stand_in").glob("*.java"))]
    classes = folder / "classes"
    subprocess.run(["javac", "-proc:none", "-d", str(classes), "-cp", distribution.class_path(), *map(str, sources)], check=True)
    write(folder, {"standin/agp/1/agp-1.pom": MARKER.format(group="standin", name="agp", version=1, packaging="", dependencies="")})
    with zipfile.ZipFile(folder / "standin/agp/1/agp-1.jar", "w") as jar:
        for file in classes.rglob("*.class"):
            jar.write(file, file.relative_to(classes).as_posix())
        for plugin, implementation in PLUGINS.items():
            jar.writestr(f"META-INF/gradle-plugins/{plugin}.properties", f"implementation-class={implementation}\n")
    for plugin in PLUGINS:
        name, version = f"{plugin}.gradle.plugin", catalog_version(plugin)
        text = MARKER.format(group=plugin, name=name, version=version, packaging="<packaging>pom</packaging>", dependencies=JAR)
        write(folder, {f"{plugin.replace('.', '/')}/{name}/{version}/{name}-{version}.pom": text})
    return folder


def catalog_version(plugin: str) -> str:
    lines = (sample.APP / "gradle" / "libs.versions.toml").read_text().splitlines()
    (entry,) = [line for line in lines if f'id = "{plugin}"' in line]
    key = entry.split('version.ref = "')[1].split('"')[0]
    (version,) = [line.split('"')[1] for line in lines if line.startswith(f"{key} = ")]
    return version


@pytest.fixture
def project(repository: Path, tmp_path: Path) -> tuple[Gradle, Path]:
    """A copy of the sample beside a copy of the plug-in, and a Gradle whose init script knows the repository and the generator."""
    sample.export_bundles()
    directory = tmp_path / "android sample"
    shutil.copytree(sample.APP, directory, ignore=shutil.ignore_patterns("build", ".gradle", "models"))
    shutil.copyfile(sample.ROOT / "build.gradle", tmp_path / "build.gradle")
    init = tmp_path / "init.gradle"
    init.write_text(
        f"beforeSettings {{ it.pluginManagement.repositories {{ maven {{ url = uri({groovy(repository)}) }} }} }}\n"
        f"allprojects {{ afterEvaluate {{ if (it.extensions.findByName('litertSdk')) it.litertSdk.executable = file({groovy(TOOL)}) }} }}\n"
    )
    command = (java(), *distribution.command()[1:])
    home = sample.ROOT / "build" / "gradle-home" / "sample"
    # No build cache: templates change between versions of the generator here, and the cache goes by versions.
    return Gradle(
        "8.11.1", command, (f"--gradle-user-home={home}", "--init-script", str(init), "--warning-mode=fail", "--no-build-cache")
    ), directory


@pytest.mark.parametrize("runner", ["compiled", "interpreter"])
def test_the_build_generates_what_the_app_is_compiled_with(project: tuple[Gradle, Path], runner: str) -> None:
    gradle, directory = project
    outcome = gradle.run(directory, ":app:settings", ":app:assembleRelease", f"-Prunner={runner}")
    assert outcome.says("compileSdk=36", "defaultConfig.minSdk=24", "defaultConfig.targetSdk=36", "namespace=dev.litert.sdkgen.sample")
    assert outcome.says(
        f"sourceSets.main.java.srcDir=src/{runner}/kotlin", "androidResources.noCompress=[tflite]", "buildTypes.release.minifyEnabled=true"
    )
    assert outcome.says("assembleRelease rules litert-sdkgen.pro")
    generated = {path.name: path.read_bytes() for path in (directory / "app" / "build" / "generated").rglob("*.kt")}
    maven = {path.name: path.read_bytes() for path in (sample.generate(runner)).rglob("*.kt")}
    assert generated == maven, "Gradle and sample.py generate different classes"
