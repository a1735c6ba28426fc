"""Byte-level BPE: GPT-2, RoBERTa, BART, CLIP, Llama 3, Qwen, Whisper and others."""

import json
import struct
from typing import Any

import keras_hub
from keras_hub.src.tokenizers.byte_pair_tokenizer import bytes_to_unicode

from ...errors import ExportError
from ...manifest.tokenizers import BytePairTokenizer
from .described import Described
from .pipeline import Dump, Pipeline
from .token_bytes import encode

KERAS_CLASS = keras_hub.tokenizers.BytePairTokenizer

PIPELINE_FILE, VOCABULARY_FILE, MERGES_FILE = "tokenizer.json", "vocabulary.bin", "merges.bin"
_BYTES = {letter: byte[0] for byte, letter in zip(*bytes_to_unicode(), strict=True)}


def describe(tokenizer: Any) -> Described:
    """From the dump of the tokenizers library, which KerasHub builds for direct calls.

    The pattern in KerasHub's source says less: most classes hand it over as literal text, which then splits nothing.
    """
    if tokenizer.sequence_length is not None:
        raise ExportError("the tokenizer has a sequence_length of its own and pads before packing. Leave it to the preprocessor's packer")
    if tokenizer.vocabulary is None:
        raise ExportError("the tokenizer has no vocabulary")
    _check_ids(tokenizer.vocabulary)
    tokenizer._maybe_initialized_tokenizers()
    dump = json.loads(tokenizer._tokenizer.to_str())
    pipeline = Pipeline(dump, _removed(tokenizer))
    assets = {PIPELINE_FILE: pipeline.json(), VOCABULARY_FILE: encode(_token_bytes(dump)), MERGES_FILE: merges_file(dump)}
    return Described(BytePairTokenizer(pipeline=PIPELINE_FILE, vocabulary=VOCABULARY_FILE, merges=MERGES_FILE), assets)


def merges_file(dump: Dump) -> bytes:
    """int32, little endian: the id of each byte's token (-1: there is none); if words have an end, the same with the end attached; then
    the left, right and merged id of each rule, by rank.

    Raises:
        ExportError: a rule whose parts or result the vocabulary lacks.
    """
    model = dump["model"]
    vocabulary: dict[str, int] = model["vocab"]
    letters = [letter for letter, _ in sorted(_BYTES.items(), key=lambda entry: entry[1])]
    endings = dict.fromkeys(["", model.get("end_of_word_suffix") or ""])
    numbers = [vocabulary.get(letter + ending, -1) for ending in endings for letter in letters]
    for left, right in model["merges"]:
        missing = [token for token in (left, right, left + right) if not token or token not in vocabulary]
        if missing:
            raise ExportError(f"the merge of {left!r} and {right!r} does not fit the vocabulary, which lacks {missing[0]!r}")
        numbers += [vocabulary[left], vocabulary[right], vocabulary[left + right]]
    return struct.pack(f"<{len(numbers)}i", *numbers)


def _token_bytes(dump: Dump) -> dict[int, bytes]:
    """What each id stands for when it is decoded: a token that is not all of byte letters stands for itself."""
    tokens = {token_id: token for token, token_id in dump["model"]["vocab"].items()}
    tokens |= {token["id"]: token["content"] for token in dump["added_tokens"]}
    return {
        token_id: bytes(_BYTES[letter] for letter in token) if all(letter in _BYTES for letter in token) else token.encode()
        for token_id, token in tokens.items()
    }


def _check_ids(vocabulary: dict[str, int]) -> None:
    tokens: dict[int, str] = {}
    for token, token_id in vocabulary.items():
        if token_id in tokens:
            raise ExportError(f"the tokens {tokens[token_id]!r} and {token!r} of the vocabulary share the id {token_id}")
        tokens[token_id] = token


def _removed(tokenizer: Any) -> tuple[str, ...]:
    """CLIP's `detokenize` cuts these out of the text, in this order."""
    if isinstance(tokenizer, keras_hub.tokenizers.CLIPTokenizer):
        return ("</w>", str(tokenizer.start_token), str(tokenizer.end_token))
    return ()
