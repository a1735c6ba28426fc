"""Regular expressions of tokenizers, taken apart for a small matcher on the device.

The tokenizers library matches with Oniguruma. Neither Java's nor Android's expressions mean quite the same (`\\s`, `\\p{L}`, ignoring
case), and what they mean changes with the version. So only the structure travels as written; which code points an atom such as
`\\p{Lu}` or `[^\\s\\d]` stands for is asked of Oniguruma itself, one by one. What this parser does not know is refused.
"""

import functools
import re
from collections.abc import Callable
from typing import Any, NoReturn

import tokenizers
from tokenizers import pre_tokenizers

from ...errors import ExportError
from .code_points import PROBES, encode_set, last_probed

Item = dict[str, Any]
Sequence = list[Item]

_ESCAPE = re.compile(r"\\(?:[pP]\{\^?\w+\}|x\{[0-9a-fA-F]+\}|x[0-9a-fA-F]{1,2}|u[0-9a-fA-F]{4}|[sSdDwWtnrfvae]|[^\w\s])")
_QUANTIFIER = re.compile(r"([?*+])([+?]?)|\{(\d+)(,?)(\d*)\}([+?]?)")
_CLASS_PARTS = re.compile(r"\\(?:[pP]\{[^}]*\}|x\{[^}]*\}|.)|[\[\]]", re.DOTALL)


def compile_pattern(source: str, set_index: Callable[[str], int]) -> list[Sequence]:
    """The alternatives of a regular expression, each a sequence of items, tried in this order with backtracking.

    An item is `{"set": i, "min": 1, "max": 1, "possessive": false}` (without `max`: as many as there are), `{"choice": [sequence, ...]}`,
    `{"before": i}` or `{"not_before": i}`, which look at one code point. `set_index` gives a number for a set in its encoded form.

    Raises:
        ExportError: the expression has a part that the device's matcher does not have, or can match the empty text.
    """
    alternatives = _Parser(source, set_index).parse()
    if min(map(_shortest, alternatives)) == 0:
        raise ExportError(f"the device cannot split by the regular expression {source!r}: it matches the empty text")
    return alternatives


@functools.cache
def members(atom: str) -> str:
    """The code points that `atom` matches, in encoded form, as the tokenizers library finds them."""
    split = pre_tokenizers.Split(tokenizers.Regex(f"(?:{atom})+"), "removed", invert=True)
    return encode_set((ord(run[0]), last_probed(run[-1])) for run, _ in split.pre_tokenize_str(PROBES))


@functools.cache
def _long_foldings() -> frozenset[str]:
    return frozenset(folded for character in PROBES if len(folded := character.casefold()) > 1)


class _Parser:
    def __init__(self, source: str, set_index: Callable[[str], int]) -> None:
        self._source = source
        self._set_index = set_index
        self._at = 0

    def parse(self) -> list[Sequence]:
        alternatives = self._alternatives(ignore_case=False)
        if self._at < len(self._source):
            self._refuse("a closing parenthesis")
        return alternatives

    def _alternatives(self, ignore_case: bool) -> list[Sequence]:
        start = self._at
        alternatives: list[Sequence] = [[]]
        while self._at < len(self._source) and self._source[self._at] != ")":
            if self._source[self._at] == "|":
                self._at += 1
                alternatives.append([])
            else:
                alternatives[-1] += self._quantified(self._item(ignore_case))
        folded = self._source[start : self._at].lower()
        if ignore_case and any(folding in folded for folding in _long_foldings()):
            self._refuse("letters that ignoring case makes equal to a single one")
        return alternatives

    def _item(self, ignore_case: bool) -> Item:
        for opening, key in (("(?!", "not_before"), ("(?=", "before")):
            if self._takes(opening):
                looked_at = self._group(ignore_case)
                if len(looked_at) != 1 or len(looked_at[0]) != 1 or looked_at[0][0].keys() != {"set"}:
                    self._refuse("a look ahead at more than one character")
                return {key: looked_at[0][0]["set"]}
        if self._takes("(?:"):
            return {"choice": self._group(ignore_case)}
        if self._takes("(?i:"):
            return {"choice": self._group(ignore_case=True)}
        return {"set": self._set_index(self._members(self._atom(), ignore_case))}

    def _members(self, atom: str, ignore_case: bool) -> str:
        if ignore_case and atom[0] in "[\\.":
            self._refuse("a class of characters while case is ignored")
        if len(atom) == 1 and atom != "." and not ignore_case:
            return encode_set([(ord(atom), ord(atom))])
        try:
            return members(f"(?i:{re.escape(atom)})" if ignore_case else atom)
        except Exception as error:  # the library raises no other
            self._refuse(f"{atom!r}, of which Oniguruma says: {error},")

    def _group(self, ignore_case: bool) -> list[Sequence]:
        alternatives = self._alternatives(ignore_case)
        if not self._takes(")"):
            self._refuse("an open parenthesis")
        return alternatives

    def _atom(self) -> str:
        start = self._at
        character = self._source[start]
        if character == "[":
            self._at = self._class_end()
        elif character == "\\":
            escape = _ESCAPE.match(self._source, start)
            if escape is None:
                self._refuse("an escape")
            self._at = escape.end()
        elif character in "^$*+?{(":
            self._refuse("an anchor, a group or a quantifier")
        else:
            self._at += 1
        return self._source[start : self._at]

    def _class_end(self) -> int:
        depth = 0
        for part in _CLASS_PARTS.finditer(self._source, self._at):
            depth += {"[": 1, "]": -1}.get(part.group(), 0)
            if depth == 0:
                return part.end()
        self._refuse("an open bracket")

    def _quantified(self, item: Item) -> Sequence:
        found = _QUANTIFIER.match(self._source, self._at)
        if found is None:
            return [item]
        symbol, mode, least, comma, most, mode_of_count = found.groups()
        # Oniguruma reads {2}+ as a repetition of a repetition, not as possessive.
        if mode == "?" or mode_of_count or _QUANTIFIER.match(self._source, found.end()):
            self._refuse("a lazy or repeated quantifier")
        self._at = found.end()
        if "choice" in item and symbol == "?" and not mode:
            return [{"choice": [*item["choice"], []]}]
        if "set" not in item:
            self._refuse("a repeated group")
        counts: dict[str | None, tuple[int, int | None]] = {"?": (0, 1), "*": (0, None), "+": (1, None)}
        low, high = counts.get(symbol) or (int(least), None if comma and not most else int(most or least))
        if high is not None and high < low:
            self._refuse("a quantifier")
        return [item | {"min": low} | ({} if high is None else {"max": high}) | ({"possessive": True} if mode == "+" else {})]

    def _takes(self, text: str) -> bool:
        taken = self._source.startswith(text, self._at)
        self._at += len(text) * taken
        return taken

    def _refuse(self, what: str) -> NoReturn:
        rest = self._source[self._at : self._at + 20]
        raise ExportError(f"the device cannot split by the regular expression {self._source!r}: {what} at {rest!r}")


def _shortest(sequence: Sequence) -> int:
    return sum(min(map(_shortest, item["choice"])) if "choice" in item else item.get("min", 1) if "set" in item else 0 for item in sequence)
