"""KerasHub's contrastive search over one cache: of the likeliest tokens the one that least repeats what stands before."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ..errors import UsageError
from .cached_model import CachedModel
from .cached_text import CachedText
from .options import Options

if TYPE_CHECKING:
    import numpy as np


def contrastive_search(model: CachedModel, cache: CachedText, prompt: Sequence[int], end: int, options: Options) -> Iterator[int]:
    """The tokens that follow, up to a stop token or `end` tokens with the prompt. Each candidate is read once.

    Raises:
        UsageError: the file does not give hidden states.
    """
    states = model.hidden_states
    if states is None:
        raise UsageError("a contrastive search compares hidden states, which this file does not give: export it with --sampler contrastive")
    alpha = options.sampler.alpha or 0.0
    text, logits = list(prompt), cache.logits(prompt)
    while len(text) < end:
        best: tuple[float, int, Any] | None = None
        for token, probability in _candidates(logits, options):
            following = cache.logits([*text, token])
            score = (1 - alpha) * probability - alpha * _similarity(states, len(text))
            if best is None or score > best[0]:
                best = score, token, following
        assert best is not None  # a vocabulary has a token
        _, token, logits = best
        text.append(token)
        yield token
        if token in options.stop_tokens:
            return


def _candidates(logits: "np.ndarray[Any, Any]", options: Options) -> Iterator[tuple[int, float]]:
    """The likeliest tokens, best first and of equal ones the lower one first, and their probabilities."""
    import numpy as np

    scaled = (logits / np.float32(options.sampler.temperature)).astype(np.float64)
    weights = np.exp(scaled - scaled.max())
    for token in np.argsort(-logits, kind="stable")[: options.sampler.k]:
        yield int(token), float(weights[token] / weights.sum())


def _similarity(states: "np.ndarray[Any, Any]", place: int) -> float:
    """The highest cosine between the state at `place` and those before it."""
    import numpy as np

    last, before = states[place].astype(np.float64), states[:place].astype(np.float64)
    return float(np.max(before @ last / (np.linalg.norm(before, axis=1) * np.linalg.norm(last))))
