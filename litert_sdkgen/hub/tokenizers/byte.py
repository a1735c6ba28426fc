"""Bytes of UTF-8 as tokens."""

from typing import Any

import keras_hub

from ...errors import ExportError
from ...manifest.tokenizers import ByteTokenizer
from .described import Described

KERAS_CLASS = keras_hub.tokenizers.ByteTokenizer


def describe(tokenizer: Any) -> Described:
    """From live attributes."""
    if tokenizer.sequence_length is not None:
        raise ExportError("the tokenizer has a sequence_length of its own and pads before packing. Leave it to the preprocessor's packer")
    described = ByteTokenizer(
        lowercase=bool(tokenizer.lowercase),
        normalization=tokenizer.normalization_form,
        errors=tokenizer.errors,
        replacement=int(tokenizer.replacement_char),
    )
    return Described(described, {})
