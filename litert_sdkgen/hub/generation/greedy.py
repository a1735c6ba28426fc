"""What Keras itself generates: the proof of an exported model."""

import contextlib
from collections.abc import Iterator, Sequence
from typing import Any

import keras_hub
import numpy as np
import tensorflow as tf

from ...exporter.checkpoint.stored_values import is_on_disk
from ...exporter.cures import reference
from ...exporter.plan import Continuation
from .cached_steps import prefill_sizes, vocabulary_size_of

_NEW_TOKENS, _FEWEST_TOKENS = 24, 8
_SHORT_CONTEXT = 96


def continuations(model: Any, prompts: Sequence[tuple[str, Sequence[int]]], context_length: int) -> tuple[Continuation, ...]:
    """Greedy continuations by KerasHub's `generate`, without its end at a stop token.

    Besides the texts of `prompts` (text, its tokens), random prompts: of one token, as long as one call of a prefill signature, longer
    than every one, and so long that the context ends with the answer. A short context is filled to its end each time.

    A model whose weights stay on disk is read anew for each token: it continues the first text by a few tokens only.
    """
    sizes, vocabulary_size = prefill_sizes(context_length), vocabulary_size_of(model)
    generator = np.random.default_rng(5)
    lengths = {1, sizes[0] + 1, min(sizes[-1] + 8, context_length - 1), max(1, context_length - 8)}
    given: list[tuple[str | None, Sequence[int]]] = list(prompts)
    given += [(None, generator.integers(0, vocabulary_size, length).tolist()) for length in sorted(lengths)]
    ends = [*_ends(sizes, context_length), context_length]
    if is_on_disk(model):
        _, tokens = given[0]
        given, ends = given[:1], [min(len(tokens) + _FEWEST_TOKENS, context_length)]
    found = []
    with _greedy(model) as generate:
        for text, tokens in given:
            if not 0 < len(tokens) < context_length:
                continue
            # Few different lengths, since Keras builds a graph for each.
            length = next(end for end in ends if end >= min(len(tokens) + _FEWEST_TOKENS, context_length))
            found.append(Continuation(tuple(tokens), tuple(generate(tokens, length)), text))
    return tuple(found)


def _ends(sizes: Sequence[int], context_length: int) -> list[int]:
    if context_length <= _SHORT_CONTEXT:
        return []
    return [end for end in (sizes[0] + _FEWEST_TOKENS + _NEW_TOKENS, sizes[-1] + _FEWEST_TOKENS + _NEW_TOKENS) if end < context_length]


@contextlib.contextmanager
def _greedy(model: Any) -> Iterator[Any]:
    """A function (tokens, length) -> new tokens, in float32 as the file will be. The model's own sampler is back afterwards."""
    former = getattr(model, "sampler", None)

    def step(inputs: Any) -> Any:
        return model.generate_step(inputs, stop_token_ids=None)

    if not is_on_disk(model):  # a graph would read all weights at once, as none depends on another
        step = tf.function(step, autograph=False)

    def generate(tokens: Sequence[int], length: int) -> list[int]:
        row, mask = np.zeros((1, length), "int32"), np.zeros((1, length), bool)
        row[0, : len(tokens)], mask[0, : len(tokens)] = tokens, True
        result = step({"token_ids": tf.constant(row), "padding_mask": tf.constant(mask)})
        return [int(token) for token in np.asarray(result["token_ids"])[0, len(tokens) :]]

    model.sampler = keras_hub.samplers.GreedySampler()
    try:
        with reference(model):
            yield generate
    finally:
        model.sampler = former
