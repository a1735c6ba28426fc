"""What Keras itself generates for pictures with texts: the proof of an exported model that sees."""

from typing import Any

import numpy as np

from ....exporter.checkpoint.stored_values import is_on_disk
from ....exporter.plan import Continuation
from ....exporter.samples import pattern
from .. import deviations, greedy, prompts
from ..cached_steps import vocabulary_size_of
from . import expanded
from .prompt_pictures import PromptPictures

_PATTERN = 5
"""Of the first picture; see samples.json."""
_MOST = 2
"""Pictures of one prompt: a second one shows whether the first left everything in its place."""


def continuations(model: Any, pictures: PromptPictures, context_length: int) -> tuple[Continuation, ...]:
    """Greedy answers of KerasHub's `generate`, or the forward pass where that differs, to texts with pictures, long and short ones."""
    found = []
    room, most = context_length - pictures.in_front, greedy.most_tokens(model, context_length)
    asked = _asked(model, pictures, context_length)
    with greedy.stepping(model, by_forward_pass=deviations.reason(model) is not None) as generate:
        for text, tokens, patterns in asked[:1] if is_on_disk(model) else asked:
            pixels = [pattern(k, pictures.shape, "float32") for k in patterns]
            row, mask = greedy.padded(tokens, min(room, len(tokens) + most))
            inputs = pictures.inputs(row, mask, pixels)
            with pictures.shown(inputs):
                result = generate(inputs)["token_ids"]
            found.append(Continuation(tuple(tokens), greedy.after(tokens, result), text, pictures=patterns))
    return tuple(found)


def _asked(model: Any, pictures: PromptPictures, context_length: int) -> list[tuple[str | None, list[int], tuple[int, ...]]]:
    """Texts, their tokens, and the patterns of their pictures."""
    preprocessor, marker, described = model.preprocessor, pictures.marker, pictures.described(context_length)
    room = context_length - pictures.in_front
    asked: list[tuple[str | None, list[int], tuple[int, ...]]] = []
    for count in range(1, min(described.most, _MOST) + 1):
        patterns = tuple(range(_PATTERN, _PATTERN + count))
        # A picture at the beginning and one at the end of a prompt.
        for text in prompts.SAMPLES[: None if count == 1 else 1]:
            marked = text if marker is None else f"{marker.marker} {text}" if count == 1 else f"{text} {marker.marker}" * count
            asked.append((marked, prompts.prompt_tokens(preprocessor, expanded(preprocessor, marked, described)), patterns))
    if marker is None:
        generator = np.random.default_rng(5)
        vocabulary_size = vocabulary_size_of(model)
        lengths = sorted({1, min(65, room - 1), room - 8})
        asked += [(None, generator.integers(1, vocabulary_size, length).tolist(), (_PATTERN,)) for length in lengths if 0 < length < room]
    return [item for item in asked if len(item[1]) < room]
