"""Prompts with pictures and sounds: what `VisionLanguageModel` and `MultimodalLanguageModel` do on a device."""

from collections.abc import Sequence
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Any

from ..errors import UsageError
from ..litert import LiteRtFile
from ..manifest.generation import Pictures, PlaceMarker, Sounds
from ..manifest.steps import LogMelStep, PreprocessStep
from .cached_model import CachedModel
from .cached_text import CachedText
from .placed_run import PlacedRun

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

PLACE = -1
"""What stands among the tokens for a place of a picture in front of them."""


class PicturePrompt:
    """A prompt's tokens, and where its pictures and sounds are among them.

    Args:
        tokens: as KerasHub packs them, without padding.
        pixels: float32[1, height, width, channels] of each picture.
        bands: float32[1, n, bands] of each sound.
    """

    def __init__(
        self,
        pictures: Pictures,
        tokens: Sequence[int],
        pixels: "Sequence[Array]",
        sounds: Sounds | None = None,
        bands: "Sequence[Array]" = (),
    ) -> None:
        self._pictures, self._pixels, self._sounds, self._bands = pictures, pixels, sounds, bands
        self._heard = [sounds.taken(each.shape[1]) for each in bands] if sounds is not None else []
        if pictures.marker is None:
            if len(pixels) != 1:
                raise UsageError(f"expected one picture, which stands in front of the prompt. Received: {len(pixels)}")
            self.tokens = [*[PLACE] * pictures.places, *tokens]
            return
        self.tokens = list(tokens)
        check_places(pictures, pictures.marker, tokens, [pictures.places] * len(pixels))
        if sounds is not None:
            check_places(sounds, sounds.marker, tokens, self._heard, "sounds")

    def begun(self, file: LiteRtFile, model: CachedModel, steps: Sequence[PreprocessStep]) -> CachedText:
        """Reads pictures, sounds and prompt into the cache of `model`, up to the last of them.

        Raises:
            UsageError: the prompt is longer than the context, or ends it too close behind the beginning of a sound.
        """
        model.check_length(self.tokens)
        embeddings = [embedded(file, self._pictures, steps[0], pixels) for pixels in self._pixels]
        if self._pictures.marker is None:
            self._read_prefix(model, steps[-1], embeddings[0])
            return CachedText(model, self.tokens)
        runs = self._placed("prefill_image", self._pictures, self._pictures.marker, embeddings, [self._pictures.places] * len(embeddings))
        if self._sounds is not None:
            heard = [encoded_sound(file, self._sounds, steps[1], bands) for bands in self._bands]
            runs += self._placed("prefill_audio", self._sounds, self._sounds.marker, heard, self._heard)
        for run in runs:
            run.check(model)
        read = partial(self._read, model, steps[-1], runs)
        return CachedText(model, self.tokens[: read()], read)

    def _read(self, model: CachedModel, step: PreprocessStep, runs: Sequence[PlacedRun]) -> int:
        """How many of `tokens` the cache has then."""
        end = 0
        for run in sorted(runs, key=lambda run: run.start):
            model.prefill(self.tokens, end, run.start)
            run.read(model, step.feeds["positions"])
            end = run.start + run.places
        return end

    def _placed(
        self, key: str, kind: Pictures | Sounds, marker: PlaceMarker, embeddings: "Sequence[Array]", places: Sequence[int]
    ) -> list[PlacedRun]:
        found, start = [], 0
        for array, count in zip(embeddings, places, strict=True):
            start = self.tokens.index(marker.token, start)
            found.append(PlacedRun(start, count, key, kind.embeddings, array))
            start += count
        return found

    def _read_prefix(self, model: CachedModel, step: PreprocessStep, embeddings: "Array") -> None:
        import numpy as np

        tokens, mask = step.feeds["token_ids"], step.feeds["padding_mask"]
        text = self.tokens[self._pictures.places :]
        sizes = {key: shapes[tokens] for key, shapes in model.input_shapes.items() if mask in shapes}
        key = min((key for key, shape in sizes.items() if shape[1] >= len(text)), key=lambda key: sizes[key][1])
        row, used = np.zeros(sizes[key], np.int32), np.zeros(sizes[key], np.int32)
        row[0, : len(text)], used[0, : len(text)] = text, 1
        model.run(key, {tokens: row, mask: used, self._pictures.embeddings: embeddings})


def check_places(
    kind: Pictures | Sounds, marker: PlaceMarker, tokens: "Sequence[int] | Array", expected: Sequence[int], noun: str = "pictures"
) -> None:
    """Raises UsageError unless `tokens` have so many places for each picture (or sound), and the model takes so many of these."""
    count = len(expected)
    if count > kind.most:
        raise UsageError(f"expected at most {kind.most} {noun}. Received: {count}")
    places = [len(list(run)) for is_place, run in groupby(tokens, marker.token.__eq__) if is_place]
    if places != list(expected):
        shown = f"{marker.marker!r} in the prompt once for each of {count} {noun}"
        nowhere = "" if marker.placeholder == marker.marker else f", and {marker.placeholder!r} nowhere"
        raise UsageError(f"expected {shown}{nowhere}. Received: {len(places)}, of {places} places")


def embedded(file: LiteRtFile, pictures: Pictures, step: PreprocessStep, pixels: "Array") -> "Array":
    """float32[1, places, dimensions]: what `encode_image` makes of the pixels of a picture."""
    return file.run("encode_image", {step.feeds["pixels"]: pixels})[pictures.embeddings]


def encoded_sound(file: LiteRtFile, sounds: Sounds, step: PreprocessStep, bands: "Array") -> "Array":
    """float32[1, places, dimensions]: what `encode_audio` makes of the mel bands of a sound."""
    import numpy as np

    assert isinstance(step, LogMelStep)  # the manifest's reader demands it
    room = step.frames - bands.shape[1]
    mask = np.pad(np.ones(bands.shape[:2], np.int32), ((0, 0), (0, room)))
    inputs = {step.feeds["features"]: np.pad(bands, ((0, 0), (0, room), (0, 0))), step.feeds["frame_mask"]: mask}
    return file.run("encode_audio", inputs)[sounds.embeddings]
