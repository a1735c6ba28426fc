"""From the numbers of a classifier to labels with scores, as the runtime does it on a device."""

import json
import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from ..errors import ManifestError

if TYPE_CHECKING:
    from ..bundle import Bundle


def labels_of(bundle: "Bundle") -> list[str]:
    """The labels that the bundle's postprocess names.

    Raises:
        ManifestError: the bundle has none, or the file is no list of strings.
    """
    if bundle.manifest.postprocess is None:
        raise ManifestError("manifest.postprocess", "expected a classification; this model gives tensors")
    path = bundle.directory / bundle.manifest.postprocess.labels
    try:
        labels = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise ManifestError(str(path), f"the labels cannot be read: {error}") from None
    if not isinstance(labels, list) or not all(isinstance(label, str) for label in labels):
        raise ManifestError(str(path), "expected a JSON list of strings")
    return labels


def ranked(values: Sequence[float], activation: str, labels: Sequence[str]) -> list[tuple[str, float]]:
    """(label, score) for each of `values`, best first; equal scores keep the order of the classes.

    Raises:
        ManifestError: another number of values than labels.
    """
    if len(values) != len(labels):
        raise ManifestError("manifest.postprocess", f"expected {len(labels)} values, one for each label, but the model gives {len(values)}")
    scores = _ACTIVATIONS[activation](values)
    return sorted(zip(labels, scores, strict=True), key=lambda pair: -pair[1])


def _softmax(values: Sequence[float]) -> list[float]:
    largest = max(values)
    powers = [math.exp(value - largest) for value in values]
    total = math.fsum(powers)
    return [power / total for power in powers]


def _sigmoid(values: Sequence[float]) -> list[float]:
    """Written for either sign, since exp of a large positive number overflows."""
    return [1 / (1 + math.exp(-value)) if value >= 0 else math.exp(value) / (1 + math.exp(value)) for value in values]


_ACTIVATIONS: dict[str, Callable[[Sequence[float]], list[float]]] = {"none": list, "softmax": _softmax, "sigmoid": _sigmoid}
