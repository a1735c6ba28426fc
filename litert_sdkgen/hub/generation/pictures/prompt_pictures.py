"""What an export needs to know of a language model that sees pictures."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from ....manifest.generation import PictureMarker, Pictures
from ..cached_steps import CacheLayout

EMBEDDINGS = "image_embeddings"


class Prefix(Protocol):
    """Reads a picture and all of a prompt's text behind it."""

    def __call__(self, layout: CacheLayout, embeddings: Any, tokens: Any, is_token: Any, cache: Sequence[Any]) -> list[Any]:
        """The cache with `embeddings` from position 0 on, and behind them `tokens`, int[1, N], as far as `is_token` is 1."""


class Placed(Protocol):
    """Reads one picture of a prompt."""

    def __call__(self, layout: CacheLayout, embeddings: Any, position: Any, cache: Sequence[Any]) -> list[Any]:
        """The cache with `embeddings` from `position` on."""


@dataclass(frozen=True)
class PromptPictures:
    """Pictures in the prompts of one model.

    `shape` is height, width and channels of a picture as the model takes it; `embed` makes of pixels, float32[1, *shape], the embeddings,
    [1, places, dimensions]. `inputs(row, mask, pictures)` is what `generate_step` takes for a row of tokens, its mask and the pixels of
    each picture. A model has either a `prefix` and no `marker`, or a `marker` and `placed`; see the manifest's `Pictures`.
    `positions` is how many it has for pictures and tokens, where its backbone does not say it.
    """

    shape: tuple[int, int, int]
    places: int
    dimensions: int
    embed: Callable[[Any], Any]
    inputs: Callable[[Any, Any, Sequence[Any]], Mapping[str, Any]]
    prefix: Prefix | None = None
    placed: Placed | None = None
    marker: PictureMarker | None = None
    most: int = 1
    positions: int | None = None

    @property
    def in_front(self) -> int:
        """Places of the context that are taken before any token; those that a text has a marker for are among its tokens."""
        return self.places if self.marker is None else 0

    @property
    def described(self) -> Pictures:
        """The manifest's form."""
        return Pictures(EMBEDDINGS, self.places, self.most, self.marker)
