"""WordPiece: BERT, DistilBERT, ELECTRA, ESM, RoFormerV2."""

from typing import Any

import keras_hub

from ...errors import ExportError
from ...manifest.tokenizers import WordPieceTokenizer
from .described import VOCABULARY_FILE, Described

KERAS_CLASS = keras_hub.tokenizers.WordPieceTokenizer


def describe(tokenizer: Any) -> Described:
    """From live attributes: `get_config()` lacks `split_on_cjk` and the vocabulary."""
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
