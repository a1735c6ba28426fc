"""Packers that the device can repeat."""

import contextlib
from collections.abc import Iterator
from typing import Any

import keras_hub

from ..errors import ExportError, UsageError
from ..manifest.steps import MultiSegmentPacker, StartEndPacker


def describe(preprocessor: Any) -> MultiSegmentPacker | StartEndPacker:
    """The manifest's form of a text preprocessor's packer, at the preprocessor's present sequence length.

    Raises:
        ExportError: a packer of a kind that the device does not have.
        UsageError: no room for a single token.
    """
    if preprocessor.packer is None:
        preprocessor.build(None)  # packers are made late, when a tokenizer's assets are sure to be there
    packer = preprocessor.packer
    if type(packer) is keras_hub.layers.MultiSegmentPacker:
        described: MultiSegmentPacker | StartEndPacker = multi_segment(packer)
    elif type(packer) is keras_hub.layers.StartEndPacker:
        start, end = (getattr(preprocessor, option, True) for option in ("add_start_token", "add_end_token"))
        described = start_end(packer, add_start=start, add_end=end)
    else:
        known = "known: MultiSegmentPacker, StartEndPacker"
        raise ExportError(f"the device has no {type(packer).__name__} yet ({known}). Export with --task tensors")
    special = len(described.start) + len(getattr(described, "separator", ())) + len(described.end)
    if described.sequence_length <= special:
        raise UsageError(
            f"--sequence-length: expected at least {special + 1} ({special} are special tokens). Received: {described.sequence_length}"
        )
    return described


def multi_segment(packer: Any) -> MultiSegmentPacker:
    """The manifest's form of a `MultiSegmentPacker`. KerasHub makes the padding mask beside it, by comparing with the padding token."""
    return MultiSegmentPacker(
        sequence_length=int(packer.sequence_length),
        start=_ids(packer.start_value),
        separator=_ids(packer.sep_value),
        end=_ids(packer.end_value),
        pad=int(packer.pad_value or 0),
        truncate=packer.truncate,
        padding_side=packer.padding_side,
        mask="value",
    )


def start_end(packer: Any, *, add_start: bool = True, add_end: bool = True) -> StartEndPacker:
    """The manifest's form of a `StartEndPacker` that is called with these flags. A mask that it returns itself counts by position."""
    return StartEndPacker(
        sequence_length=int(packer.sequence_length),
        start=_ids(packer.start_value) if add_start else (),
        end=_ids(packer.end_value) if add_end else (),
        pad=int(packer.pad_value or 0),
        padding_side=packer.padding_side,
        mask="position" if packer.return_padding_mask else "value",
    )


def check_segments(preprocessor: Any, count: int) -> None:
    """Refuses a pair where the preprocessor packs single texts.

    Raises:
        UsageError: `count` is not one, and the packer takes one text.
    """
    if count != 1 and describe(preprocessor).type == "start_end":
        raise UsageError(f"expected one text: the model's packer (StartEndPacker) takes no pairs. Received: {count}")


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
