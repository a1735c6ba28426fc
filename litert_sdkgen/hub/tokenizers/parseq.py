"""PARSeq: the characters of a label in a scene."""

from typing import Any

import keras_hub

from ...errors import ExportError
from ...manifest.tokenizers import ParSeqTokenizer
from .described import Described

KERAS_CLASS = keras_hub.tokenizers.PARSeqTokenizer


def describe(tokenizer: Any) -> Described:
    """From live attributes: this tokenizer has no `get_config()` of its own."""
    characters: str = tokenizer.vocabulary
    if not characters or not characters.isascii() or len(set(characters)) < len(characters):
        raise ExportError(f"expected different ASCII characters as the vocabulary. Received: {characters!r}")
    described = ParSeqTokenizer(
        characters=characters,
        remove_whitespace=bool(tokenizer.remove_whitespace),
        normalize=bool(tokenizer.normalize_unicode),
        letter_case="lower" if tokenizer.lowercase_only else "upper" if tokenizer.uppercase_only else "both",
        max_length=int(tokenizer.max_label_length),
    )
    return Described(described, {})
