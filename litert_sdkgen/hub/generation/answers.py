"""How a generating model's answer comes about: what it ends on, what leaves no trace in it, and how each token is chosen."""

from typing import Any

import keras_hub

from ...errors import ExportError
from ...manifest.generation import Generation, Sampler
from . import cached_steps, prompts, samplers


def describe(model: Any, context_length: int, sampler: str | None = None, can_compare: bool = False) -> Generation:
    """The manifest's form for a task with a preprocessor.

    Args:
        sampler: KerasHub's name of one, in place of the one that the model was compiled with, or KerasHub's default.
        can_compare: whether its signatures can give hidden states too.

    Raises:
        ExportError: a sampler of a kind that the device, or this model on it, does not have.
    """
    chosen = sampler_of(model, sampler, can_compare)
    tokenizer = model.preprocessor.tokenizer
    return Generation(
        output=cached_steps.LOGITS,
        context_length=context_length,
        stop_tokens=prompts.stop_tokens(model),
        special_tokens=prompts.special_tokens(tokenizer),
        sampler=chosen,
        hidden=cached_steps.HIDDEN if chosen.method == "contrastive" else None,
    )


def sampler_of(model: Any, sampler: str | None = None, can_compare: bool = False) -> Sampler:
    """The manifest's form of how `model` chooses its tokens, or of `sampler` in place of that.

    Raises:
        ExportError: a kind that the device, or this model on it, does not have.
    """
    if not hasattr(model, "sampler"):
        model.compile()
    chosen = samplers.describe(model.sampler if sampler is None else keras_hub.samplers.get(sampler))
    if chosen.method == "contrastive" and not can_compare:
        raise ExportError(f"a {type(model).__name__} has no contrastive search on a device. Choose another sampler: --sampler greedy")
    return chosen
