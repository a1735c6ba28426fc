"""What an encoder reads, as the inputs of its signature."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..errors import UsageError
from ..litert import LiteRtFile
from ..manifest.generation import Pictures
from ..manifest.steps import AudioStep, IdsStep, ImageStep, PaddedPacker, PreprocessStep, StartEndPacker, TextStep
from .picture_prompt import check_places, embedded

if TYPE_CHECKING:
    import numpy as np


def source_inputs(step: PreprocessStep, source: "Sequence[int] | np.ndarray[Any, Any]") -> "dict[str, np.ndarray[Any, Any]]":
    """The inputs of `encode` by name: for ids, as the tokens of a text as KerasHub packs it, without padding, for the samples float32[n] of
    a sound, or for the prepared pixels float32[1, height, width, channels] of a picture.

    Raises:
        UsageError: a sound that is too short or too long for the model.
    """
    import numpy as np

    if isinstance(step, AudioStep):
        return _sound_inputs(step, np.asarray(source, np.float32))
    if isinstance(step, ImageStep):
        return {step.feeds["pixels"]: np.asarray(source, np.float32).reshape(step.shape)}
    # The manifest's reader demands it of the task.
    assert isinstance(step, TextStep | IdsStep) and isinstance(step.packer, StartEndPacker | PaddedPacker)
    packer = step.packer
    row = np.full((1, packer.sequence_length), packer.pad, np.int32)
    row[0, : len(source)] = source
    mask = np.zeros_like(row)
    mask[0, : len(source)] = 1
    return {step.feeds["token_ids"]: row, step.feeds["padding_mask"]: mask}


def picture_inputs(
    file: LiteRtFile,
    pictures: Pictures,
    step: PreprocessStep,
    source: "Sequence[int] | np.ndarray[Any, Any]",
    pixels: "Sequence[np.ndarray[Any, Any]]",
) -> "dict[str, np.ndarray[Any, Any]]":
    """The input of `encode` for the pictures among the tokens of `source`: zeros, which it reads nowhere, where there are none.

    Raises:
        UsageError: `source` does not have the places of all of them; it may have been too long for them.
    """
    import numpy as np

    assert pictures.marker is not None  # the manifest's reader demands it of the task
    check_places(pictures, pictures.marker, source, [pictures.places] * len(pixels))
    if pixels:
        return {pictures.embeddings: embedded(file, pictures, step, pixels[0])}
    shape = file.tensor_details("encode")[0][pictures.embeddings]["shape"]
    return {pictures.embeddings: np.zeros(tuple(map(int, shape)), np.float32)}


def _sound_inputs(step: AudioStep, samples: "np.ndarray[Any, Any]") -> "dict[str, np.ndarray[Any, Any]]":
    import numpy as np

    count = len(samples)
    if not step.shortest <= count <= step.length:
        raise UsageError(f"the sound has {count} samples; the model was exported for {step.shortest} to {step.length}")
    row = np.zeros((1, step.length), np.float32)
    row[0, :count] = samples
    return {step.feeds["samples"]: row, step.feeds["sample_count"]: np.array([count], np.int32)}
