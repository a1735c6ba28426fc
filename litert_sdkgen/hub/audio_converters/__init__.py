"""Audio converters that the device can repeat: KerasHub's live object in, the manifest's form and its files out.

One module for each kind; it names the `KERAS_CLASS` that it describes, its family's inputs by what feeds them (`FEEDS`), and has a function
`describe(converter, frames, feeds)`.
"""

from collections.abc import Sequence
from types import ModuleType
from typing import Any

from ...errors import ExportError
from ...exporter.plan import NamedSpec
from ..families import family_of, known
from .described import Described


def describe(converter: Any, inputs: Sequence[NamedSpec]) -> Described:
    """The manifest's form of a KerasHub audio converter that feeds some of a model's `inputs`.

    Raises:
        ExportError: no converter of this kind exists on the device, it has a setting that the device cannot repeat, or does not
            fit `inputs`.
    """
    kind = _kind_of(converter)
    specs = {spec.keras_name or spec.name: spec for spec in inputs}
    feeds = {source: specs[name] for source, name in kind.FEEDS.items() if name in specs}
    if "features" not in feeds:
        raise ExportError(f"the model has no input {kind.FEEDS['features']!r} for its {type(converter).__name__}")
    *_, frames, bands = feeds["features"].shape
    described = described_by(converter, frames, {source: spec.name for source, spec in feeds.items()})
    if described.bands != bands:
        raise ExportError(f"the {type(converter).__name__} makes {described.bands} mel bands, and the model reads {bands}")
    return described


def described_by(converter: Any, frames: int, feeds: dict[str, str]) -> Described:
    """As `describe`, for inputs of `frames` moments with the names in `feeds`."""
    described: Described = _kind_of(converter).describe(converter, frames, feeds)
    if described.step.floor <= 0:
        raise ExportError(f"the {type(converter).__name__} has a mel_floor of {described.step.floor}: silence would be infinite")
    return described


def _kind_of(converter: Any) -> ModuleType:
    found = family_of(__name__, converter)
    if found is None:
        raise ExportError(f"the device has no {type(converter).__name__} yet (known: {known(__name__)})")
    return found


__all__ = ["Described", "describe", "described_by"]
