"""What Keras itself generates for pictures with texts: the proof of an exported model that sees."""

from typing import Any

import numpy as np

from ....exporter.checkpoint.stored_values import is_on_disk
from ....exporter.plan import Continuation
from ....exporter.samples import pattern
from .. import greedy, prompts
from ..cached_steps import vocabulary_size_of
from .prompt_pictures import PromptPictures

_PATTERN = 5
"""Of the first picture; see samples.json."""


def continuations(model: Any, pictures: PromptPictures, context_length: int) -> tuple[Continuation, ...]:
    """Greedy answers of KerasHub's `generate` to texts with pictures, up to as many as a prompt can have, and to long and short rows."""
    found = []
    room, most = context_length - pictures.in_front, greedy.most_tokens(model, context_length)
    asked = _asked(model, pictures, room)
    with greedy.stepping(model) as generate:
        for text, tokens, patterns in asked[:1] if is_on_disk(model) else asked:
            pixels = [pattern(k, pictures.shape, "float32") for k in patterns]
            row, mask = greedy.padded(tokens, min(room, len(tokens) + most))
            result = generate(pictures.inputs(row, mask, pixels))["token_ids"]
            found.append(Continuation(tuple(tokens), greedy.after(tokens, result), text, pictures=patterns))
    return tuple(found)


def _asked(model: Any, pictures: PromptPictures, room: int) -> list[tuple[str | None, list[int], tuple[int, ...]]]:
    """Texts, their tokens, and the patterns of their pictures."""
    preprocessor, marker = model.preprocessor, pictures.marker
    asked: list[tuple[str | None, list[int], tuple[int, ...]]] = []
    for count in range(1, pictures.most + 1):
        patterns = tuple(range(_PATTERN, _PATTERN + count))
        # A picture at the beginning and one at the end of a prompt.
        for text in prompts.SAMPLES[: None if count == 1 else 1]:
            marked = text if marker is None else f"{marker.marker} {text}" if count == 1 else f"{text} {marker.marker}" * count
            asked.append((marked, prompts.prompt_tokens(preprocessor, marked), patterns))
    if marker is None:
        generator = np.random.default_rng(5)
        vocabulary_size = vocabulary_size_of(model)
        lengths = sorted({1, min(65, room - 1), room - 8})
        asked += [(None, generator.integers(1, vocabulary_size, length).tolist(), (_PATTERN,)) for length in lengths if 0 < length < room]
    return [item for item in asked if len(item[1]) < room]
