"""Names in generated code: case, keywords and collisions, the same in Kotlin and Java.

Whatever a model calls its tensors, the result is plain ASCII and a legal identifier in both languages, so that an API reads the same in
either. Which name a collision falls to depends on the order of the manifest alone, which the contract covers.
"""

import re

from markupsafe import Markup

_KOTLIN = (
    "as break class continue do else false for fun if in interface is null object package return super this throw true try typealias "
    "typeof val var when while"
)
_JAVA = (
    "abstract assert boolean break byte case catch char class const continue default do double else enum extends false final finally "
    "float for goto if implements import instanceof int interface long native new null package private protected public return short "
    "static strictfp super switch synchronized this throw throws transient true try void volatile while _"
)
KEYWORDS = frozenset(f"{_KOTLIN} {_JAVA}".split())

_WORD = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z0-9]+(?![a-z])")


def camel_case(text: str, fallback: str) -> str:
    """`text` as a lowerCamelCase identifier; `fallback` stands in where no letter is left, and before a digit."""
    words = _WORD.findall(text)
    name = "".join([word.lower() if i == 0 else word.capitalize() for i, word in enumerate(words)])
    if not name or name[0].isdigit():
        name = fallback + name
    return name + "_" if name in KEYWORDS else name


def pascal_case(text: str, fallback: str) -> str:
    """`text` as an UpperCamelCase identifier; `fallback` stands in where no letter is left, and before a digit."""
    name = "".join(word[0].upper() + word[1:].lower() for word in _WORD.findall(text))
    return name if name and not name[0].isdigit() else fallback + name


class Scope:
    """The names of one scope: a second one of the same spelling gets a number.

    Spellings that differ in case only count as the same: nested classes become files, and some disks cannot tell them apart.
    """

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def claim(self, name: str) -> Markup:
        """`name`, or `name` with the least number from 2 on that makes it new here."""
        separator = "_" if name[-1].isdigit() else ""
        free, number = name, 1
        while free.lower() in self._taken:
            number += 1
            free = f"{name}{separator}{number}"
        self._taken.add(free.lower())
        return Markup(free)
