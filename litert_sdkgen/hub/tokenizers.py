"""Tokenizers that the device can repeat: KerasHub's live object in, the manifest's description and its vocabulary file out.

Everything is read from live attributes: `get_config()` leaves out what matters (facts such as `split_on_cjk`, vocabularies).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import keras_hub

from ..errors import ExportError
from ..manifest.model import WordPieceTokenizer

VOCABULARY_FILE = "vocabulary.txt"


@dataclass(frozen=True)
class Described:
    """A tokenizer as the manifest says it, with the assets that it needs."""

    tokenizer: WordPieceTokenizer
    assets: dict[str, bytes]


def describe(tokenizer: Any) -> Described:
    """The manifest's form of a KerasHub tokenizer.

    Raises:
        ExportError: no tokenizer of this kind exists on the device.
    """
    for kind, describer in _DESCRIBERS.items():
        if isinstance(tokenizer, kind):
            return describer(tokenizer)
    known = ", ".join(kind.__name__ for kind in _DESCRIBERS)
    raise ExportError(
        f"the device has no {type(tokenizer).__name__} yet (known: {known}). "
        "Export the model with --task tensors, and feed it token ids of your own making"
    )


def _word_piece(tokenizer: Any) -> Described:
    vocabulary = list(tokenizer.get_vocabulary())
    for token in vocabulary:
        if "\n" in token:
            raise ExportError(f"the vocabulary holds a token with a line break, {token!r}, which no vocabulary file can")
    described = WordPieceTokenizer(
        vocabulary=VOCABULARY_FILE,
        oov_token=tokenizer.oov_token,
        lowercase=bool(tokenizer.lowercase),
        strip_accents=bool(tokenizer.strip_accents),
        split=bool(tokenizer.split),
        split_on_cjk=bool(tokenizer.split_on_cjk),
        suffix_indicator=tokenizer.suffix_indicator,
        # A set in KerasHub, so its order varies between processes; longest first is what a leftmost-longest reader expects.
        special_tokens=tuple(sorted(set(tokenizer.special_tokens or ()), key=lambda token: (-len(token), token))),
        special_tokens_in_strings=bool(tokenizer.special_tokens_in_strings),
    )
    return Described(described, {VOCABULARY_FILE: "".join(f"{token}\n" for token in vocabulary).encode()})


_DESCRIBERS: dict[type, Callable[[Any], Described]] = {keras_hub.tokenizers.WordPieceTokenizer: _word_piece}
