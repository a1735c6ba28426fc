"""What an export needs to know of a language model that hears sounds."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ....manifest.generation import PlaceMarker, Sounds
from ...audio_converters import Described
from ..pictures.prompt_pictures import Placed

EMBEDDINGS, FEATURES, FRAME_MASK = "audio_embeddings", "audio_features", "audio_frame_mask"


@dataclass(frozen=True)
class PromptSounds:
    """Sounds in the prompts of one model.

    `converter` is what makes mel bands of a sound; `embed` makes of these, float32[1, frames, bands], and of a mask, int32[1, frames], the
    embeddings, [1, places, dimensions]; `placed` reads them. `inputs(row, features)` is what `generate_step` takes besides for a row of
    tokens and the bands of each sound, float32[n, bands] with one n for all. `frames_per_place` as in the manifest's `Sounds`. `hidden`
    are tokens that are no part of a text, besides those that the tokenizer names.
    """

    converter: Described
    places: int
    dimensions: int
    embed: Callable[[Any, Any], Any]
    inputs: Callable[[Any, Sequence[Any]], Mapping[str, Any]]
    placed: Placed
    marker: PlaceMarker
    most: int
    frames_per_place: int | None = None
    hidden: tuple[int, ...] = ()

    @property
    def frames(self) -> int:
        """The most moments of a sound."""
        return self.converter.step.frames

    @property
    def described(self) -> Sounds:
        """The manifest's form."""
        return Sounds(EMBEDDINGS, self.places, self.marker, self.most, self.frames_per_place)
