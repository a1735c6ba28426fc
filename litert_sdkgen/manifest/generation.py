"""How a model writes text, token by token, as the manifest records it."""

from dataclasses import dataclass, field
from typing import Literal

from .marks import ASSET, OUTPUT


@dataclass(frozen=True)
class Sampler:
    """How the next token is drawn from `softmax(logits / temperature)`.

    `greedy`: the best. `top_k`: one of the `k` best. `top_p`: one of the best that exceed the probability `p` together, of the `k` best
    where `k` is given. `random`: any. `beam`: none is drawn; the likeliest of `beams` texts that are followed at once.
    """

    method: Literal["greedy", "top_k", "top_p", "random", "beam"]
    temperature: float = 1.0
    k: int | None = None
    p: float | None = None
    beams: int | None = None


@dataclass(frozen=True)
class ChatTemplate:
    """How a conversation becomes a prompt. `template` is an asset: a Jinja template as a tree of statements, in JSON.

    `start_token` and `end_token` are its `bos_token` and `eos_token`. Where the text step's packer puts tokens in front, a `start_token`
    at the beginning of the text is left out; `end_token` within it becomes `end_token_id`.
    """

    template: str = field(metadata=ASSET)
    start_token: str = ""
    end_token: str = ""
    end_token_id: int | None = None


@dataclass(frozen=True)
class Generation:
    """Token by token: signatures `prefill_<N>` read a prompt into the state; `decode` reads one token and gives `output`.

    `output` holds a number for each token of the vocabulary.
    Prompt and answer have `context_length` tokens at most. A token of `stop_tokens` ends the answer; those of `special_tokens` are no
    part of its text. `sampler` is what the model was compiled with. `chat` is there where the model holds conversations. The state is a
    cache with a place for each position; one of the kind `recurrent` is none: it is read in full calls, never goes back to an earlier
    token, and begins anew in a call at position 0.
    """

    output: str = field(metadata=OUTPUT)
    context_length: int
    stop_tokens: tuple[int, ...]
    special_tokens: tuple[int, ...]
    sampler: Sampler
    chat: ChatTemplate | None = None
    state_kind: Literal["recurrent"] | None = None
    type: Literal["generation"] = "generation"
