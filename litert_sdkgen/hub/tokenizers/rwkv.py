"""RWKV: the longest token that fits, over the bytes of the text."""

from typing import Any

import keras_hub

from ...errors import ExportError
from ...manifest.tokenizers import RwkvTokenizer
from .described import Described
from .token_bytes import encode

KERAS_CLASS = keras_hub.tokenizers.RWKVTokenizer

VOCABULARY_FILE = "vocabulary.bin"


def describe(tokenizer: Any) -> Described:
    """The vocabulary's Python literals are read here: the device gets bytes."""
    if tokenizer.vocabulary is None:
        raise ExportError("the tokenizer has no vocabulary")
    tokens: dict[int, bytes] = tokenizer._tokenizer.idx2token
    for token_id, token in tokens.items():
        if not token:
            raise ExportError(f"the token with the id {token_id} is empty")
        if tokenizer._tokenizer.token2idx[token] < token_id:
            # On the device the largest id wins; KerasHub takes the one that stands last.
            raise ExportError(f"the token {token!r} stands in the vocabulary twice, and not in the order of its ids")
    return Described(RwkvTokenizer(vocabulary=VOCABULARY_FILE), {VOCABULARY_FILE: encode(tokens)})
