"""What KerasHub's RWKV, PARSeq, byte and code point tokenizers give for adversarial strings; the Kotlin tests replay it."""

import dataclasses
import itertools
import json
import pathlib
import random
from collections.abc import Iterator
from typing import Any

import keras_hub
import numpy as np
import tensorflow as tf

from litert_sdkgen.hub import tokenizers as describers

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


def families() -> Iterator[tuple[str, Any]]:
    """Family, tokenizer."""
    hub, rng = keras_hub.tokenizers, random.Random(SEED)
    for lines in (rwkv_vocabulary(rng, range(256)), rwkv_vocabulary(rng, range(256)), rwkv_vocabulary(rng, range(0x20, 0xF0))):
        yield "rwkv", hub.RWKVTokenizer(lines)
    yield "parseq", hub.PARSeqTokenizer()
    yield "parseq", hub.PARSeqTokenizer(vocabulary=list("0123456789abcdefghijklmnopqrstuvwxyz"), max_label_length=7)
    yield "parseq", hub.PARSeqTokenizer(vocabulary=list("ABCXYZ-]^\\[/&~#"), remove_whitespace=False)
    yield "parseq", hub.PARSeqTokenizer(vocabulary=list("aBc dE09\t"), remove_whitespace=False, normalize_unicode=False)
    yield "parseq", hub.PARSeqTokenizer(vocabulary=list("0123456789"), normalize_unicode=False)
    forms = (None, "NFC", "NFD", "NFKC", "NFKD")
    for form, lowercase, errors in itertools.product(forms, (True, False), ("replace", "ignore", "strict")):
        options = {"lowercase": lowercase, "normalization_form": form, "errors": errors}
        yield "byte", hub.ByteTokenizer(**options, replacement_char=0x1F600 if form else 0xFFFD)
        yield "codepoint", hub.UnicodeCodepointTokenizer(**options, replacement_char=88, vocabulary_size=600 if form == "NFD" else None)


def rwkv_vocabulary(rng: random.Random, single: range) -> list[str]:
    """Lines `id literal length`, with gaps between the ids: single bytes, words, parts of characters, and one token twice."""
    words = {part for line in rng.sample(byte_pair.corpus(), 400) for part in (line.split() + [" " + word for word in line.split()])}
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


def write(directory: pathlib.Path) -> None:
    """Writes a folder for each tokenizer: its assets, and `cases.json`."""
    for number, (family, tokenizer) in enumerate(families()):
        rng = random.Random(SEED + number)
        folder = directory / f"{number:02}"
        folder.mkdir(parents=True)
        described = describers.describe(tokenizer)
        for file, content in described.assets.items():
            (folder / file).write_bytes(content)
        texts = WRITTEN + [byte_pair.random_text(rng) for _ in range(STRINGS[family])]
        size = max(tokenizer._tokenizer.idx2token) if family == "rwkv" else {"parseq": 99, "byte": 255, "codepoint": 0x110100}[family]
        rows = encoded(tokenizer, texts)
        made_up = [[rng.randint(0, size) for _ in range(rng.randint(1, 6))] for _ in texts]
        content = {
            "family": family,
            "tokenizer": json.dumps(dataclasses.asdict(described.tokenizer)),
            "texts": texts,
            "ids": rows,
            "made_up": made_up,
            "decoded": decoded(tokenizer, rows + made_up),
        }
        (folder / "cases.json").write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def encoded(tokenizer: Any, texts: list[str]) -> list[list[int] | None]:
    """The token ids of each text, or None if KerasHub refuses it."""
    if isinstance(tokenizer, keras_hub.tokenizers.PARSeqTokenizer):  # whose TensorFlow graph takes long for each call
        return tokenizer(texts)  # type: ignore[no-any-return]

    def ids(text: str) -> list[int] | None:
        try:
            return [int(token) for token in np.asarray(tokenizer(text))]
        except ValueError:
            return None

    return [ids(text) for text in texts]


def decoded(tokenizer: Any, rows: list[list[int] | None]) -> list[str | None]:
    """The text of each list of ids, or None if KerasHub refuses it, or there is no list."""
    if isinstance(tokenizer, keras_hub.tokenizers.PARSeqTokenizer):
        return ["".join(characters) for characters in tokenizer.detokenize(tf.ragged.constant(rows, dtype="int32"))]

    def text(ids: list[int]) -> str | None:
        try:
            result = tokenizer.detokenize(ids)
        except (ValueError, KeyError):  # KeyError: RWKV, for an id that is no token's
            return None
        return result if isinstance(result, str) else str(result[0])

    return [None if row is None else text(row) if row else "" for row in rows]
