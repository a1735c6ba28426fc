"""The two versions of Gradle on which the plug-in is tested."""

import shutil
import subprocess
from pathlib import Path

import pytest

from . import distribution
from .builds import ROOT, Gradle

HERE = Path(__file__).parent
# Downloaded artifacts stay from run to run; nothing touches the user's own Gradle.
_HOME = ROOT / "build" / "gradle-home"


@pytest.fixture(scope="session")
def gradle_4() -> Gradle:
    """Gradle 4.4.1 of Debian, the oldest that the plug-in serves."""
    subprocess.run([str(HERE / "install.sh")], check=True)
    jvm = ("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "--add-opens", "java.base/java.lang=ALL-UNNAMED")
    launcher = ("-cp", "/usr/share/gradle/lib/gradle-launcher-4.4.1.jar", "org.gradle.launcher.GradleMain")
    return Gradle("4.4.1", (java(), *jvm, *launcher), ("--no-daemon", f"--gradle-user-home={_HOME / '4'}"))


@pytest.fixture(scope="session")
def gradle_8() -> Gradle:
    """Gradle 8.11.1; the configuration cache must hold every build, and a deprecated call fails it."""
    command = (java(), *distribution.command()[1:])
    return Gradle("8.11.1", command, (f"--gradle-user-home={_HOME / '8'}", "--configuration-cache", "--warning-mode=fail"))


@pytest.fixture(params=["gradle_4", "gradle_8"])
def gradle(request: pytest.FixtureRequest) -> Gradle:
    """Each version in turn."""
    found: Gradle = request.getfixturevalue(request.param)
    return found


def java() -> str:
    """By its path, since some builds get a PATH of their own."""
    found = shutil.which("java")
    assert found, "no java on the PATH"
    return found
