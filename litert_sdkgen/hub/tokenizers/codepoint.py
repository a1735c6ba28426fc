"""Unicode code points as tokens."""

from typing import Any

import keras_hub

from ...errors import ExportError
from ...manifest.tokenizers import CodepointTokenizer
from .described import Described

KERAS_CLASS = keras_hub.tokenizers.UnicodeCodepointTokenizer


def describe(tokenizer: Any) -> Described:
    """From live attributes. The encodings are for bytes, which an app's strings are not."""
    if tokenizer.sequence_length is not None:
        raise ExportError("the tokenizer has a sequence_length of its own and pads before packing. Leave it to the preprocessor's packer")
    described = CodepointTokenizer(
        lowercase=bool(tokenizer.lowercase),
        normalization=tokenizer.normalization_form,
        errors=tokenizer.errors,
        replacement=int(tokenizer.replacement_char),
        vocabulary_size=tokenizer.vocabulary_size() or None,
    )
    return Described(described, {})
