"""What a LiteRT-LM file holds beside the model."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class TokenizerFile:
    """A SentencePiece model, or a `tokenizer.json` of the tokenizers library."""

    kind: Literal["sentence_piece", "hugging_face"]
    content: bytes


@dataclass(frozen=True)
class StateBuffer:
    """A tensor that one call writes and the next one reads, under one name; its axis `sequence_axis` counts positions."""

    name: str
    kind: Literal["key", "value"]
    sequence_axis: int


@dataclass(frozen=True)
class Contents:
    """`start_tokens` stand before the first text, an answer ends at one of `stop_tokens`.

    Prompt and answer have `context_length` tokens at most. `chat_template` is Jinja, for the runtime's conversations.
    """

    tokenizer: TokenizerFile
    start_tokens: tuple[int, ...]
    stop_tokens: tuple[int, ...]
    context_length: int
    state: tuple[StateBuffer, ...]
    chat_template: str | None = None


@dataclass(frozen=True)
class EmbedderContents:
    """`start_tokens` stand before a text, `end_tokens` behind it; with them it has `sequence_length` tokens at most."""

    tokenizer: TokenizerFile
    start_tokens: tuple[int, ...]
    end_tokens: tuple[int, ...]
    sequence_length: int
