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
    broken = next((token for token in vocabulary if "\n" in token), None)
    if broken is not None:
        raise ExportError(f"the vocabulary holds a token with a line break, {broken!r}, which no vocabulary file can")
    if tokenizer.sequence_length is not None:
        raise ExportError("the tokenizer has a sequence_length of its own and pads before packing. Leave it to the preprocessor's packer")
    described = WordPieceTokenizer(
        vocabulary=VOCABULARY_FILE,
        oov_token=tokenizer.oov_token,
        lowercase=bool(tokenizer.lowercase),
        strip_accents=bool(tokenizer.strip_accents),
        split=bool(tokenizer.split),
        split_on_cjk=bool(tokenizer.split_on_cjk),
        suffix_indicator=tokenizer.suffix_indicator,
        special_tokens=_special_tokens(tokenizer),
        special_tokens_in_strings=bool(tokenizer.special_tokens_in_strings),
    )
    return Described(described, {VOCABULARY_FILE: "".join(f"{token}\n" for token in vocabulary).encode()})


def _special_tokens(tokenizer: Any) -> tuple[str, ...]:
    """The built-in special tokens and then those given to the constructor: in text, KerasHub takes the first that fits.

    `tokenizer.special_tokens` would lack the second kind, and holds the first as a set, whose order varies between processes.
    """
    built_in = [getattr(tokenizer, name) for name in getattr(tokenizer, "_special_token_attrs", ())]
    given = list(tokenizer._init_special_tokens or ())
    if tokenizer.special_tokens_in_strings:
        if "" in (*built_in, *given):
            raise ExportError("the tokenizer has an empty special token, which would match everywhere in a text")
        for token in built_in:
            if any(other != token and other.startswith(token) for other in built_in):
                raise ExportError(f"the special token {token!r} begins another one, and KerasHub's order between them is left to chance")
    return tuple(dict.fromkeys([*built_in, *given]))


_DESCRIBERS: dict[type, Callable[[Any], Described]] = {keras_hub.tokenizers.WordPieceTokenizer: _word_piece}
