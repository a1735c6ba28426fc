"""How a generating model's answer comes about: what it ends on, what leaves no trace in it, and how each token is chosen."""

from typing import Any

from ...manifest.generation import Generation
from . import cached_steps, prompts, samplers


def describe(model: Any, context_length: int) -> Generation:
    """The manifest's form for a task with a preprocessor; one that was not compiled gets KerasHub's default sampler.

    Raises:
        ExportError: a sampler of a kind that the device does not have.
    """
    if not hasattr(model, "sampler"):
        model.compile()
    tokenizer = model.preprocessor.tokenizer
    return Generation(
        output=cached_steps.LOGITS,
        context_length=context_length,
        stop_tokens=prompts.stop_tokens(model),
        special_tokens=prompts.special_tokens(tokenizer),
        sampler=samplers.describe(model.sampler),
    )
