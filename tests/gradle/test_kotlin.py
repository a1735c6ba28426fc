"""Plain JVM modules with the real Kotlin plug-in: generated Kotlin and Java compile beside hand-written code, and two modules at once."""

from pathlib import Path

import pytest

from .builds import APPLY, Gradle, bundle, write

ROOT_SCRIPT = """
buildscript {
    repositories { mavenCentral() }
    dependencies { classpath 'org.jetbrains.kotlin:kotlin-gradle-plugin:2.4.20' }
}
"""
MODULE = """
apply plugin: 'org.jetbrains.kotlin.jvm'
%s
repositories { mavenCentral() }
dependencies {
    implementation 'net.java.dev.jna:jna:5.17.0'
    implementation 'org.jetbrains.kotlinx:kotlinx-coroutines-core:1.10.2'
}
kotlin { compilerOptions { allWarningsAsErrors = true } }
litertSdk { packageName = 'com.example'; models { %s } }
"""
READER = "package app\n\nfun titles(): List<String> = listOf(com.example.Sentiment.CONTRACT, com.example.Numbers.CONTRACT)\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """`text`: two models, one in Java, and code that uses both. `picture`: another model; its block stands in a script of its own."""
    picture = "picture { bundle = file('bundle') }"
    directory = write(
        tmp_path / "two modules",
        {
            "settings.gradle": "include 'text', 'picture'",
            "gradle.properties": "kotlin.compiler.execution.strategy=in-process\nkotlin.daemon.jvmargs=-Xmx512m\n",
            "build.gradle": ROOT_SCRIPT,
            "text/build.gradle": MODULE % (APPLY, "sentiment { bundle = file('a') }; numbers { bundle = file('b'); language = 'java' }"),
            "text/src/main/kotlin/app/Reader.kt": READER,
            "picture/litert.gradle": APPLY + "litertSdk { packageName = 'com.example.picture' }\n",
            "picture/build.gradle": (MODULE % ("apply from: 'litert.gradle'", picture)).replace("packageName = 'com.example'; ", ""),
        },
    )
    bundle(directory / "text" / "a", "demo_sentiment_en")
    bundle(directory / "text" / "b", "plain_dense")
    bundle(directory / "picture" / "bundle", "tiny_image")
    return directory


def test_generated_sources_compile_and_stay_up_to_date(gradle_8: Gradle, project: Path) -> None:
    first = gradle_8.run(project, "classes", "--parallel")
    for module in ("text", "picture"):
        assert first.tasks[f":{module}:compileKotlin"] == "EXECUTED"
    classes = project / "text" / "build" / "classes"
    expected = ["kotlin/main/com/example/Sentiment", "java/main/com/example/Numbers", "kotlin/main/app/ReaderKt"]
    assert all((classes / f"{name}.class").is_file() for name in expected)
    assert (project / "picture/build/classes/kotlin/main/com/example/picture/runtime/ImagePreprocessor.class").is_file()

    second = gradle_8.run(project, "classes", "--parallel")
    assert second.says("Reusing configuration cache.")
    assert "EXECUTED" not in {outcome for task, outcome in second.tasks.items() if "Litert" in task or "compile" in task}
