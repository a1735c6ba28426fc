"""RWKV, PARSeq, byte and code point tokenizers: what the device gets, and what is refused."""

from typing import Any

import keras_hub
import pytest

from litert_sdkgen.errors import ExportError
from litert_sdkgen.hub.tokenizers import describe
from litert_sdkgen.hub.tokenizers.token_bytes import encode
from litert_sdkgen.manifest.tokenizers import ByteTokenizer, CodepointTokenizer, ParSeqTokenizer, RwkvTokenizer

hub = keras_hub.tokenizers


def test_rwkv_has_its_literals_as_bytes() -> None:
    described = describe(hub.RWKVTokenizer(["1 'a' 1\n", "3 '\\n\\n' 2\n", "4 b'\\xe2\\x82' 2\n", "5 'é' 2\n", "6 'a' 1\n"]))
    assert described.tokenizer == RwkvTokenizer("vocabulary.bin")
    assert described.assets == {"vocabulary.bin": b"\x00\x01a\x00\x02\n\n\x02\xe2\x82\x02\xc3\xa9\x01a"}


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (None, "has no vocabulary"),
        (["1 '' 0\n"], "the token with the id 1 is empty"),
        (["7 'a' 1\n", "3 'a' 1\n"], r"b'a' stands in the vocabulary twice, and not in the order of its ids"),
        (["-1 'a' 1\n"], "expected token ids from 0"),
    ],
)
def test_rwkv_vocabulary_that_the_device_cannot_have(lines: Any, message: str) -> None:
    with pytest.raises(ExportError, match=message):
        describe(hub.RWKVTokenizer(lines))


def test_lengths_of_tokens_take_seven_bits_a_byte() -> None:
    assert encode({}) == b""
    assert encode({1: b"x" * 300}) == b"\x00\xac\x02" + b"x" * 300


def test_parseq_has_flags_that_its_config_lacks() -> None:
    default = describe(hub.PARSeqTokenizer())
    assert default.assets == {}
    assert default.tokenizer == ParSeqTokenizer("".join(hub.PARSeqTokenizer().vocabulary))
    options = {"remove_whitespace": False, "normalize_unicode": False, "max_label_length": 7}
    assert describe(hub.PARSeqTokenizer(vocabulary=list("ab1"), **options)).tokenizer == ParSeqTokenizer("ab1", False, False, "lower", 7)
    assert describe(hub.PARSeqTokenizer(vocabulary=list("AB1"))).tokenizer == ParSeqTokenizer("AB1", letter_case="upper")


@pytest.mark.parametrize("characters", ["aé", "aa"])
def test_parseq_characters_that_the_device_cannot_have(characters: str) -> None:
    with pytest.raises(ExportError, match=f"different ASCII characters as the vocabulary. Received: '{characters}'"):
        describe(hub.PARSeqTokenizer(vocabulary=list(characters)))


def test_bytes() -> None:
    assert describe(hub.ByteTokenizer()).tokenizer == ByteTokenizer()
    options = {"lowercase": False, "normalization_form": "NFKD", "errors": "strict", "replacement_char": 88}
    assert describe(hub.ByteTokenizer(**options)).tokenizer == ByteTokenizer(False, "NFKD", "strict", 88)


def test_code_points() -> None:
    assert describe(hub.UnicodeCodepointTokenizer()).tokenizer == CodepointTokenizer()
    options = {"lowercase": False, "normalization_form": "NFC", "errors": "ignore", "replacement_char": 88, "vocabulary_size": 600}
    assert describe(hub.UnicodeCodepointTokenizer(**options)).tokenizer == CodepointTokenizer(False, "NFC", "ignore", 88, 600)


@pytest.mark.parametrize("tokenizer_class", [hub.ByteTokenizer, hub.UnicodeCodepointTokenizer])
def test_padding_is_the_packers(tokenizer_class: Any) -> None:
    with pytest.raises(ExportError, match="a sequence_length of its own"):
        describe(tokenizer_class(sequence_length=4))
