"""From the numbers of a classifier to labels with scores, best first."""

import math
from collections.abc import Callable, Sequence

from ..errors import ManifestError


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
