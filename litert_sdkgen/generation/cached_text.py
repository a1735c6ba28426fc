"""The text whose keys and values the cache holds."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from .cached_model import CachedModel

if TYPE_CHECKING:
    import numpy as np


class CachedText:
    """Of a text that begins like the one before it only the rest is read."""

    def __init__(self, model: CachedModel, read: Sequence[int] = (), reread: Callable[[], Any] | None = None) -> None:
        """`read` is what the cache of `model` has already: pictures, and text up to the last of them, which `reread` reads again."""
        self._model = model
        self._tokens = list(read)
        self._held, self._reread = len(read), reread
        self.begins_with_pictures = bool(read)

    def logits(self, text: Sequence[int]) -> "np.ndarray[Any, Any]":
        """float32[vocabulary]: the logits of the token that follows `text`, which has one token at least."""
        last, known = len(text) - 1, 0
        while known < min(last, len(self._tokens)) and self._tokens[known] == text[known]:
            known += 1
        if self._model.is_recurrent and known < len(self._tokens):
            known = self._begun()
        self._model.prefill(text[:last], known, last)
        logits = self._model.decode(text[last], last)
        self._tokens[known:] = text[known:]
        return logits

    def _begun(self) -> int:
        """How many tokens are read after a return to the beginning, the only place that a recurrent state goes back to."""
        if self._reread is not None:
            self._reread()
        return self._held
