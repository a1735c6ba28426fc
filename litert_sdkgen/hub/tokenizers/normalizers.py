"""Normalizers of the tokenizers library as data for the device.

Its Unicode data is of other versions than any device's, and than Python's, which the runtime's own tables come from. So what differs
is found by trying the library itself.
"""

import functools
import unicodedata

from tokenizers import normalizers

from .code_points import PROBES, encode_map, encode_set, ranges


@functools.cache
def lowercase() -> str:
    """What becomes of each character that has a lower case, in encoded form."""
    lower = normalizers.Lowercase().normalize_str
    lowered = ((character, lower(character)) for character in PROBES)
    return encode_map((ord(character), 0, [ord(part) for part in text]) for character, text in lowered if text != character)


@functools.cache
def unknown_to_nfc() -> str:
    """The characters that NFC here treats as ordinary ones although Python's Unicode data has marks or parts there, in encoded form.

    They are those that came to Unicode later than the library's table: it neither sorts nor composes them.
    """
    nfc = normalizers.NFC().normalize_str
    unknown = []
    for character in PROBES:
        # A mark of the lowest class behind it, and one of the highest before it, change their places if it is a mark.
        around = [character + "\u0334", "\u0345" + character] if unicodedata.combining(character) else []
        texts = ["a" + text for text in around] + _compositions().get(character, [])
        if any(nfc(text) != unicodedata.normalize("NFC", text) for text in texts):
            unknown.append(ord(character))
    return encode_set(ranges(unknown))


@functools.cache
def _compositions() -> dict[str, list[str]]:
    """The pairs that compose, by their second character."""
    pairs: dict[str, list[str]] = {}
    for character in PROBES:
        parts = unicodedata.decomposition(character).split()
        if len(parts) == 2 and not parts[0].startswith("<"):
            first, second = (chr(int(part, 16)) for part in parts)
            pairs.setdefault(second, []).append(first + second)
    return pairs
