"""Characters that text code gets wrong, by kind, and random texts of them: what all vectors of tokenizers and the fuzzer draw from."""

import random
import unicodedata
from collections.abc import Callable, Sequence

CHARACTERS = [chr(code_point) for code_point in range(0x110000) if not 0xD800 <= code_point <= 0xDFFF]
IN_USE = [c for c in CHARACTERS if c < "\U00020000" or "\U0002f800" <= c < "\U0002fa20" or "\U000e0000" <= c < "\U000e1000"]
"""The planes that hold nearly all that has properties."""


def _those(condition: Callable[[str], object]) -> list[str]:
    return [character for character in CHARACTERS if condition(character)]


MARKS = _those(unicodedata.combining)
INVISIBLE = _those(lambda character: unicodedata.category(character) in ("Cc", "Cf", "Zs", "Zl", "Zp"))
"""Spaces, control and format characters: among them joiners, and marks of the writing direction."""
NUMBERS = _those(lambda character: unicodedata.category(character)[0] == "N")
CAPITALS = _those(lambda character: unicodedata.category(character) in ("Lu", "Lt", "Lm"))
PUNCTUATION = _those(lambda character: unicodedata.category(character)[0] in "PS")
DECOMPOSED = _those(unicodedata.decomposition)
FOLDED = _those(lambda character: character.casefold() != character)
ASCII = CHARACTERS[:0x80]
HANGUL = _those(lambda c: "\u1100" <= c < "\u1200" or ("\uac00" <= c < "\ud7fc" and ord(c) % 7 == 0) or "\ua960" <= c < "\ua97d")
IDEOGRAPHS = [*map(chr, (*range(0x4DB0, 0x4E20), *range(0x2A6D0, 0x2A710), *range(0x2F800, 0x2FA1E, 9))), *"㐀鿿豈ー々〇ひカ"]
FEW = list("aaaabbc  ")
EMOJI = [
    "\U0001f600",
    "\U0001f44d\U0001f3fd",
    "👩\u200d👩\u200d👧",
    "🏳\ufe0f\u200d🌈",
    "❤\ufe0f",
    "1\ufe0f\u20e3",
    "🇩🇪",
    "\U0001f3fd",
    "\ufe0f",
    "\u200d",
]
DIRECTIONS = ["\u202e", "\u202c", "\u200f", "\u2067", "\u2069", "שלום", "سلام", "ﷺ", "لا", "١٢٣", "abc", "(", "]"]


def random_text(rng: random.Random, pools: Sequence[Sequence[str]]) -> str:
    """Parts from a few of the pools; now and then in runs, which are what breaks limits and quadratic loops."""
    chosen = rng.sample(pools, rng.randint(1, min(4, len(pools))))
    parts = [rng.choice(rng.choice(chosen)) for _ in range(rng.randint(1, 24))]
    if rng.random() < 0.1:
        parts.insert(rng.randrange(len(parts)), rng.choice(parts)[:8] * rng.randint(20, 120))
    return rng.choice(["", "", "", " "]).join(parts)
