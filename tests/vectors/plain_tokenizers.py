"""What KerasHub's RWKV, PARSeq, byte and code point tokenizers give for adversarial strings; the Kotlin tests replay it."""

import functools
import itertools
import json
import pathlib
import random
import re
from collections.abc import Callable, Iterator
from typing import Any

import alphabets
import keras_hub
import tensorflow_text as tf_text
from tokenizer_subject import Subject

from . import byte_pair

SEED = 17
STRINGS = {"rwkv": 1000, "parseq": 700, "byte": 175, "codepoint": 175}
"""Random strings for each tokenizer of a family, beside the written ones."""

WRITTEN = [
    *byte_pair.WRITTEN,
    "H\u00e9llo \ufb01 \uff21\uff42 \u2460 \u00bd \u3000x",
    "a\u000bb\u0085c\u00a0d",
    "Stra\u00dfe \u1e9e \u0130 \u03c2",
]


def tokenizers(seed: int) -> Iterator[tuple[str, Callable[[], Any]]]:
    """Family, and a function that makes the tokenizer."""
    hub, rng = keras_hub.tokenizers, random.Random(seed)
    make = functools.partial
    for lines in (rwkv_vocabulary(rng, range(256)), rwkv_vocabulary(rng, range(256)), rwkv_vocabulary(rng, range(0x20, 0xF0))):
        yield "rwkv", make(hub.RWKVTokenizer, lines)
    yield "parseq", make(hub.PARSeqTokenizer)
    yield "parseq", make(hub.PARSeqTokenizer, vocabulary=list("0123456789abcdefghijklmnopqrstuvwxyz"), max_label_length=7)
    yield "parseq", make(hub.PARSeqTokenizer, vocabulary=list("ABCXYZ-]^\\[/&~#"), remove_whitespace=False)
    yield "parseq", make(hub.PARSeqTokenizer, vocabulary=list("aBc dE09\t"), remove_whitespace=False, normalize_unicode=False)
    yield "parseq", make(hub.PARSeqTokenizer, vocabulary=list("0123456789"), normalize_unicode=False)
    forms = (None, "NFC", "NFD", "NFKC", "NFKD")
    for form, lowercase, errors in itertools.product(forms, (True, False), ("replace", "ignore", "strict")):
        options = {"lowercase": lowercase, "normalization_form": form, "errors": errors}
        yield "byte", make(hub.ByteTokenizer, **options, replacement_char=0x1F600 if form else 0xFFFD)
        yield (
            "codepoint",
            make(hub.UnicodeCodepointTokenizer, **options, replacement_char=88, vocabulary_size=600 if form == "NFD" else None),
        )


def rwkv_vocabulary(rng: random.Random, single: range) -> list[str]:
    """Lines `id literal length`, with gaps between the ids: single bytes, words, parts of characters, and one token twice."""
    words = {part for line in rng.sample(byte_pair.corpus(), 400) for part in (line.split() + [" " + word for word in line.split()])}
    words = {word for word in words if len(word) < 100}  # KerasHub reads each with as many calls inside each other
    tokens = [bytes([byte]) for byte in single]
    tokens += sorted({word.encode() for word in words} | {word.encode()[rng.randrange(3) :][:5] for word in words} - {b"", *tokens})
    tokens.append(tokens[300])
    return [f"{2 + place * 3 // 2} {literal(token)} {len(token)}\n" for place, token in enumerate(tokens)]


def literal(token: bytes) -> str:
    """As RWKV's vocabulary has it: text where it is text, else bytes."""
    try:
        return repr(token.decode())
    except UnicodeDecodeError:
        return repr(token)


def subjects(seed: int, strings: int, family: str) -> Iterator[Subject]:
    """The tokenizers of a family, with the written texts and so many random ones."""
    for number, (its_family, build) in enumerate(tokenizers(seed)):
        rng = random.Random(seed + number)
        if family == its_family:
            texts = WRITTEN + [alphabets.random_text(rng, byte_pair.POOLS) for _ in range(strings)]
            yield Subject(its_family, f"{its_family} {number}", build(), texts)


def compatibility_letters() -> dict[str, str]:
    """The printable ASCII that PARSeq's normalization makes of a character, by its code point in decimal; of the others it makes none.

    It is the only one that is not Python's: TensorFlow Text's Unicode is newer.
    """
    decomposed = tf_text.normalize_utf8([character.encode() for character in alphabets.CHARACTERS], "NFKD").numpy()
    kept = (re.sub("[^!-~]", "", text.decode()) for text in decomposed)
    return {str(ord(character)): text for character, text in zip(alphabets.CHARACTERS, kept, strict=True) if text}


def write(directory: pathlib.Path) -> None:
    """Writes a folder for each tokenizer: its assets, and `cases.json`."""
    (directory / "parseq.json").write_text(json.dumps(compatibility_letters()), encoding="utf-8")
    for family, strings in STRINGS.items():
        for number, subject in enumerate(subjects(SEED, strings, family)):
            subject.write_cases(directory / f"{family.replace(' ', '_')}_{number:02}", SEED + number)
