"""What an export needs to know of a language model that sees pictures."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Any, Protocol

from ....errors import UsageError
from ....manifest.generation import Pictures, PlaceMarker
from ..cached_steps import CacheLayout, StateLayout

EMBEDDINGS = "image_embeddings"
ImageSize = tuple[int, int]
"""Height and width."""


class Prefix(Protocol):
    """Reads a picture and all of a prompt's text behind it."""

    def __call__(self, layout: CacheLayout, embeddings: Any, tokens: Any, is_token: Any, cache: Sequence[Any]) -> list[Any]:
        """The cache with `embeddings` from position 0 on, and behind them `tokens`, int[1, N], as far as `is_token` is 1."""


class Placed(Protocol):
    """Reads one picture of a prompt."""

    def __call__(self, layout: StateLayout, embeddings: Any, position: Any, cache: Sequence[Any]) -> list[Any]:
        """The cache with `embeddings` from `position` on."""


@dataclass(frozen=True)
class PromptPictures:
    """Pictures in the prompts of one model.

    `shape` is height, width and channels of a picture as the model takes it; `embed` makes of pixels, float32[1, *shape], the embeddings,
    [1, places, dimensions]. `inputs(row, mask, pictures)` is what `generate_step` takes for a row of tokens, its mask and the pixels of
    each picture. A model has either a `prefix` and no `marker`, or a `marker` and `placed`; see the manifest's `Pictures`.
    `positions` is how many it has for pictures and tokens, where its backbone does not say it. `most` is how many pictures a prompt can
    have, None for as many as the context. `left_out` says what KerasHub's `generate` does otherwise than the forward pass.
    `shown` is where a graph of the forward pass can be made of such inputs: its encoder may want to know the values of some.
    """

    shape: tuple[int, int, int]
    places: int
    dimensions: int
    embed: Callable[[Any], Any]
    inputs: Callable[[Any, Any, Sequence[Any]], Mapping[str, Any]]
    prefix: Prefix | None = None
    placed: Placed | None = None
    marker: PlaceMarker | None = None
    most: int | None = 1
    positions: int | None = None
    left_out: str | None = None
    shown: Callable[[Mapping[str, Any]], AbstractContextManager[None]] = field(default=lambda inputs: nullcontext())

    @property
    def in_front(self) -> int:
        """Places of the context that are taken before any token; those that a text has a marker for are among its tokens."""
        return self.places if self.marker is None else 0

    def described(self, context_length: int) -> Pictures:
        """The manifest's form."""
        most = max(1, context_length // self.places) if self.most is None else self.most
        return Pictures(EMBEDDINGS, self.places, most, self.marker)

    def check_size(self, wanted: ImageSize | None) -> "PromptPictures":
        """Of a model whose pictures have one size.

        Raises:
            UsageError: `wanted` is another one.
        """
        height, width, _ = self.shape
        if wanted not in (None, (height, width)):
            raise UsageError(f"--image-size: the model takes {height}x{width} and nothing else. Received: {wanted}")
        return self
