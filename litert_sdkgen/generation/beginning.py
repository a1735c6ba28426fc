"""What is read before the first token of an answer is drawn, besides tokens: a source, or the pictures and sounds of a prompt."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..errors import UsageError
from ..litert import LiteRtFile
from ..manifest.generation import Generation
from ..manifest.steps import PreprocessStep
from .cached_model import CachedModel
from .cached_text import CachedText
from .picture_prompt import PicturePrompt
from .sources import picture_inputs, source_inputs

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]


def begin(
    file: LiteRtFile,
    model: CachedModel,
    steps: Sequence[PreprocessStep],
    generation: Generation,
    prompt: Sequence[int],
    source: "Sequence[int] | Array | None" = None,
    pictures: "Sequence[Array]" = (),
    sounds: "Sequence[Array]" = (),
) -> tuple[list[int], CachedText]:
    """The tokens of the whole prompt, and what of them the cache of `model`, which runs `file`, has already.

    Args:
        steps: the manifest's, the last of which is that of the prompt.
        prompt: tokens, without places for pictures that stand in front.
        source: what an encoder of text or sound reads, where there is one.
        pictures: the pixels of each picture in the prompt, or of that which an encoder reads, float32[1, height, width, channels].
        sounds: the mel bands of each sound in the prompt, float32[1, n, bands].

    Raises:
        UsageError: other sources, pictures or sounds than the model takes.
    """
    encoded = encoded_steps(steps, generation)
    if generation.pictures is not None and not encoded:
        pictured = PicturePrompt(generation.pictures, prompt, pictures, generation.sounds, sounds)
        return pictured.tokens, pictured.begun(file, model, steps)
    read: dict[str, Array] = {}
    for step in encoded:
        if step.type == "image" and len(pictures) != 1:
            raise UsageError(f"expected one picture, which the model reads first. Received: {len(pictures)}")
        given = pictures[0] if step.type == "image" else source
        assert given is not None  # the caller has what the task takes
        read |= source_inputs(step, given)
    if generation.pictures is not None:
        assert source is not None
        read |= picture_inputs(file, generation.pictures, steps[0], source, pictures)
    if read:
        model.encode(read)
    return list(prompt), CachedText(model)


def encoded_steps(steps: Sequence[PreprocessStep], generation: Generation) -> Sequence[PreprocessStep]:
    """Those of `steps` that feed an encoder: not the last one, of the prompt, nor those of pictures and sounds that are embedded alone."""
    return steps[(generation.pictures is not None) + (generation.sounds is not None) : -1]
