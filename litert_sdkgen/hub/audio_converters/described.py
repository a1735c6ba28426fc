"""What every describer of an audio converter gives."""

import json
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...errors import ExportError
from ...exporter.samples import numbers
from ...manifest.steps import LogMelStep

FILTERS_FILE = "mel_filters.json"


@dataclass(frozen=True)
class Described:
    """A converter as the manifest says it, with the assets that it needs."""

    step: LogMelStep
    assets: dict[str, bytes]

    @property
    def bands(self) -> int:
        """Mel bands of each frame."""
        return len(json.loads(self.assets[self.step.filters]))


def filters(matrix: Any) -> dict[str, bytes]:
    """The asset for a converter's `mel_filters`, float32[frequencies, bands]: each band from its first weight to its last."""
    bands = []
    for weights in np.asarray(matrix, np.float32).T:
        (used,) = np.nonzero(weights)
        first, end = (int(used[0]), int(used[-1]) + 1) if len(used) else (0, 0)
        bands.append({"first": first, "weights": numbers(weights[first:end])})
    return {FILTERS_FILE: (json.dumps(bands, separators=(",", ":")) + "\n").encode()}


def per_band(values: Any) -> tuple[float, ...]:
    """A mean or deviation for each band as float32, which Keras calculates with; none where there is none."""
    return () if values is None else tuple(numbers(np.asarray(values, np.float32)))


def require(converter: Any, expected: dict[str, Any]) -> None:
    """Refuses settings that the device does not repeat.

    Raises:
        ExportError: an attribute of `converter` has another value.
    """
    for name, value in expected.items():
        if getattr(converter, name) != value:
            raise ExportError(f"the {type(converter).__name__} has {name} {getattr(converter, name)!r}; the device knows {value!r}")
