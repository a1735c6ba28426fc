"""Android modules, against a stand-in of the API that Android's Gradle plug-in publishes: versions 8 and 9, apps and libraries."""

import re
import subprocess
import zipfile
from pathlib import Path

import pytest

from litert_sdkgen.codegen import rules

from . import distribution
from .builds import APPLY, ROOT, Gradle, Outcome, bundle, groovy, write

HERE = Path(__file__).parent
PLUGINS = {
    "com.android.application": "standin.StandInAgp$App",
    "com.android.library": "standin.StandInAgp$Library",
    "org.jetbrains.kotlin.android": "standin.Nothing",
}
MODULE = """
apply plugin: 'com.android.%s'
%s
android { namespace = 'com.example.%s' }
dependencies {
    implementation 'com.google.ai.edge.litert:litert:2.3.0'
    implementation 'org.jetbrains.kotlinx:kotlinx-coroutines-core:1.10.2'
}
litertSdk { models { %s } }
"""


@pytest.fixture(scope="session")
def stand_in(gradle_8: Gradle, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The jar of the stand-in."""
    folder = tmp_path_factory.mktemp("agp")
    sources = sorted((HERE / "agp_stand_in").glob("*.java"))
    subprocess.run(["javac", "-proc:none", "-d", str(folder / "classes"), "-cp", distribution.class_path(), *map(str, sources)], check=True)
    with zipfile.ZipFile(folder / "agp.jar", "w") as jar:
        for file in (folder / "classes").rglob("*.class"):
            jar.write(file, file.relative_to(folder / "classes").as_posix())
        for plugin, implementation in PLUGINS.items():
            jar.writestr(f"META-INF/gradle-plugins/{plugin}.properties", f"implementation-class={implementation}\n")
    return folder / "agp.jar"


def root(stand_in: Path, *modules: str) -> dict[str, str]:
    return {
        "settings.gradle": "include " + ", ".join(f"'{name}'" for name in modules),
        "build.gradle": f"buildscript {{ dependencies {{ classpath files({groovy(stand_in)}) }} }}\n",
        "gradle.properties": "agpMajor=9\n",
    }


@pytest.fixture
def project(stand_in: Path, tmp_path: Path) -> Path:
    """An app on version 9, with a bundle in its assets and one outside; and a library on version 8 with Kotlin's own plug-in."""
    inside = "sentiment { bundle = 'src/main/assets/models/sentiment' }"
    outside = "numbers { bundle = rootProject.file('bundles/numbers'); language = 'java'; runner = 'interpreter' }"
    library = "picture { bundle = rootProject.file('bundles/picture'); assets = false; className = 'Picture' }"
    directory = write(
        tmp_path / "android project",
        {
            **root(stand_in, "app", "library"),
            "app/build.gradle": MODULE % ("application", APPLY, "app", f"{inside}; {outside}"),
            "library/build.gradle": APPLY + MODULE % ("library", "apply plugin: 'org.jetbrains.kotlin.android'", "library", library),
            "library/gradle.properties": "agpMajor=8\n",
            "bundles/numbers/model.tflite": "weights",
        },
    )
    bundle(directory / "app/src/main/assets/models/sentiment", "demo_sentiment_en")
    bundle(directory / "bundles/numbers", "plain_dense", size=300_000_000)
    bundle(directory / "bundles/picture", "tiny_image")
    return directory


def given(outcome: Outcome, task: str) -> dict[str, set[str]]:
    """What a task of the stand-in reports: kind -> paths."""
    found: dict[str, set[str]] = {}
    for kind, path in re.findall(rf"^{task} (\w+) (.*)$", outcome.text, re.MULTILINE):
        found.setdefault(kind, set()).add(path)
    return found


def test_variants_get_sources_assets_and_rules(gradle_8: Gradle, project: Path) -> None:
    outcome = gradle_8.run(project, ":app:assembleDebug", ":app:assembleRelease", ":library:exportReleaseConsumerProguardFiles")
    assert outcome.says(
        "litertSdk.models.numbers: model.tflite has 300000000 bytes, and Google Play takes apps up to 200000000. Quantize it, or"
    )
    for task in ("assembleDebug", "assembleRelease"):
        app = given(outcome, task)
        assert app["java"] == {"com/example/app/litert/Numbers.java"}
        assert {"com/example/app/litert/Sentiment.kt", "com/example/app/litert/runtime/InterpreterRunner.kt"} <= app["kotlin"]
        assert app["assets"] == {"numbers/manifest.json", "numbers/model.tflite"}  # the other one lies in the assets
        assert app["rules"] == {"litert-sdkgen.pro"}
        assert app["noCompress"] == {"[tflite]"}
    assert given(outcome, "exportReleaseConsumerProguardFiles") == {"consumer": {"litert-sdkgen.pro"}}
    generated = project / "app/build/generated"
    kotlin = generated / "kotlin/generateSentimentLitertWrappers/com/example/app/litert/Sentiment.kt"
    java = generated / "java/generateNumbersLitertWrappers/com/example/app/litert/Numbers.java"
    assert '"models/sentiment"' in kotlin.read_text()
    assert 'AssetBundle(context, "numbers")' in java.read_text()
    assert rule_set((project / "app/build/generated/litert-sdkgen.pro").read_text()) == rule_set(rules())

    again = gradle_8.run(project, ":app:assembleDebug", ":library:assembleDebug")
    library = given(Outcome(again.text, {}), "assembleDebug")
    assert again.tasks[":app:generateSentimentLitertWrappers"] == "UP-TO-DATE"
    assert {"com/example/library/litert/Picture.kt", "com/example/library/litert/runtime/ImagePreprocessor.kt"} <= library["java"]
    assert {path for path in library["kotlin"] if "library" in path} == set()  # Kotlin's plug-in reads the Java folders


def rule_set(text: str) -> list[str]:
    """The rules without comments and line breaks: the plug-in's must be the exporter's."""
    lines = " ".join(line for line in text.splitlines() if not line.startswith("#"))
    return [" ".join(rule.split()) for rule in re.split(r"(?=(?<!\S)-)", lines) if rule.strip()]


def test_the_lines_of_the_first_model_are_all_that_a_module_needs(gradle_8: Gradle, stand_in: Path, tmp_path: Path) -> None:
    (text,) = re.findall(
        r"^```groovy\n(.*?)^```$", (ROOT / "docs" / "first_model.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    lines = text.replace("apply from: '../litert-sdkgen/build.gradle'", APPLY)
    assert lines != text
    script = f"apply plugin: 'com.android.application'\nandroid {{ namespace = 'com.example.app' }}\n{lines}"
    project = write(tmp_path, root(stand_in, "app") | {"app/build.gradle": script})
    bundle(project / "app/src/main/assets/demo_sentiment_en", "demo_sentiment_en")
    app = given(gradle_8.run(project, ":app:assembleDebug"), "assembleDebug")
    assert {"com/example/app/litert/DemoSentimentEn.kt", "com/example/app/litert/runtime/CompiledModelRunner.kt"} <= app["kotlin"]
    assert app["rules"] == {"litert-sdkgen.pro"}


def test_faults_of_an_android_module(gradle_8: Gradle, stand_in: Path, tmp_path: Path) -> None:
    model = "foo { bundle = file('bundle'); coroutines = false }"
    modules = {
        "nameless": MODULE.replace("android { namespace = 'com.example.%s' }", "%.0s") % ("application", APPLY, "", model),
        "bare": re.sub(r"implementation '.*'", "", MODULE) % ("application", APPLY, "bare", model),
        "contained": re.sub(r"implementation '.*'", "", MODULE) % ("application", APPLY, "contained", model),
        "kotlinless": MODULE % ("library", APPLY, "kotlinless", model),
    }
    files = {f"{name}/build.gradle": text for name, text in modules.items()} | {"kotlinless/gradle.properties": "agpMajor=8\n"}
    directory = write(tmp_path, root(stand_in, *modules) | files)
    for name in modules:
        bundle(directory / name / "bundle", "tiny_litertlm" if name == "contained" else "plain_dense")
    (directory / "contained/bundle/model.litertlm").touch()
    outcome = gradle_8.run(directory, "generateLitertWrappers", "--continue", fails=True)
    assert {f":{name}:generateFooLitertWrappers" for name in modules} <= {task for task, word in outcome.tasks.items() if word == "FAILED"}
    assert outcome.says(
        "no package: the module has no namespace. Add android { namespace = 'com.example.app' }, or set packageName",
        'a library is missing. Add it: dependencies { implementation("com.google.ai.edge.litert:litert:2.3.0") }.',
        'a library is missing. Add it: dependencies { implementation("com.google.ai.edge.litertlm:litertlm-android:0.18.0") }.',
        "the generated code is Kotlin, which this module does not compile. Apply org.jetbrains.kotlin.android",
    )


def test_an_older_plug_in_of_android_is_refused(gradle_8: Gradle, stand_in: Path, tmp_path: Path) -> None:
    files = {"app/build.gradle": MODULE % ("application", APPLY, "app", ""), "gradle.properties": "agpMajor=7\n"}
    project = write(tmp_path, root(stand_in, "app") | files)
    assert gradle_8.run(project, "help", fails=True).says("litertSdk: expected Android's plug-in 8 or newer")
