"""Prompts with pictures: what `VisionLanguageModel` does on a device."""

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from ..errors import UsageError
from ..litert import LiteRtFile
from ..manifest.generation import PictureMarker, Pictures
from ..manifest.steps import PreprocessStep
from .cached_model import CachedModel

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

PLACE = -1
"""What stands among the tokens for a place of a picture in front of them."""


class PicturePrompt:
    """A prompt's tokens, and where its pictures are among them.

    Args:
        tokens: as KerasHub packs them, without padding.
        pixels: float32[1, height, width, channels] of each picture.
    """

    def __init__(self, pictures: Pictures, tokens: Sequence[int], pixels: "Sequence[Array]") -> None:
        self._pictures, self._pixels = pictures, pixels
        if pictures.marker is None:
            if len(pixels) != 1:
                raise UsageError(f"expected one picture, which stands in front of the prompt. Received: {len(pixels)}")
            self.tokens = [*[PLACE] * pictures.places, *tokens]
            return
        self.tokens = list(tokens)
        check_places(pictures, pictures.marker, tokens, len(pixels))

    def read(self, file: LiteRtFile, model: CachedModel, steps: Sequence[PreprocessStep]) -> int:
        """Reads pictures and prompt into the cache of `model`, up to the last picture; how many of `tokens` that are.

        Raises:
            UsageError: the prompt is longer than the context.
        """
        model.check_length(self.tokens)
        embeddings = [embedded(file, self._pictures, steps[0], pixels) for pixels in self._pixels]
        if self._pictures.marker is None:
            self._read_prefix(model, steps[-1], embeddings[0])
            return len(self.tokens)
        end = 0
        for pictured in embeddings:
            start = self.tokens.index(self._pictures.marker.token, end)
            model.prefill(self.tokens, end, start)
            end = start + self._pictures.places
            model.run("prefill_image", {steps[-1].feeds["positions"]: _positions(start, end), self._pictures.embeddings: pictured})
        return end

    def _read_prefix(self, model: CachedModel, step: PreprocessStep, embeddings: "Array") -> None:
        import numpy as np

        tokens, mask = step.feeds["token_ids"], step.feeds["padding_mask"]
        text = self.tokens[self._pictures.places :]
        sizes = {key: shapes[tokens] for key, shapes in model.input_shapes.items() if mask in shapes}
        key = min((key for key, shape in sizes.items() if shape[1] >= len(text)), key=lambda key: sizes[key][1])
        row, used = np.zeros(sizes[key], np.int32), np.zeros(sizes[key], np.int32)
        row[0, : len(text)], used[0, : len(text)] = text, 1
        model.run(key, {tokens: row, mask: used, self._pictures.embeddings: embeddings})


def check_places(pictures: Pictures, marker: PictureMarker, tokens: "Sequence[int] | Array", count: int) -> None:
    """Raises UsageError unless `tokens` have the places of `count` pictures, and the model takes so many."""
    if count > pictures.most:
        raise UsageError(f"expected at most {pictures.most} pictures. Received: {count}")
    places = [len(list(run)) for is_place, run in groupby(tokens, marker.token.__eq__) if is_place]
    if places != [pictures.places] * count:
        shown = f"{marker.marker!r} in the prompt once for each of {count} pictures"
        raise UsageError(f"expected {shown}, and {marker.placeholder!r} nowhere. Received: {len(places)}, of {places} places")


def embedded(file: LiteRtFile, pictures: Pictures, step: PreprocessStep, pixels: "Array") -> "Array":
    """float32[1, places, dimensions]: what `encode_image` makes of the pixels of a picture."""
    return file.run("encode_image", {step.feeds["pixels"]: pixels})[pictures.embeddings]


def _positions(start: int, end: int) -> "Array":
    import numpy as np

    return np.arange(start, end, dtype=np.int32)
