"""What the user is told to add to a build file."""

import re
from pathlib import Path

import pytest

from litert_sdkgen.codegen.template_root import template_root
from litert_sdkgen.project import Project, build_lines


def steps(root: Path, text: str | None = None, *, target: str = "android", runner: str = "compiled", **options: bool) -> str:
    root.mkdir(exist_ok=True)
    if text is not None:
        (root / "build.gradle.kts").write_text(text)
    project = Project.at(root, target=target)  # type: ignore[arg-type]
    return project.next_steps(runner=runner, coroutines=options.get("coroutines", True), tests=options.get("tests", True))  # type: ignore[arg-type]


def test_a_module_without_a_build_file_gets_all_lines(tmp_path: Path) -> None:
    root = tmp_path / "app"
    assert steps(root) == (
        f"{root} has no build file yet. The lines it needs for this, in {root / 'build.gradle.kts'}:\n"
        "\n"
        "android {\n"
        "    defaultConfig {\n"
        '        proguardFiles("litert-sdkgen.pro")\n'
        "    }\n"
        "}\n"
        "dependencies {\n"
        '    implementation("com.google.ai.edge.litert:litert:2.3.0")\n'
        '    implementation("org.jetbrains.kotlinx:kotlinx-coroutines-core:1.10.2")\n'
        '    testImplementation("net.java.dev.jna:jna:5.17.0")\n'
        '    testImplementation("junit:junit:4.13.2")\n'
        "}\n"
    )


def test_only_what_is_missing_is_named(tmp_path: Path) -> None:
    text = steps(
        tmp_path,
        'android { defaultConfig { proguardFiles("x.pro", "litert-sdkgen.pro") } }\n'
        'dependencies { implementation("com.google.ai.edge.litert:litert:2.4.0")\n'
        '    // testImplementation("junit:junit:4.13.2")\n}\n',
        coroutines=False,
    )
    assert text.splitlines()[2:] == [
        "dependencies {",
        '    testImplementation("net.java.dev.jna:jna:5.17.0")',
        '    testImplementation("junit:junit:4.13.2")',
        "}",
    ], "another version is the user's choice, and a line that is commented out is not there"


def test_nothing_is_said_where_nothing_is_missing(tmp_path: Path) -> None:
    lines = steps(tmp_path / "a").split("\n", 2)[2]
    assert steps(tmp_path / "b", lines) == ""
    interpreter = steps(tmp_path / "c", runner="interpreter").split("\n", 2)[2]
    assert steps(tmp_path / "d", interpreter, runner="interpreter") == ""


def test_a_library_hands_its_rules_on(tmp_path: Path) -> None:
    assert 'consumerProguardFiles("litert-sdkgen.pro")' in steps(tmp_path, 'plugins { id("com.android.library") }')


def test_the_interpreter_has_its_own_library_and_an_uncompressed_asset(tmp_path: Path) -> None:
    text = steps(tmp_path, runner="interpreter")
    assert 'implementation("org.tensorflow:tensorflow-lite:2.16.1")' in text
    assert "com.google.ai.edge.litert" not in text
    assert 'androidResources {\n        noCompress.add("tflite")' in text


def test_litert_lm_is_another_library(tmp_path: Path) -> None:
    text = steps(tmp_path, 'dependencies { implementation("com.google.ai.edge.litert:litert:2.3.0") }', runner="litertlm", tests=False)
    assert 'implementation("com.google.ai.edge.litertlm:litertlm-android:0.18.0")' in text


@pytest.mark.parametrize(
    ("runner", "declared", "is_there"),
    [
        ("compiled", "com.google.ai.edge.litert:litert-gpu:2.3.0", False),
        ("compiled", "com.google.android.gms:play-services-litert:17.0.0", True),
        ("interpreter", "com.google.ai.edge.litert:litert:1.4.2", True),
        ("interpreter", "org.tensorflow:tensorflow-lite-api:2.16.1", False),
    ],
)
def test_libraries_with_the_same_classes_will_do(tmp_path: Path, runner: str, declared: str, is_there: bool) -> None:
    text = steps(tmp_path, f'dependencies {{ implementation("{declared}") }}', runner=runner, coroutines=False, tests=False)
    assert ("implementation(" not in text) is is_there


@pytest.mark.parametrize("runner", ["compiled", "interpreter"])
def test_a_plain_jvm_needs_jna_alone(tmp_path: Path, runner: str) -> None:
    text = steps(tmp_path, target="jvm", runner=runner, coroutines=False, tests=False)
    assert text.splitlines()[2:] == ["dependencies {", '    implementation("net.java.dev.jna:jna:5.17.0")', "}"]


def test_java_gets_no_coroutines(tmp_path: Path) -> None:
    text = Project.at(tmp_path, "java").next_steps(runner="compiled", coroutines=True, tests=False)
    assert "litert:litert" in text and "kotlinx" not in text


def test_the_runtime_asks_for_the_same_libraries() -> None:
    """What a class says on its first use where a library is missing."""
    named = re.compile(r'(?:LIBRARY = |linked\()"([^"]+)"')
    found = {match[1] for path in (template_root() / "runtime").rglob("*.kt") for match in named.finditer(path.read_text(encoding="utf-8"))}
    assert found == {build_lines.LITERT, build_lines.INTERPRETER, build_lines.LITERT_LM, build_lines.JNA}
