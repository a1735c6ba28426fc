"""A Java module whose models share the runtime of another module: javac is all that it has."""

from pathlib import Path

import kotlin_toolchain
import pytest

from .builds import APPLY, ROOT, Gradle, bundle, groovy, write

SCRIPT = """
apply plugin: 'java'
%s
dependencies { %s files(%s) }
litertSdk {
    runtimePackage = 'dev.litert.sdkgen.runtime'
    emitRuntime = false
    models { numbers { bundle = file('bundle'); packageName = 'com.example'; language = 'java' } }
}
"""


@pytest.fixture(scope="session")
def runtime_classes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The runtime for plain tensors on a JVM, compiled."""
    classes = tmp_path_factory.mktemp("runtime")
    kotlin_toolchain.compile_kotlin([ROOT / "templates" / "runtime" / topic for topic in ("core", "jvm")], classes)
    return classes


def test_generated_java_compiles_with_javac_alone(gradle: Gradle, runtime_classes: Path, tmp_path: Path) -> None:
    libraries = ", ".join(groovy(path) for path in [runtime_classes, *kotlin_toolchain.libraries()])
    configuration = "compile" if gradle.version.startswith("4") else "implementation"
    project = write(tmp_path / "app", {"settings.gradle": "", "build.gradle": SCRIPT % (APPLY, configuration, libraries)})
    bundle(project / "bundle", "plain_dense")
    first = gradle.run(project, "classes")
    assert [first.tasks[task] for task in (":generateNumbersLitertWrappers", ":compileJava")] == ["EXECUTED"] * 2
    assert list((project / "build" / "classes").rglob("com/example/Numbers.class"))
    second = gradle.run(project, "classes")
    assert [second.tasks[task] for task in (":generateNumbersLitertWrappers", ":compileJava")] == ["UP-TO-DATE"] * 2
