"""Draws the next token as the device's runtime does: the same seed gives the same tokens here and there."""

from typing import TYPE_CHECKING, Any

from ..manifest.generation import Sampler

if TYPE_CHECKING:
    import numpy as np

_MASK = (1 << 48) - 1


class Randomness:
    """`java.util.Random`, whose algorithm its specification fixes."""

    def __init__(self, seed: int) -> None:
        self._state = (seed ^ 0x5DEECE66D) & _MASK

    def double(self) -> float:
        """The next number of [0, 1)."""
        return ((self._bits(26) << 27) + self._bits(27)) / (1 << 53)

    def _bits(self, count: int) -> int:
        self._state = (self._state * 0x5DEECE66D + 0xB) & _MASK
        return self._state >> (48 - count)


def draw(logits: "np.ndarray[Any, Any]", sampler: Sampler, randomness: Randomness) -> int:
    """A token id for float32[vocabulary]."""
    import numpy as np

    if sampler.method == "greedy":
        return int(logits.argmax())
    ids, weights = kept(logits, sampler)
    # Summed one by one, as a device does.
    sums = np.cumsum(weights, dtype=np.float64)
    return int(ids[min(int(np.searchsorted(sums, randomness.double() * sums[-1], side="right")), len(ids) - 1)])


def kept(logits: "np.ndarray[Any, Any]", sampler: Sampler) -> "tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]":
    """The tokens that may be drawn and how likely each is, on the scale of the best one.

    Best first and of equal ones the lower id first; by id where nothing is left out.
    """
    import numpy as np

    scaled = logits / np.float32(sampler.temperature)
    weights = np.exp((scaled - scaled.max()).astype(np.float64)).astype(np.float32)
    if sampler.k is None and sampler.p is None:
        return np.arange(len(weights)), weights
    ids = np.argsort(-logits, kind="stable")[: sampler.k]
    if sampler.p is not None:
        sums = np.cumsum(weights[ids], dtype=np.float64)
        before = np.concatenate([[0.0], sums[:-1]])
        ids = ids[: max(1, int(np.searchsorted(before, sampler.p * np.sum(weights, dtype=np.float64), side="right")))]
    return ids, weights[ids]
