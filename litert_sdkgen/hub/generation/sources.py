"""What KerasHub's preprocessor makes of a text for the encoder, and with which tokens an answer begins."""

import contextlib
import itertools
from collections.abc import Iterator
from typing import Any

import keras
import numpy as np

from ...errors import ExportError
from ...exporter.plan import Continuation, NamedSpec
from ...manifest.steps import PromptPacker, StartEndPacker
from .. import packers
from . import greedy, prompts
from .encoded_steps import Source

_TEXT_INPUTS = {f"{side}_{what}" for side in ("encoder", "decoder") for what in ("token_ids", "padding_mask")}
_BEGUN = 4
"""How many tokens an answer goes on from; a context has at least twice as many."""
_PROBES = ("a wonderful film", "", "Naïve café, 日本語 😀", "one two three four five " * 400)


def text_source(tokens: str, mask: str, length: int, vocabulary_size: int) -> Source:
    """`length` tokens in the input `tokens`, with zeros in `mask` where there is only padding."""

    @contextlib.contextmanager
    def read(ids: Any, used: Any) -> Iterator[dict[str, Any]]:
        yield {"encoder_token_ids": ids, "encoder_padding_mask": keras.ops.cast(used, "bool")}

    inputs = (
        NamedSpec(tokens, "encoder_token_ids", "int32", (1, length), high=vocabulary_size),
        NamedSpec(mask, "encoder_padding_mask", "int32", (1, length), role="mask"),
    )
    return Source(inputs, read)


def describe(preprocessor: Any) -> tuple[StartEndPacker, PromptPacker]:
    """The manifest's form of `generate_preprocess` at the preprocessor's present lengths, proven on a few texts.

    Raises:
        ExportError: the preprocessor does something else than to put its packer's tokens around those of the text.
    """
    if preprocessor.encoder_packer is None:
        preprocessor.build(None)
    start = _used(preprocessor, "", "decoder")
    # Each class calls its packer with flags of its own.
    for add_start, add_end in itertools.product((True, False), repeat=2):
        packer = packers.start_end(preprocessor.encoder_packer, add_start=add_start, add_end=add_end)
        if all(_packs(preprocessor, packer, start, text) for text in _PROBES):
            return packer, PromptPacker(tuple(start))
    raise ExportError(
        f"the {type(preprocessor).__name__} does more to a text than to put start and end around its tokens, which the device cannot "
        "repeat yet. Export with --task tensors"
    )


def asked(
    preprocessor: Any, packer: StartEndPacker, start: PromptPacker, vocabulary_size: int
) -> list[tuple[Continuation, dict[str, Any]]]:
    """Continuations without tokens, each with KerasHub's inputs for the encoder: texts, of which the last has a beginning of its answer,
    and random sources of one token and of as many as the encoder takes."""
    generator = np.random.default_rng(6)
    first, *_ = prompts.SAMPLES
    begun = (*start.start, *plain_tokens(preprocessor, first)[:_BEGUN])
    beginnings = [*((text, start.start) for text in prompts.SAMPLES), (first, begun)]
    given: list[tuple[str | None, list[int], tuple[int, ...]]] = [
        (text, source_tokens(preprocessor, text), beginning) for text, beginning in beginnings
    ]
    given += [(None, generator.integers(0, vocabulary_size, length).tolist(), start.start) for length in (1, packer.sequence_length)]
    packed = preprocessor.generate_preprocess({"encoder_text": [""], "decoder_text": [""]})
    # A model that could read a picture gets a black one, whatever the text is.
    others = {name: value for name, value in packed.items() if name not in _TEXT_INPUTS}
    found = []
    for text, tokens, beginning in given:
        row, mask = greedy.padded(tokens, packer.sequence_length, packer.pad)
        continuation = Continuation(beginning, (), text, tuple(tokens))
        found.append((continuation, {**others, "encoder_token_ids": row, "encoder_padding_mask": mask}))
    return found


def source_tokens(preprocessor: Any, text: str) -> list[int]:
    """The token ids that the encoder reads for `generate(text)`, without padding."""
    return _used(preprocessor, text, "encoder")


def plain_tokens(preprocessor: Any, text: str) -> list[int]:
    """The token ids of a text alone, as those that an answer goes on from."""
    return [int(token) for token in preprocessor.tokenizer(text)]


@contextlib.contextmanager
def at_lengths(preprocessor: Any, encoder_length: int, context_length: int) -> Iterator[None]:
    """The caller's preprocessor at other lengths, for a while."""
    former = preprocessor.encoder_sequence_length, preprocessor.decoder_sequence_length
    preprocessor.encoder_sequence_length, preprocessor.decoder_sequence_length = encoder_length, context_length
    try:
        yield
    finally:
        preprocessor.encoder_sequence_length, preprocessor.decoder_sequence_length = former


def _packs(preprocessor: Any, packer: StartEndPacker, start: list[int], text: str) -> bool:
    """Whether the preprocessor makes of `text` what `packer` makes, and has an answer begin with `start`."""
    room = packer.sequence_length - len(packer.start) - len(packer.end)
    tokens = [*packer.start, *plain_tokens(preprocessor, text)[:room], *packer.end]
    row, mask = _packed(preprocessor, text, "encoder")
    padding = packer.sequence_length - len(tokens)
    return (
        row == [*tokens, *[packer.pad] * padding]
        and mask == [True] * len(tokens) + [False] * padding
        and _used(preprocessor, text, "decoder") == start
        and _used(preprocessor, "", "decoder", text) == [*start, *plain_tokens(preprocessor, text)][: preprocessor.decoder_sequence_length]
    )


def _used(preprocessor: Any, text: str, side: str, prompt: str = "") -> list[int]:
    row, mask = _packed(preprocessor, text, side, prompt)
    return [token for token, is_used in zip(row, mask, strict=True) if is_used]


def _packed(preprocessor: Any, text: str, side: str, prompt: str = "") -> tuple[list[int], list[bool]]:
    packed = preprocessor.generate_preprocess({"encoder_text": [text], "decoder_text": [prompt]})
    return [int(token) for token in packed[f"{side}_token_ids"][0]], [bool(used) for used in packed[f"{side}_padding_mask"][0]]
