"""Sets and mappings of code points in the compact text form that the runtime reads: in its own Unicode tables, and in assets."""

import itertools
from collections.abc import Iterable

_PLANE = 0x10000
_PLANES_IN_USE = (0, 1, 2, 3, 14)

PROBES = "".join(
    chr(code_point)
    for plane in range(17)
    for code_point in range(plane * _PLANE, (plane + 1) * _PLANE)
    if not 0xD800 <= code_point <= 0xDFFF and (plane in _PLANES_IN_USE or code_point % _PLANE in (0, 0xFFFD, 0xFFFE, 0xFFFF))
)
"""Every character, in order, but for planes that are all unassigned or all for private use: of these the first one and the last three."""


def last_probed(probe: str) -> int:
    """The last of the code points that an element of `PROBES` stands for."""
    code_point = ord(probe)
    alone = code_point // _PLANE in _PLANES_IN_USE or code_point % _PLANE
    return code_point if alone else code_point + 0xFFFC


# Digits of the encoding: 5 bits each, lowest first, 32 added while more follow. From "0" on, neither a quote nor a dollar sign occurs.
FIRST_DIGIT = ord("0")


def encode(numbers: Iterable[int]) -> str:
    """Non-negative numbers as printable ASCII."""
    digits = []
    for number in numbers:
        while number >= 32:
            digits.append(chr(FIRST_DIGIT + 32 + number % 32))
            number //= 32
        digits.append(chr(FIRST_DIGIT + number))
    return "".join(digits)


def zigzag(difference: int) -> int:
    """A difference as a non-negative number, small if the difference is."""
    return difference * 2 if difference >= 0 else -difference * 2 - 1


def ranges(code_points: Iterable[int]) -> list[tuple[int, int]]:
    """(first, last) of each run of ascending code points."""
    runs = itertools.groupby(enumerate(code_points), lambda place: place[1] - place[0])
    members = [[code_point for _, code_point in run] for _, run in runs]
    return [(run[0], run[-1]) for run in members]


def encode_set(runs: Iterable[tuple[int, int]]) -> str:
    """(gap, size - 1) of each (first, last); a gap counts from the end of the range before."""
    numbers = []
    end = 0
    for first, last in runs:
        numbers += [first - end, last - first]
        end = last + 1
    return encode(numbers)


def encode_map(entries: Iterable[tuple[int, int, list[int]]]) -> str:
    """(gap, length * 4 + kind, code points) of each entry; code points as differences from the entry before, place by place."""
    numbers = []
    end = 0
    before = [0] * 32
    for code_point, kind, targets in entries:
        numbers += [code_point - end, len(targets) * 4 + kind]
        end = code_point + 1
        for place, target in enumerate(targets):
            numbers.append(zigzag(target - before[place]))
            before[place] = target
    return encode(numbers)
