"""What runs again and what does not, and where the plug-in looks for the generator."""

import json
import shutil
from pathlib import Path

import pytest

from .builds import APPLY, PLUGIN, TOOL, Gradle, bundle, files_of, groovy, write

SETTINGS = "rootProject.name = 'app'\nbuildCache { local { directory = new File(rootDir.parentFile, 'cache') } }\n"
BUILD = (
    APPLY
    + """
litertSdk {
    packageName = 'com.example'
    models {
        alpha { bundle = file('bundles/alpha'); className = findProperty('alphaClass') ?: 'Alpha' }
        beta { bundle = 'bundles/beta'; language = 'java'; coroutines = false }
    }
}
"""
)
ALPHA, BETA, RUNTIME = ":generateAlphaLitertWrappers", ":generateBetaLitertWrappers", ":generateLitertRuntime"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A module with two models, in a place with a space and an umlaut."""
    directory = write(tmp_path / "ä place" / "app", {"settings.gradle": SETTINGS, "build.gradle": BUILD})
    bundle(directory / "bundles" / "alpha", "demo_sentiment_en")
    bundle(directory / "bundles" / "beta", "plain_dense")
    return directory


def test_only_what_changed_runs_again(gradle: Gradle, project: Path) -> None:
    generated = project / "build" / "generated"
    first = gradle.run(project, "generateLitertWrappers", "--build-cache")
    assert [first.tasks[task] for task in (ALPHA, BETA, RUNTIME)] == ["EXECUTED"] * 3
    assert first.says("no Android, Kotlin or Java plug-in compiles the sources in")
    assert files_of(generated / "litert") == {"alpha/com/example/Alpha.kt", "beta/com/example/Beta.java"}
    runtime = files_of(generated / "litertRuntime")
    assert {"com/example/runtime/ModelSession.kt", "com/example/runtime/TextPreprocessor.kt"} <= runtime
    assert all(path.startswith("com/example/runtime/") for path in runtime)

    second = gradle.run(project, "generateLitertWrappers", "--build-cache")
    assert [second.tasks[task] for task in (ALPHA, BETA, RUNTIME)] == ["UP-TO-DATE"] * 3
    if "--configuration-cache" in gradle.options:
        assert second.says("Reusing configuration cache.")

    # Another place and no generator: the cache has what the same inputs gave here.
    moved = project.parents[1] / "another place" / "app"
    shutil.copytree(project, moved, ignore=shutil.ignore_patterns("build", ".gradle"))
    shutil.copytree(project.parent / "cache", moved.parent / "cache")
    third = gradle.run(moved, "generateLitertWrappers", "--build-cache", "-Ptool=nowhere")
    assert [third.tasks[task] for task in (ALPHA, BETA, RUNTIME)] == ["FROM-CACHE"] * 3
    assert files_of(moved / "build" / "generated") == files_of(generated)

    # A bundle that says the same in other words, and an output that is gone: both run, and the runtime has nothing to do.
    manifest = project / "bundles" / "alpha" / "manifest.json"
    manifest.write_text(json.dumps({**json.loads(manifest.read_text()), "samples": None}))
    shutil.rmtree(generated / "litert" / "beta")
    fourth = gradle.run(project, "generateLitertWrappers")
    assert [fourth.tasks[task] for task in (ALPHA, BETA, RUNTIME)] == ["EXECUTED", "EXECUTED", "UP-TO-DATE"]

    # An option, and an edited output: no trace of the old class and of the edit is left.
    java = generated / "litert" / "beta" / "com" / "example" / "Beta.java"
    text = java.read_text()
    java.write_text(text + "// edited\n")
    fifth = gradle.run(project, "generateLitertWrappers", "-PalphaClass=Renamed")
    assert [fifth.tasks[task] for task in (ALPHA, BETA, RUNTIME)] == ["EXECUTED", "EXECUTED", "UP-TO-DATE"]
    assert files_of(generated / "litert") == {"alpha/com/example/Renamed.kt", "beta/com/example/Beta.java"}
    assert java.read_text() == text


def test_the_generator_is_found_or_asked_for(gradle_8: Gradle, tmp_path: Path) -> None:
    script = f"apply from: {groovy(PLUGIN)}\nlitertSdk {{ models {{ alpha {{ bundle = file('a') }} }} }}\n"
    project = write(tmp_path / "app", {"settings.gradle": "", "build.gradle": script})
    bundle(project / "a", "plain_dense")
    tools, pythons, nothing = (tmp_path / name for name in ("tools", "pythons", "nothing"))
    for folder, name, command in ((tools, "litert-sdkgen", TOOL), (pythons, "python3", TOOL.with_name("python"))):
        write(folder, {name: f'#!/bin/sh\nexec "{command}" "$@"\n'})
        (folder / name).chmod(0o755)

    absent = gradle_8.run(project, "generateLitertWrappers", fails=True, environment={"PATH": str(nothing)})
    assert absent.says(
        "litertSdk.models.alpha: litert-sdkgen was not found on the PATH.",
        'Install it: pip install "litert-sdkgen==',
        "litertSdk { executable = '.../bin/litert-sdkgen' }",
    )
    for folder in (tools, pythons):
        found = gradle_8.run(project, "generateLitertWrappers", "--rerun-tasks", environment={"PATH": str(folder)})
        assert found.tasks[ALPHA] == "EXECUTED"


def test_a_preset_is_exported_in_the_build(gradle_8: Gradle, tmp_path: Path) -> None:
    import tiny_models

    options = "preset = file('tiny model.keras'); exportArguments = ['--no-samples']; packageName = 'com.example'"
    project = write(
        tmp_path / "app", {"settings.gradle": "", "build.gradle": f"{APPLY}\nlitertSdk {{ models {{ tinyModel {{ {options} }} }} }}\n"}
    )
    tiny_models.plain_dense().save(project / "tiny model.keras")
    first = gradle_8.run(project, "generateLitertWrappers")
    assert [first.tasks[f":{task}"] for task in ("exportTinyModelLitertBundle", "generateTinyModelLitertWrappers")] == ["EXECUTED"] * 2
    export = project / "build" / "intermediates" / "litert" / "tinyModel" / "export"
    assert files_of(export) == {f"src/main/assets/tiny_model/{name}" for name in ("manifest.json", "model.tflite")}
    assert (project / "build" / "generated" / "litert" / "tinyModel" / "com" / "example" / "TinyModel.kt").is_file()
    second = gradle_8.run(project, "generateLitertWrappers")
    assert set(second.tasks.values()) == {"UP-TO-DATE"}
