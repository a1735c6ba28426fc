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
    if labels is not None and len(labels) != classes:
        raise UsageError(f"--labels: expected {classes} labels, one for each class of the model. Received: {len(labels)}")
    names = labels if labels is not None else tuple(map(str, range(classes)))
    activation = keras.activations.get(getattr(task, "activation", None))
    if activation is keras.activations.linear:
        post = Classification("logits", "softmax" if classes > 1 else "sigmoid", LABELS_FILE)
    else:  # the graph already ends in a softmax or sigmoid
        post = Classification("scores", "none", LABELS_FILE)
    return post, {LABELS_FILE: (json.dumps(list(names), ensure_ascii=False) + "\n").encode()}
