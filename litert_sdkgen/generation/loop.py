"""The loop: prompt in, tokens out until one of them ends the answer."""

from collections.abc import Collection, Iterator, Sequence

from ..errors import UsageError
from ..manifest.model import Sampler
from .cached_model import CachedModel
from .sampling import Randomness, draw


def generate(
    model: CachedModel, prompt: Sequence[int], stop: Collection[int], sampler: Sampler, seed: int, max_tokens: int | None = None
) -> Iterator[int]:
    """The tokens that follow `prompt`, a stop token included, until the context is full or `max_tokens` have come.

    Raises:
        UsageError: a prompt without a token, or one that is longer than the context.
    """
    if not prompt:
        raise UsageError("the prompt has no tokens, and this model has none of its own to start with: expected a text")
    if len(prompt) > model.context_length:
        raise UsageError(f"the prompt has {len(prompt)} tokens; the model was exported for a context of {model.context_length}")
    end = model.context_length if max_tokens is None else min(model.context_length, len(prompt) + max_tokens)
    randomness = Randomness(seed)
    model.prefill(prompt, 0, len(prompt) - 1)
    token = prompt[-1]
    for position in range(len(prompt), end):
        token = draw(model.decode(token, position - 1), sampler, randomness)
        yield token
        if token in stop:
            return
