"""How often a classifier is right, and how sure one can be of that from so few sentences."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from .sentences import Sentence

CONFIDENCE_95 = 1.959964


def count_correct(classifier: Any, sentences: Sequence[Sentence]) -> int:
    """How many sentences a KerasHub text classifier (with its preprocessor) gives their own label."""
    logits = classifier.predict([sentence.text for sentence in sentences], verbose=0)
    return int(np.sum(np.argmax(logits, axis=-1) == [sentence.label for sentence in sentences]))


def wilson_interval(correct: int, total: int) -> tuple[float, float]:
    """The 95 % interval of a share measured as `correct` out of `total` (Wilson), which stays right near 0 and 1."""
    share, square = correct / total, CONFIDENCE_95**2
    centre = (share + square / (2 * total)) / (1 + square / total)
    half = CONFIDENCE_95 / (1 + square / total) * math.sqrt(share * (1 - share) / total + square / (4 * total**2))
    return centre - half, centre + half
