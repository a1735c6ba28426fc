"""Packers that the device can repeat."""

import contextlib
from collections.abc import Iterator
from typing import Any

import keras_hub

from ..errors import ExportError, UsageError
from ..manifest.model import MultiSegmentPacker


def describe(preprocessor: Any) -> MultiSegmentPacker:
    """The manifest's form of a text preprocessor's packer, at the preprocessor's present sequence length.

    Raises:
        ExportError: a packer of a kind that the device does not have.
        UsageError: no room for a single token.
    """
    if preprocessor.packer is None:
        preprocessor.build(None)  # packers are made late, when a tokenizer's assets are sure to be there
    packer = preprocessor.packer
    if type(packer) is not keras_hub.layers.MultiSegmentPacker:
        raise ExportError(f"the device has no {type(packer).__name__} yet (known: MultiSegmentPacker). Export with --task tensors")
    described = MultiSegmentPacker(
        sequence_length=int(packer.sequence_length),
        start=_ids(packer.start_value),
        separator=_ids(packer.sep_value),
        end=_ids(packer.end_value),
        pad=int(packer.pad_value or 0),
        truncate=packer.truncate,
        padding_side=packer.padding_side,
        mask="value",  # KerasHub's text classifiers all compare with the padding token instead of counting
    )
    special = len(described.start) + len(described.separator) + len(described.end)
    if described.sequence_length <= special:
        raise UsageError(
            f"--sequence-length: expected at least {special + 1} ({special} are special tokens). Received: {described.sequence_length}"
        )
    return described


@contextlib.contextmanager
def at_length(preprocessor: Any, length: int) -> Iterator[None]:
    """The caller's preprocessor at another sequence length, for a while."""
    former = preprocessor.sequence_length
    preprocessor.sequence_length = length
    try:
        yield
    finally:
        preprocessor.sequence_length = former


def _ids(value: Any) -> tuple[int, ...]:
    if value is None:
        return ()
    return tuple(int(item) for item in value) if isinstance(value, list | tuple) else (int(value),)
