"""Where a picture or a sound is among the tokens of a prompt, and how its embeddings get into the cache."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..errors import UsageError
from .cached_model import CachedModel

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True)
class PlacedRun:
    """`places` positions from `start` on, at which signature `key` reads the first of `embeddings`, float32[1, n, D], its input `name`."""

    start: int
    places: int
    key: str
    name: str
    embeddings: "np.ndarray[Any, Any]"

    def check(self, model: CachedModel) -> None:
        """Raises UsageError where a call would reach beyond the context: LiteRT moves such an update back, silently."""
        size = self._size(model)
        if self.places < size and self.start + size > model.context_length:
            raise UsageError(
                f"expected {size} positions of the context from the beginning of a sound on, of which the model reads so many at once. "
                f"Received: one at {self.start} of {model.context_length}. Put it further in front"
            )

    def read(self, model: CachedModel, positions: str) -> None:
        """Reads the embeddings, as many in each call as the signature takes; `positions` is its other input.

        The last call begins so early that it is full. Where one call holds more than all places, what it leaves behind them is overwritten
        before any token attends to it.
        """
        import numpy as np

        size = self._size(model)
        for first in range(0, self.places, size):
            at = max(0, min(first, self.places - size))
            begin = self.start + at
            rows = self.embeddings[:, at : at + size]
            model.run(self.key, {positions: np.arange(begin, begin + size, dtype=np.int32), self.name: rows})

    def _size(self, model: CachedModel) -> int:
        return model.input_shapes[self.key][self.name][1]
