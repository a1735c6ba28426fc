"""Tokenizers in the form of LiteRT-LM, whose files have them inside."""

from typing import Any

import keras_hub

from ..errors import ExportError
from ..litertlm.contents import TokenizerFile

ADVICE = "Export it without --format, for the runtime of generated code"


def file_of(tokenizer: Any) -> TokenizerFile:
    """The file that LiteRT-LM reads `tokenizer` from.

    Raises:
        ExportError: it reads none of this kind.
    """
    if isinstance(tokenizer, keras_hub.tokenizers.SentencePieceTokenizer) and not (tokenizer.add_bos or tokenizer.add_eos):
        return TokenizerFile("sentence_piece", bytes(tokenizer.proto))
    if isinstance(tokenizer, keras_hub.tokenizers.BytePairTokenizer):
        tokenizer._maybe_initialized_tokenizers()
        return TokenizerFile("hugging_face", tokenizer._tokenizer.to_str().encode())
    raise ExportError(f"LiteRT-LM reads SentencePiece models and byte-pair encodings. Received: a {type(tokenizer).__name__}. {ADVICE}")
