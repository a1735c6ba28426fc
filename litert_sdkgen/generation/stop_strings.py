"""Texts that end an answer, found while the answer comes in pieces."""

from collections.abc import Sequence


class StopStrings:
    """Holds back what could become one of `strings`, so that no part of it shows.

    The one that is complete first counts, of two that end together the longer one: however the text is cut into pieces.
    """

    def __init__(self, strings: Sequence[str]) -> None:
        self.is_found = False
        self._strings = strings
        self._held = ""

    def add(self, piece: str) -> str:
        """The text that is known to be none of the strings now that `piece` has come; what stands before the one that ends it."""
        if self.is_found:
            return ""
        self._held += piece
        found = [(self._held.index(string) + len(string), -len(string)) for string in self._strings if string in self._held]
        self.is_found = bool(found)
        return self._release(sum(min(found)) if found else len(self._held) - self._beginning())

    def end(self) -> str:
        """The text ends: what is still held back never became a stop string."""
        return "" if self.is_found else self._release(len(self._held))

    def _beginning(self) -> int:
        """How many of the last characters can begin a stop string."""
        longest = min(max(map(len, self._strings), default=1) - 1, len(self._held))
        return next((n for n in range(longest, 0, -1) if any(string.startswith(self._held[-n:]) for string in self._strings)), 0)

    def _release(self, size: int) -> str:
        released, self._held = self._held[:size], self._held[size:]
        return released
