"""Gets the sample app ready for a build without Gradle: its bundles in its assets, its generated classes below `build/android-sample/`.

    python tests/android/sample.py     # then: mvn -f tests/android/pom.xml test

The bundles are exported again only when the tool or a model has changed since.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "android_sample"
ASSETS = APP / "app" / "src" / "main" / "assets"
OUT = ROOT / "build" / "android-sample"
PACKAGE = "dev.litert.sdkgen.sample.litert"
RUNNERS = ("compiled", "interpreter")


def main() -> None:
    export_bundles()
    for runner in RUNNERS:
        generate(runner)


def export_bundles() -> None:
    """As a user would do it, with the app's own script."""
    stamp, state = OUT / "bundles", state_of_sources()
    if stamp.is_file() and stamp.read_text() == state and len(bundles()) == 3:
        return
    environment = {"KERAS_BACKEND": "tensorflow", "TF_CPP_MIN_LOG_LEVEL": "2", "CUDA_VISIBLE_DEVICES": "", **os.environ}
    subprocess.run([sys.executable, str(APP / "export_models.py")], check=True, env=environment)
    OUT.mkdir(parents=True, exist_ok=True)
    stamp.write_text(state)


def bundles() -> list[Path]:
    return sorted(manifest.parent for manifest in ASSETS.glob("*/manifest.json"))


def generate(runner: str) -> Path:
    """The source folder with the classes of all bundles, which Gradle makes in a user's build."""
    from litert_sdkgen import cli

    sources = OUT / runner
    for bundle in bundles():
        if cli.main(["generate", str(bundle), "--out", str(sources), "--package", PACKAGE, "--runner", runner]):
            raise SystemExit(f"{bundle.name}: no classes were generated")
    return sources


def state_of_sources() -> str:
    """A digest of all that an export depends on."""
    digest = hashlib.sha256()
    for folder in (ROOT / "litert_sdkgen", APP / "models", APP / "export_models.py"):
        for path in sorted(folder.rglob("*")) if folder.is_dir() else [folder]:
            if path.is_file() and path.suffix != ".pyc":
                digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


if __name__ == "__main__":
    main()
