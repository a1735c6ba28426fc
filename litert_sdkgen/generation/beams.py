"""KerasHub's beam search over one cache: each beam is read from where it parts from the one before."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from .cached_text import CachedText
from .options import Options

if TYPE_CHECKING:
    import numpy as np

    Beam = tuple[list[int], float]


def beam_search(cache: CachedText, prompt: Sequence[int], end: int, options: Options) -> Iterator[int]:
    """The tokens of the likeliest text, up to a stop token or `end` tokens with the prompt; each as soon as all beams agree on it."""
    beams: list[Beam] = [(list(prompt), 0.0)]
    shown = len(prompt)
    while len(beams[0][0]) < end and not all(set(text[len(prompt) :]) & set(options.stop_tokens) for text, _ in beams):
        beams = _next(cache, beams, options)
        first = beams[0][0]
        while shown < len(first) and all(text[shown] == first[shown] for text, _ in beams):
            shown += 1
            yield first[shown - 1]
            if first[shown - 1] in options.stop_tokens:
                return
    best, _ = max(beams, key=lambda beam: beam[1])
    for token in best[shown:]:
        yield token
        if token in options.stop_tokens:
            return


def _next(cache: CachedText, beams: "list[Beam]", options: Options) -> "list[Beam]":
    """The best of all ways to go on by one token; of equal ones that of the earlier beam, and the lower token."""
    import numpy as np

    count = options.sampler.beams or 1
    ways = []
    for text, log_probability in beams:
        gained = _log_probabilities(cache.logits(text), options.sampler.temperature)
        tokens = np.sort(np.argsort(-gained, kind="stable")[:count])
        ways += [([*text, int(token)], log_probability + float(gained[token])) for token in tokens]
    return sorted(ways, key=lambda way: -way[1])[:count]


def _log_probabilities(logits: "np.ndarray[Any, Any]", temperature: float) -> "np.ndarray[Any, Any]":
    import numpy as np

    scaled = (logits / np.float32(temperature)).astype(np.float64)
    scaled -= scaled.max()
    return scaled - np.log(np.exp(scaled).sum())  # type: ignore[no-any-return]
