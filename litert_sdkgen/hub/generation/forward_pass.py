"""Generation without a cache: the whole text is read again for each token."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import tensorflow as tf

from ...exporter.checkpoint.stored_values import is_on_disk


def greedy(model: Any) -> Callable[[Mapping[str, Any]], Mapping[str, Any]]:
    """A function of a row of tokens and its mask, that fills the row with the likeliest tokens as `generate_step` does. What
    `inputs` have besides is what the model reads of pictures."""

    def reading(pictures: Mapping[str, Any]) -> Callable[..., Any]:
        def logits(tokens: Any, mask: Any, place: Any) -> Any:
            # The forward pass of a model that reads pictures too wants some; its `score` does without.
            forward = getattr(model, "score", model)
            return forward({**pictures, "token_ids": tokens, "padding_mask": mask})[0, place]

        # A graph would read all weights at once, as none depends on another.
        return logits if is_on_disk(model) else tf.function(logits, autograph=False)

    texts = reading({})

    def generate(inputs: Mapping[str, Any]) -> Mapping[str, Any]:
        pictures = {name: value for name, value in inputs.items() if name not in ("token_ids", "padding_mask")}
        logits = reading(pictures) if pictures else texts
        row, mask = (np.array(inputs[name], np.int32) for name in ("token_ids", "padding_mask"))
        for place in range(int(mask.sum()), row.shape[1]):
            found = logits(tf.constant(row), tf.constant(mask), tf.constant(place - 1))
            row[0, place], mask[0, place] = int(np.argmax(found)), 1
        return {"token_ids": row}

    return generate
