"""Exports the models of the sample app into its assets: run it once after a checkout, and again after a model has changed.

pip install "litert-sdkgen[keras]"
python export_models.py
"""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
MODELS = HERE / "models"


def main() -> int:
    from litert_sdkgen import cli

    # The app's build file applies the plug-in, so that each call writes the bundle only: Gradle generates the classes.
    regression = str(MODELS / "diabetes_progression.keras")
    for source in (["--preset", "demo_sentiment_en"], ["--preset", str(MODELS / "digits")], ["--model", regression]):
        status = cli.main(["export", *source, "--out", str(HERE / "app")])
        if status:
            return status
    return 0


if __name__ == "__main__":
    sys.exit(main())
