"""How a model writes text, token by token, as the manifest records it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from .marks import ASSET, OUTPUT


@dataclass(frozen=True)
class Sampler:
    """How the next token is drawn from `softmax(logits / temperature)`.

    `greedy`: the best. `top_k`: one of the `k` best. `top_p`: one of the best that exceed the probability `p` together, of the `k` best
    where `k` is given. `random`: any. `beam`: none is drawn; the likeliest of `beams` texts that are followed at once. `contrastive`: of
    the `k` best the one with the highest `(1 - alpha) * probability - alpha * similarity`, the highest cosine between the hidden state at
    its place and those before.
    """

    method: Literal["greedy", "top_k", "top_p", "random", "beam", "contrastive"]
    temperature: float = 1.0
    k: int | None = None
    p: float | None = None
    beams: int | None = None
    alpha: float | None = None


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
class PlaceMarker:
    """What stands for a picture or a sound in a user's text: each `marker` becomes `before`, `placeholder` for each place, and `after`.

    `token` is the id of a placeholder, which a text has nowhere else.
    """

    marker: str
    before: str
    placeholder: str
    after: str
    token: int

    def expansion(self, places: int) -> str:
        """What takes the place of `marker` for a picture or a sound of so many places."""
        return f"{self.before}{self.placeholder * places}{self.after}"

    def expanded(self, text: str, places: Sequence[int], otherwise: int) -> str:
        """`text` with the expansion of each `marker`, of so many `places` in turn, and of `otherwise` behind the last of these."""
        first, *others = text.split(self.marker)
        counts = [*places, *[otherwise] * len(others)]
        return first + "".join(f"{self.expansion(count)}{part}" for count, part in zip(counts, others, strict=False))


@dataclass(frozen=True)
class Pictures:
    """Pictures in a prompt. Signature `encode_image` turns one into `embeddings`, float32[1, places, dimensions].

    Without a `marker` a prompt has one picture, in front of its text: its embeddings are an input of the signatures `prefill_<N>`, which
    read it and all of the text at once, from position 0 on, since they may attend to each other. With a `marker` a prompt has up to
    `most`, and the text says where: `prefill_image` reads the embeddings of one, whose places attend to each other, from its first
    position on.
    """

    embeddings: str = field(metadata=OUTPUT)
    places: int
    most: int = 1
    marker: PlaceMarker | None = None


@dataclass(frozen=True)
class Sounds:
    """Sounds in a prompt, as `Pictures` with a marker: `encode_audio` takes what a step of type `log_mel` makes of one, and `prefill_audio`
    reads its `embeddings`, float32[1, places, dimensions], from its first position on.

    With `frames_per_place` a sound takes a place for each so many of its moments, begun ones too, and `places` at most: the first of its
    embeddings. `prefill_audio` reads a part of them in each call then.
    """

    embeddings: str = field(metadata=OUTPUT)
    places: int
    marker: PlaceMarker
    most: int = 1
    frames_per_place: int | None = None

    def taken(self, frames: int) -> int:
        """Places of a sound of so many moments."""
        return self.places if self.frames_per_place is None else min(self.places, -(-frames // self.frames_per_place))


@dataclass(frozen=True)
class Generation:
    """Token by token: signatures `prefill_<N>` read a prompt into the state; `decode` reads one token and gives `output`.

    `output` holds a number for each token of the vocabulary.
    Prompt and answer have `context_length` tokens at most. A token of `stop_tokens` ends the answer; those of `special_tokens` are no
    part of its text. `sampler` is what the model was compiled with. `chat` is there where the model holds conversations. The state is a
    cache with a place for each position; one of the kind `recurrent` is none: it is read in full calls, never goes back to an earlier
    token, and begins anew in a call at position 0. `hidden` is the output with the hidden states of the tokens that a call reads.
    `pictures` is there where a prompt can have some, `sounds` where it can have these besides; the places that one takes are part of the
    context.
    """

    output: str = field(metadata=OUTPUT)
    context_length: int
    stop_tokens: tuple[int, ...]
    special_tokens: tuple[int, ...]
    sampler: Sampler
    chat: ChatTemplate | None = None
    state_kind: Literal["recurrent"] | None = None
    pictures: Pictures | None = None
    sounds: Sounds | None = None
    hidden: str | None = field(default=None, metadata=OUTPUT)
    type: Literal["generation"] = "generation"
