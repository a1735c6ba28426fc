"""The loop: prompt in, tokens out until one of them ends the answer."""

from collections.abc import Iterator, Sequence

from ..errors import SdkgenError, UsageError
from .beams import beam_search
from .cached_model import CachedModel
from .cached_text import CachedText
from .contrast import contrastive_search
from .options import Options
from .sampling import Randomness, draw


def generate(model: CachedModel, prompt: Sequence[int], options: Options, cache: CachedText | None = None) -> Iterator[int]:
    """The tokens that follow `prompt`, a stop token included, until one of `options` ends them.

    What a `cache` of `model` has of the prompt already is not read again; without one all of it is.

    Raises:
        UsageError: a prompt without a token, or one that is longer than the context.
        SdkgenError: the context is full, and the options say that this is an error.
    """
    if not prompt:
        raise UsageError("the prompt has no tokens, and this model has none of its own to start with: expected a text")
    model.check_length(prompt)
    cache = CachedText(model) if cache is None else cache
    if cache.begins_with_pictures and options.context_end == "slide":
        raise UsageError("a context with pictures cannot slide: expected stop or error at its end. Received: slide")
    if options.sampler.method in ("beam", "contrastive"):
        yield from _searched(model, cache, prompt, options)
        return
    randomness, text, count = Randomness(options.seed), list(prompt), 0
    while options.max_tokens is None or count < options.max_tokens:
        if len(text) == model.context_length:
            if options.context_end == "stop":
                return
            if options.context_end == "error":
                raise _full(model)
            text = slid(text, options.start)
        token = draw(cache.logits(text), options.sampler, randomness)
        text.append(token)
        count += 1
        yield token
        if token in options.stop_tokens:
            return


def _searched(model: CachedModel, cache: CachedText, prompt: Sequence[int], options: Options) -> Iterator[int]:
    method = options.sampler.method
    if options.context_end == "slide":
        raise UsageError(f"a {method} search cannot slide: expected stop or error at the end of the context. Received: slide")
    end = model.context_length if options.max_tokens is None else min(model.context_length, len(prompt) + options.max_tokens)
    count, last = 0, None
    searched = beam_search(cache, prompt, end, options) if method == "beam" else contrastive_search(model, cache, prompt, end, options)
    for token in searched:
        yield token
        count, last = count + 1, token
    if options.context_end == "error" and last not in options.stop_tokens and count != options.max_tokens:
        raise _full(model)


def _full(model: CachedModel) -> SdkgenError:
    return SdkgenError(f"the answer fills the model's context of {model.context_length} tokens before it is complete")


def slid(text: Sequence[int], start: Sequence[int]) -> list[int]:
    """What is left of a text that fills the context: `start`, where it begins so, and half of what follows it."""
    front = len(start) if len(start) < len(text) // 2 and list(text[: len(start)]) == list(start) else 0
    kept = max(1, (len(text) - front) // 2)
    return [*text[:front], *text[len(text) - kept :]]
