"""Sound at another sampling rate; the runtime's `Resampler.kt` does the same on the device.

A sinc as wide as 64 samples of the lower rate to each side, under a Kaiser window: what lies below 90 % of half the lower rate stays as
it is, what lies above that half is 100 dB down, so that it does not come back as another tone.
"""

import math
from typing import Any

import numpy as np

_ZEROS = 64
_CUTOFF = 0.95
_BETA = 10.06126  # Kaiser's formula for 100 dB


def resample(samples: "np.ndarray[Any, Any]", rate: int, wanted: int) -> "np.ndarray[Any, Any]":
    """float32[n] at `rate` samples a second as float32[ceil(n * wanted / rate)] at `wanted`, with silence before and behind."""
    if rate == wanted:
        return samples
    divisor = math.gcd(rate, wanted)
    up, down = wanted // divisor, rate // divisor
    scale = min(1.0, up / down)
    half = math.ceil(_ZEROS / scale)
    offsets = np.arange(1 - half, half + 1)
    padded = np.concatenate([np.zeros(half), samples, np.zeros(half + 1)])
    out = np.zeros(-(-len(samples) * up // down), np.float32)
    for first in range(min(up, len(out))):  # outputs that are `up` apart lie alike between their inputs, and share the weights
        places = np.arange(first, len(out), up) * down // up
        weights = _weights(offsets - first * down % up / up, scale)
        out[first::up] = padded[places[:, None] + offsets + half] @ weights
    return out


def _weights(distances: "np.ndarray[Any, Any]", scale: float) -> "np.ndarray[Any, Any]":
    """Weights of the inputs at `distances` from an output, of sum 1."""
    inside = np.clip(1 - (distances * scale / _ZEROS) ** 2, 0, None)
    weights: np.ndarray[Any, Any] = np.sinc(_CUTOFF * scale * distances) * np.i0(_BETA * np.sqrt(inside))
    weights /= weights.sum()
    return weights
