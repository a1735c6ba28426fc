"""The names of a classifier's answers, and what its numbers mean."""

import json
from typing import Any

import keras

from ..errors import UsageError
from ..manifest.model import Classification

LABELS_FILE = "labels.json"


def classification(task: Any, labels: tuple[str, ...] | None) -> tuple[Classification, dict[str, bytes]]:
    """The postprocess of a KerasHub classifier, and its labels as an asset. Without labels the classes are called 0, 1, 2 and so on.

    Raises:
        UsageError: another number of labels than the model has classes.
    """
    classes = int(task.num_classes)
    assets = asset(labels, classes)
    activation = keras.activations.get(getattr(task, "activation", None))
    if activation is keras.activations.linear:
        post = Classification("logits", "softmax" if classes > 1 else "sigmoid", LABELS_FILE)
    else:  # the graph already ends in a softmax or sigmoid
        post = Classification("scores", "none", LABELS_FILE)
    return post, assets


def asset(labels: tuple[str, ...] | None, classes: int, names: tuple[str, ...] | None = None) -> dict[str, bytes]:
    """The labels' file by its name; `names`, or numbers, where the caller gave none.

    Raises:
        UsageError: another number of labels than the model has classes.
    """
    if labels is not None and len(labels) != classes:
        raise UsageError(f"--labels: expected {classes} labels, one for each class of the model. Received: {len(labels)}")
    given = labels or names or tuple(map(str, range(classes)))
    return {LABELS_FILE: (json.dumps(list(given), ensure_ascii=False) + "\n").encode()}
