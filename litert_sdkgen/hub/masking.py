"""Masks where the user wrote them.

KerasHub's `MaskedLMPreprocessor` hides tokens at random, to train a model. Here its tokenizer and its packer are used, and `mask_positions`
are those of the mask tokens in the text. What stands between masks is tokenized by itself, since most of KerasHub's tokenizers do not know
their mask token in a text; white space in front of a mask belongs to the token that it hides, as in training.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..errors import ExportError, UsageError
from ..exporter.plan import NamedSpec
from ..manifest.steps import MaskToken
from . import packers
from .reading import Reading

POSITIONS = "mask_positions"
_SPACES = " \t\n\r\f\v"


def describe(preprocessor: Any) -> MaskToken:
    """The token that stands for a mask in a text.

    Raises:
        ExportError: a tokenizer that has none, or that marks the ends of each text.
    """
    tokenizer = preprocessor.tokenizer
    number = getattr(tokenizer, "mask_token_id", None)
    if number is None:
        raise ExportError(f"the {type(tokenizer).__name__} has no mask token. Export with --task tensors")
    if getattr(tokenizer, "add_bos", False) or getattr(tokenizer, "add_eos", False):
        raise ExportError(
            f"the {type(tokenizer).__name__} adds start or end to each piece of text (add_bos, add_eos). Export with --task tensors"
        )
    return MaskToken(tokenizer.id_to_token(number), int(number))


def reading(preprocessor: Any) -> Reading:
    """How texts with masks become tensors: up to `mask_selection_length` masks in one text.

    Raises:
        ExportError: a tokenizer that has none, or that marks the ends of each text.
    """
    mask = describe(preprocessor)
    token, most = mask.token, preprocessor.mask_selection_length
    texts = (
        (f"a {token} film",),
        (f"the {token} was {token}.",),
        (f"{token}s, and {token}{token}!",),
        (token,),
        (f"Café — {token} 日本 😀",),
        (f"the {token}", f"a {token} one"),
    )
    return Reading(inputs, texts, mask, {POSITIONS: int(most)} if most else {})


def tokens(tokenizer: Any, mask: MaskToken, text: str) -> list[int]:
    """The ids of `text`, with the mask's own id for each mask."""
    *before, last = text.split(mask.token)
    ids: list[int] = []
    for part in before:
        ids += [*_ids(tokenizer, part.rstrip(_SPACES)), mask.id]
    return ids + _ids(tokenizer, last)


def inputs(preprocessor: Any, text: tuple[str, ...], specs: Sequence[NamedSpec]) -> dict[str, Any]:
    """The tensors of a text with masks, or of a pair, as the file's inputs want them; unused places of `mask_positions` are 0.

    Raises:
        UsageError: no mask, more than the model fills at once, or one behind the end of what the model reads.
        ExportError: the model wants inputs that are not made here.
    """
    mask = describe(preprocessor)
    packers.check_segments(preprocessor, len(text))
    segments = [[tokens(preprocessor.tokenizer, mask, segment)] for segment in text]
    pad = preprocessor.tokenizer.pad_token_id
    if packers.describe(preprocessor).type == "multi_segment":
        token_ids, segment_ids = (np.asarray(array) for array in preprocessor.packer(tuple(segments)))
    else:
        token_ids = np.asarray(preprocessor.packer(segments[0]))
        segment_ids = np.zeros_like(token_ids)
    room = next((spec.shape[-1] for spec in specs if spec.name == POSITIONS), 0)
    written = sum(segment.count(mask.token) for segment in text)
    made = {
        "token_ids": token_ids,
        "padding_mask": token_ids != pad,
        "segment_ids": segment_ids,
        POSITIONS: _positions(token_ids[0], mask, written, room)[None],
    }
    missing = [spec.name for spec in specs if spec.name not in made]
    if missing:
        raise ExportError(f"the model wants {', '.join(missing)}, beside a text with masks. Export with --task tensors")
    return {spec.name: made[spec.name].astype(spec.dtype) for spec in specs}


def _positions(token_ids: Any, mask: MaskToken, written: int, room: int) -> Any:
    if written == 0:
        raise UsageError(f"expected a text with {mask.token} in it. Received: none")
    if written > room:
        raise UsageError(f"expected up to {room} {mask.token} in a text. Received: {written}")
    (found,) = np.nonzero(token_ids == mask.id)
    if len(found) < written:
        raise UsageError(
            f"expected each {mask.token} among the {len(token_ids)} tokens that the model reads. "
            f"Received: {written - len(found)} behind their end. Shorten the text"
        )
    if len(found) > written:  # SentencePiece may normalize other characters to its mask
        raise UsageError(f"expected {written} masks. Received: {len(found)} that the tokenizer reads. Write each as {mask.token}")
    return np.pad(found, (0, room - written))


def _ids(tokenizer: Any, text: str) -> list[int]:
    """As the preprocessor does it: a batch of one."""
    return [int(number) for number in np.asarray(tokenizer([text])[0]).ravel()] if text else []
