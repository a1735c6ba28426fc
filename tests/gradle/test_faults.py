"""Every fault that a build file or a bundle can have: its own message, which names the model and says what to do."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from .builds import APPLY, Gradle, bundle, write


@dataclass(frozen=True)
class Fault:
    """The models of a module, what else its build script says, and what must be printed."""

    models: str
    words: tuple[str, ...]
    script: str = ""


FAULTS = {
    "broken": Fault("broken { bundle = file('bundle') }", ("litertSdk.models.broken: ", "JSON", "The command was: ")),
    "newer": Fault(
        "newer { bundle = file('bundle') }",
        ("litertSdk.models.newer: ", "version 1000 is newer than this tool knows (up to 1). Update it: pip install -U litert-sdkgen"),
    ),
    "absent": Fault("absent { }", ("litertSdk.models.absent: ", "src/main/assets/absent", "there is no such directory")),
    "large": Fault(
        "large { bundle = file('bundle'); target = 'android' }",
        ("litertSdk.models.large: model.tflite has 3000000000 bytes, and an asset of an app can have 2147483647.", "set assets = false"),
    ),
    "language": Fault("foo { bundle = file('bundle'); language = 'cobol' }", ("litertSdk.models.foo: ", "invalid choice: 'cobol'")),
    "name": Fault("foo { bundle = file('bundle'); className = 'not one' }", ("litertSdk.models.foo: class name: expected an upper-case",)),
    "twins": Fault(
        "one { className = 'Same' }; two { className = 'same' }",
        ("litertSdk.models.one: litert.Same is the class of litertSdk.models.two too. Give one of them another className or packageName",),
    ),
    "packages": Fault(
        "one { packageName = 'a' }; two { packageName = 'b' }",
        ("litertSdk.models.one: the models have several packages and one runtime. Say where: litertSdk { runtimePackage = 'a.runtime' }",),
    ),
    "plain": Fault(
        "plainJava { language = 'java' }",
        (
            "litertSdk.models.plainJava: the generated code is Kotlin, which this module does not compile. Apply org.jetbrains.kotlin.jvm",
            'litertSdk.models.plainJava: a library is missing. Add it: dependencies { implementation("net.java.dev.jna:jna:5.17.0") }.',
        ),
        "apply plugin: 'java'",
    ),
    "version": Fault(
        "old { bundle = file('bundle') }",
        ("litertSdk.models.old: expected litert-sdkgen 9.9.9, for which this build is made, but was", "pip install"),
        "litertSdk.generatorVersion = '9.9.9'",
    ),
    "tool": Fault(
        "lost { bundle = file('bundle') }",
        ("litertSdk.models.lost: cannot run litertSdk.executable, ", "no tool. Install it: pip install"),
        "litertSdk.executable = file('no tool')",
    ),
}


@pytest.fixture
def modules(tmp_path: Path) -> Path:
    """One module for each fault."""
    project = write(tmp_path, {"settings.gradle": "include " + ", ".join(f"'{name}'" for name in FAULTS)})
    for name, fault in FAULTS.items():
        write(project / name, {"build.gradle": f"{APPLY}\n{fault.script}\nlitertSdk {{ models {{ {fault.models} }} }}\n"})
        bundle(project / name / "bundle", "plain_dense")
    write(project / "broken" / "bundle", {"manifest.json": '{"manifest_version": 1,'})
    bundle(project / "newer" / "bundle", "plain_dense", manifest_version=1000)
    bundle(project / "large" / "bundle", "plain_dense", size=3_000_000_000)
    return project


def test_each_fault_has_its_message(gradle: Gradle, modules: Path) -> None:
    outcome = gradle.run(modules, "generateLitertWrappers", "--continue", fails=True)
    for name, fault in FAULTS.items():
        assert "FAILED" in [word for task, word in outcome.tasks.items() if task.startswith(f":{name}:generate")], name
        assert outcome.says(*fault.words)
    assert list(modules.glob("*/build/generated/litert/**/*.*")) == []


@pytest.mark.full
def test_a_name_that_makes_no_task_is_refused(gradle_8: Gradle, tmp_path: Path) -> None:
    project = write(tmp_path, {"settings.gradle": "", "build.gradle": APPLY + "litertSdk { models { create('../x') } }\n"})
    assert gradle_8.run(project, "help", fails=True).says("litertSdk.models: expected a name such as sentiment. Received: '../x'")
