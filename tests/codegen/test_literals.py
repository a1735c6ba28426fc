"""Literals, read back as each language's compiler reads them; and comments, which nothing can leave."""

import re

from hypothesis import example, given
from hypothesis import strategies as st

from litert_sdkgen.codegen.literals import java_string, javadoc, kdoc, kt_string

NASTY = st.one_of(
    st.text(alphabet=st.characters(exclude_categories=())),  # lone surrogates included
    st.text(alphabet='"\\$un*/{}@&;0a\n\r\u2028` <'),
)
ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\", "$": "$", "'": "'", "b": "\b"}


def utf16(text: str) -> bytes:
    return text.encode("utf-16-le", "surrogatepass")


def read_kotlin(literal: str) -> bytes:
    """The value of a Kotlin string literal as UTF-16; asserts that it is one, without a template in it."""
    assert literal[0] == literal[-1] == '"'
    body, value = literal[1:-1], ""
    pattern = re.compile(r"\\u([0-9a-fA-F]{4})|\\([tbnr'\"\\$])|([^\\\"$\n\r])")
    at = 0
    while at < len(body):
        match = pattern.match(body, at)
        assert match, f"not Kotlin at {body[at:]!r}"
        value += chr(int(match[1], 16)) if match[1] else ESCAPES[match[2]] if match[2] else match[3]
        at = match.end()
    return utf16(value)


def decode_java_unicode(source: str) -> str:
    """JLS 3.3: `\\uXXXX` counts where an even number of backslashes stands before it, before tokens are looked for."""
    decoded, at = "", 0
    while at < len(source):
        match = re.compile(r"\\u+([0-9a-fA-F]{4})").match(source, at)
        if match:
            decoded, at = decoded + chr(int(match[1], 16)), match.end()
        elif source[at] == "\\":
            assert source[at + 1 : at + 2] != "u", "an unfinished unicode escape does not compile"
            decoded, at = decoded + source[at : at + 2], at + 2
        else:
            decoded, at = decoded + source[at], at + 1
    return decoded


def read_java(literal: str) -> bytes:
    """The value of a Java string literal as UTF-16; asserts that it is one."""
    source = decode_java_unicode(literal)
    assert source[0] == source[-1] == '"'
    body, value, at = source[1:-1], "", 0
    pattern = re.compile(r"\\([0-3][0-7]{2})|\\([tbnr'\"\\])|([^\\\"\n\r])", re.DOTALL)
    while at < len(body):
        match = pattern.match(body, at)
        assert match, f"not Java at {body[at:]!r}"
        value += chr(int(match[1], 8)) if match[1] else ESCAPES[match[2]] if match[2] else match[3]
        at = match.end()
    return utf16(value)


@given(NASTY)
@example("$x ${y}")
@example("\\u0022")
@example("\ud83d")
@example('"; evil()//')
def test_kotlin_string(text: str) -> None:
    assert kt_string(text).isascii()
    assert read_kotlin(kt_string(text)) == utf16(text)


@given(NASTY)
@example("\\u0022")
@example("\\\\u000a")
@example("\n\x00\x0b9")
@example("\ud83d")
@example('"; evil()//')
def test_java_string(text: str) -> None:
    assert java_string(text).isascii()
    assert read_java(java_string(text)) == utf16(text)


@given(NASTY)
@example("*/")
@example("/*")
@example("`")
def test_kdoc_stays_in_its_code_span(text: str) -> None:
    assert re.fullmatch(r"[ -~]*", kdoc(text))
    assert not set("*`@{}").intersection(kdoc(text))


@given(NASTY)
@example("*/")
@example("\\u002a\\u002f")
@example("{@link X}</code>")
def test_javadoc_stays_in_its_element(text: str) -> None:
    assert re.fullmatch(r"[ -~]*", javadoc(text))
    assert decode_java_unicode(javadoc(text)) == javadoc(text)
    assert not set("*\\@{}<>").intersection(javadoc(text))
