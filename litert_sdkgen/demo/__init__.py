"""The presets that ship inside the package, found by name. Importing this module loads no Keras: names must resolve without it.

`demo_sentiment_en` is a small BERT text classifier; its README.md says how it was trained and how well it does.
"""

from pathlib import Path

PRESETS: dict[str, Path] = {"demo_sentiment_en": Path(__file__).parent / "preset"}
"""Preset name -> a directory made by KerasHub's `save_to_preset`, which `from_preset(str(directory))` loads without a network."""

LABELS: tuple[str, ...] = ("negative", "positive")
"""What the classes of the embedded presets mean, in the order of the model's logits."""


def preset_directory(name: str) -> Path | None:
    """The directory of the embedded preset called `name`, or None when no such preset ships with the package."""
    return PRESETS.get(name)
