"""The training examples of one epoch: about a thousand sentences are few, so no epoch shows the same inputs twice."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from .sentences import Sentence

PAIRED = 0.5
"""Share of examples that get a second sentence of the same label, so that later positions and the second segment learn too."""

HIDDEN_TOKENS = 0.4
"""Share of tokens replaced by `[UNK]`, so that no single word can carry the answer."""

Batch = dict[str, np.ndarray[Any, Any]]


def epoch(preprocessor: Any, sentences: Sequence[Sentence], generator: np.random.Generator) -> tuple[Batch, np.ndarray[Any, Any]]:
    """Shuffled model inputs (int32 `[n, sequence_length]` each; the mask is bool) and one-hot labels (float32 `[n, classes]`)."""
    texts = np.array([sentence.text for sentence in sentences])
    labels = np.array([sentence.label for sentence in sentences])
    partners = np.array([generator.choice(np.flatnonzero(labels == label)) for label in labels])
    paired = (generator.random(len(labels)) < PAIRED)[:, np.newaxis]
    # A positional tuple would be taken as (x, y): pairs of texts go in by keyword.
    single = preprocessor(x=texts.tolist())
    double = preprocessor(x=(texts.tolist(), texts[partners].tolist()))
    inputs = {name: np.where(paired, np.asarray(double[name]), np.asarray(single[name])) for name in single}

    tokenizer = preprocessor.tokenizer
    special = [tokenizer.pad_token_id, tokenizer.cls_token_id, tokenizer.sep_token_id]
    token_ids = inputs["token_ids"]
    hidden = (generator.random(token_ids.shape) < HIDDEN_TOKENS) & ~np.isin(token_ids, special)
    inputs["token_ids"] = np.where(hidden, tokenizer.token_to_id(tokenizer.oov_token), token_ids).astype("int32")

    order = generator.permutation(len(labels))
    classes = int(labels.max()) + 1
    return {name: values[order] for name, values in inputs.items()}, np.eye(classes, dtype="float32")[labels[order]]
