"""How far the values of a file are from those that were expected, a piece at a time: a language model's logits are large."""

from dataclasses import dataclass
from typing import Any

import numpy as np

_PIECE = 1 << 16  # elements that are compared at a time


@dataclass(frozen=True)
class Agreement:
    """Of two arrays of one shape, in float64.

    `same_nan`: NaN stands in the same places; in the figures it counts as 0. `difference` is the largest absolute one, `scale` the largest
    absolute value that was expected, `cosine` that of the arrays as vectors (1 for two that are all zeros).
    """

    same_nan: bool
    difference: float
    scale: float
    cosine: float


def agreement(expected: "np.ndarray[Any, Any]", got: "np.ndarray[Any, Any]") -> Agreement:
    """How `got` agrees with `expected`."""
    same_nan, difference, scale = True, 0.0, 0.0
    products = np.zeros(3)
    flat = expected.reshape(-1), got.reshape(-1)
    for start in range(0, flat[0].size, _PIECE):
        a, b = (values[start : start + _PIECE].astype(np.float64) for values in flat)
        if not (np.isfinite(a).all() and np.isfinite(b).all()):
            same_nan = same_nan and np.array_equal(np.isnan(a), np.isnan(b))
            a, b = np.nan_to_num(a), np.nan_to_num(b)
        difference, scale = max(difference, _largest(a - b)), max(scale, _largest(a))
        # Not `np.dot`: BLAS would set threads on pieces that are too small for them, which wait for each other on a busy machine.
        products += [np.einsum("i,i", *pair) for pair in ((a, b), (a, a), (b, b))]
    both, *squares = map(float, products)
    norms = float(np.prod(np.sqrt(squares)))
    return Agreement(same_nan, difference, scale, both / norms if norms > 0 else float(difference == 0))


def _largest(values: "np.ndarray[Any, Any]") -> float:
    return float(max(values.max(), -values.min()))
