"""checkLitertWrappers: sources under version control against their bundle, with and without the generator."""

from pathlib import Path

import pytest

from litert_sdkgen import cli

from .builds import APPLY, Gradle, bundle, write

MODELS = ("same", "edited", "outdated", "foreign", "missing", "halved")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Six models, whose committed sources were right when they were written, and what became of them."""
    blocks = "\n".join(f"{name} {{ bundle = file('bundle'); committedDir = file('committed/{name}') }}" for name in MODELS)
    script = f"apply plugin: 'base'\n{APPLY}\nlitertSdk {{ packageName = 'com.example'; models {{\n{blocks}\n}} }}\n"
    directory = write(tmp_path / "my app", {"settings.gradle": "rootProject.name = 'app'", "build.gradle": script})
    made = bundle(directory / "bundle", "demo_sentiment_en")
    for name in MODELS:
        options = ["--package=com.example", f"--class-name={name.capitalize()}", "--target=jvm"]
        assert cli.main(["generate", str(made), f"--out={directory / 'committed' / name}", *options]) == 0
    sources = directory / "committed"
    replace(sources / "edited/com/example/Edited.kt", "public class Edited", "/* mine */ public class Edited")
    replace(sources / "outdated/com/example/runtime/ModelSession.kt", "litert-sdkgen 0", "litert-sdkgen 9")
    contract = (sources / "foreign/com/example/Foreign.kt").read_text().split("contract ")[1][:16]
    replace(sources / "foreign/com/example/Foreign.kt", contract, "0123456789abcdef")
    (sources / "missing/com/example/Missing.kt").unlink()
    for file in (sources / "halved/com/example/runtime").iterdir():
        file.unlink()
    return directory


def replace(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_drift_is_found(gradle: Gradle, project: Path) -> None:
    with_generator = gradle.run(project, "check", "--continue", fails=True)
    assert with_generator.tasks[":checkSameLitertWrappers"] == "EXECUTED", with_generator.text
    assert failed(with_generator.tasks) == {name for name in MODELS if name != "same"}
    assert with_generator.says("-/* mine */ public class Edited", "the sources in")
    assert with_generator.says(*reported(project))

    # Where there is no generator, the headers tell all but an edit.
    without = gradle.run(project, "check", "--continue", "-Ptool=nowhere", fails=True)
    assert without.tasks[":checkEditedLitertWrappers"] == "EXECUTED"
    assert failed(without.tasks) == {"outdated", "foreign", "missing", "halved"}
    assert without.says("litertSdk.models.edited: only the headers were compared, since litert-sdkgen is not at hand")
    assert without.says(*reported(project))


def failed(tasks: dict[str, str]) -> set[str]:
    return {name for name in MODELS if tasks[f":check{name.capitalize()}LitertWrappers"] == "FAILED"}


def reported(project: Path) -> list[str]:
    committed = project / "committed"
    return [
        "litertSdk.models.outdated: the sources are not the bundle's.",
        f"{committed / 'outdated/com/example/runtime/ModelSession.kt'}: expected litert-sdkgen 0",
        f"{committed / 'foreign/com/example/Foreign.kt'}: expected the contract",
        "but was 0123456789abcdef",
        f"{committed / 'missing/com/example/Missing.kt'}: missing",
        f"{committed / 'halved/com/example/runtime'}: no runtime",
        f"Write them again: litert-sdkgen generate {project / 'bundle'} --out={committed / 'missing'} --package=com.example",
    ]


@pytest.mark.full
def test_a_check_that_passed_need_not_run_again(gradle_8: Gradle, project: Path) -> None:
    first = gradle_8.run(project, "checkSameLitertWrappers")
    assert first.tasks == {":checkSameLitertWrappers": "EXECUTED"}
    assert gradle_8.run(project, "checkSameLitertWrappers").tasks == {":checkSameLitertWrappers": "UP-TO-DATE"}
    replace(project / "committed/same/com/example/runtime/Tensor.kt", "interface", "/* mine */ interface")
    assert gradle_8.run(project, "checkSameLitertWrappers", fails=True).tasks == {":checkSameLitertWrappers": "FAILED"}
