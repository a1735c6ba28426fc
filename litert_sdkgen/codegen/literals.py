"""Untrusted text as literals and comments. Each function returns `Markup`: code that a template may print.

All results are ASCII, so the encoding that a compiler assumes never matters.
"""

import re

from markupsafe import Markup

_COMMON = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_KOTLIN = {**_COMMON, "$": "\\$"}
_PLAIN = re.compile(r"[A-Za-z0-9 _.,:;/()\[\]+=-]\Z")


def kt_string(text: str) -> Markup:
    """A Kotlin string literal with the value `text`, lone surrogates included."""
    return Markup('"' + "".join(_KOTLIN.get(c) or _ascii_or_unicode_escape(c) for c in text) + '"')


def java_string(text: str) -> Markup:
    """A Java string literal with the value `text`.

    Java decodes `\\u000a` before it looks for tokens, so control characters are written in octal: an escape may not become a line end.
    """
    return Markup('"' + "".join(_COMMON.get(c) or _octal(c) or _ascii_or_unicode_escape(c) for c in text) + '"')


def kdoc(text: str) -> Markup:
    """`text` for a code span of a KDoc comment, on one line. Kotlin's comments nest and know no escapes: `*` reads `\\u002a`."""
    return Markup("".join(c if _PLAIN.match(c) else _unicode_escape(c) for c in text))


def javadoc(text: str) -> Markup:
    """`text` for a Javadoc comment, on one line, as HTML. Java decodes `\\u` in comments too: a backslash is an entity."""
    return Markup("".join(c if _PLAIN.match(c) else f"&#{ord(c)};" for c in text))


def _ascii_or_unicode_escape(c: str) -> str:
    return c if " " <= c <= "~" else _unicode_escape(c)


def _octal(c: str) -> str | None:
    return f"\\{ord(c):03o}" if c < " " else None


def _unicode_escape(c: str) -> str:
    units = c.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))
