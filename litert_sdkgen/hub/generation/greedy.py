"""What Keras itself generates: the proof of an exported model."""

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import keras_hub
import numpy as np
import tensorflow as tf

from ...exporter.checkpoint.stored_values import is_on_disk
from ...exporter.cures import reference
from ...exporter.plan import Continuation
from . import deviations, forward_pass, left_padded
from .cached_steps import prefill_sizes, vocabulary_size_of

_NEW_TOKENS, _FEWEST_TOKENS = 24, 8
_SHORT_CONTEXT = 96


def continuations(
    model: Any, prompts: Sequence[tuple[str, Sequence[int]]], context_length: int, reserved: Sequence[int] = ()
) -> tuple[Continuation, ...]:
    """Greedy continuations by KerasHub's `generate`, or the forward pass where that differs, without its end at a stop token.

    Besides the texts of `prompts` (text, its tokens), random prompts: of one token, as long as one call of a prefill signature, longer
    than every one, and so long that the context ends with the answer. A short context is filled to its end each time. Tokens of `reserved`,
    which stand for something else than text, are in no random prompt.

    A model whose weights stay on disk is read anew for each token: it continues the first text by a few tokens only.
    """
    sizes, vocabulary_size = prefill_sizes(context_length), vocabulary_size_of(model)
    generator = np.random.default_rng(5)
    lengths = {1, sizes[0] + 1, min(sizes[-1] + 8, context_length - 1), max(1, context_length - 8)}
    lowest = 0
    if left_padded.takes(model):  # KerasHub makes a graph of every position, also of those before a short prompt; and 0 is padding
        lengths -= {context_length - 8} if context_length > _SHORT_CONTEXT else set()
        lowest = 1
    given: list[tuple[str | None, Sequence[int]]] = list(prompts)
    rows = [generator.integers(lowest, vocabulary_size, length) for length in sorted(lengths)]
    given += [(None, np.where(np.isin(row, reserved), lowest, row).tolist()) for row in rows]
    ends = [*_ends(sizes, context_length), context_length]
    if is_on_disk(model):
        _, tokens = given[0]
        given, ends = given[:1], [min(len(tokens) + _FEWEST_TOKENS, context_length)]
    found = []
    with stepping(model, by_forward_pass=deviations.reason(model) is not None) as generate:
        for text, tokens in given:
            if not 0 < len(tokens) < context_length:
                continue
            # Few different lengths, since Keras builds a graph for each.
            length = next(end for end in ends if end >= min(len(tokens) + _FEWEST_TOKENS, context_length))
            row, mask = padded(tokens, length)
            result = generate({"token_ids": row, "padding_mask": mask})["token_ids"]
            found.append(Continuation(tuple(tokens), after(tokens, result), text))
    return tuple(found)


def answers(
    model: Any,
    asked: Sequence[tuple[Continuation, Mapping[str, Any]]],
    context_length: int,
    prefix: str = "decoder_",
    has_every_place: bool = False,
) -> tuple[Continuation, ...]:
    """What KerasHub's `generate` answers to sources, greedily and without its end at a stop token.

    `asked` are continuations without tokens, each with KerasHub's inputs for the encoder; `prefix` stands before the names of the others.
    A short context is filled to its end each time; any context, with `has_every_place`, of a model whose answer depends on how many
    places its cache has.
    Of a model whose weights stay on disk only the beginning of the first answer is asked for.
    """
    most = most_tokens(model, context_length)
    if is_on_disk(model):
        asked = asked[:1]
    found = []
    # One length, since Keras builds a graph for each.
    shortest = min(len(continuation.prompt) for continuation, _ in asked)
    length = context_length if has_every_place else min(context_length, most + shortest)
    with stepping(model) as generate:
        for continuation, inputs in asked:
            start = continuation.prompt
            row, mask = padded(start, length)
            result = generate({**inputs, f"{prefix}token_ids": row, f"{prefix}padding_mask": mask})[f"{prefix}token_ids"]
            found.append(replace(continuation, tokens=after(start, result)))
    return tuple(found)


def differing(model: Any, found: Sequence[Continuation]) -> int:
    """How many of `found`, which are texts, KerasHub's own `generate` continues in another way."""
    count = 0
    with stepping(model) as generate:
        for continuation in found:
            row, mask = padded(continuation.prompt, len(continuation.prompt) + len(continuation.tokens))
            result = generate({"token_ids": row, "padding_mask": mask})["token_ids"]
            count += after(continuation.prompt, result) != continuation.tokens
    return count


def padded(tokens: Sequence[int], length: int, pad: int = 0) -> tuple[Any, Any]:
    """A row of `tokens` and its mask."""
    row, mask = np.full((1, length), pad, "int32"), np.zeros((1, length), bool)
    row[0, : len(tokens)], mask[0, : len(tokens)] = tokens, True
    return row, mask


def most_tokens(model: Any, context_length: int) -> int:
    """How long an answer is asked for: to the end of a short context, else as much as tells whether the file is right."""
    if is_on_disk(model):
        return _FEWEST_TOKENS
    return context_length if context_length <= _SHORT_CONTEXT else _NEW_TOKENS


def after(prompt: Sequence[int], result: Any) -> tuple[int, ...]:
    """What of the one row of `result` stands behind `prompt`."""
    return tuple(int(token) for token in np.asarray(result)[0, len(prompt) :])


def _ends(sizes: Sequence[int], context_length: int) -> list[int]:
    if context_length <= _SHORT_CONTEXT:
        return []
    return [end for end in (sizes[0] + _FEWEST_TOKENS + _NEW_TOKENS, sizes[-1] + _FEWEST_TOKENS + _NEW_TOKENS) if end < context_length]


@contextlib.contextmanager
def stepping(model: Any, by_forward_pass: bool = False) -> Iterator[Any]:
    """`generate_step` as a function of inputs by name, in float32 as the file will be. The model's own sampler is back afterwards.

    `by_forward_pass` gives what it would answer without its cache.
    """
    if by_forward_pass:
        with reference(model):
            yield forward_pass.greedy(model)
        return
    former = getattr(model, "sampler", None)

    def step(inputs: Any) -> Any:
        return model.generate_step(inputs, stop_token_ids=None)

    if not is_on_disk(model):  # a graph would read all weights at once, as none depends on another
        step = tf.function(step, autograph=False)

    def generate(inputs: Mapping[str, Any]) -> Any:
        return step({name: tf.constant(value) for name, value in inputs.items()})

    model.sampler = keras_hub.samplers.GreedySampler()
    try:
        with reference(model):
            yield partial(left_padded.filled, generate) if left_padded.takes(model) else generate
    finally:
        model.sampler = former
