"""What an encoder reads, as the inputs of its signature."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..manifest.model import PreprocessStep

if TYPE_CHECKING:
    import numpy as np


def source_inputs(step: PreprocessStep, tokens: Sequence[int]) -> "dict[str, np.ndarray[Any, Any]]":
    """The inputs of `encode` by name for the tokens of a text as KerasHub packs it, without padding."""
    import numpy as np

    assert step.type == "text" and step.packer.type == "start_end"  # the manifest's reader demands it of the task
    packer = step.packer
    row = np.full((1, packer.sequence_length), packer.pad, np.int32)
    row[0, : len(tokens)] = tokens
    mask = np.zeros_like(row)
    mask[0, : len(tokens)] = 1
    return {step.feeds["token_ids"]: row, step.feeds["padding_mask"]: mask}
