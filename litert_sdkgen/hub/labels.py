"""The names of a classifier's answers, and what its numbers mean."""

import json
from collections.abc import Sequence
from typing import Any

import keras
import numpy as np

from ..errors import UsageError
from ..exporter.plan import PlannedSignature, Sample
from ..manifest.answers import Activation, Classification
from . import image_tensors
from .registry import Request

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


def of_scores(signature: PlannedSignature, samples: Sequence[Sample], request: Request) -> tuple[Classification, dict[str, bytes]]:
    """The postprocess of a model that does not say what its numbers are, by the caller's options and what it gives for `samples`.

    Numbers that are positive and add up to 1 each time are scores already. Others get softmax (a single one sigmoid), unless all of
    them lie between 0 and 1: these might be either, and the caller has to say.

    Raises:
        UsageError: not one output float32[1, classes], another number of labels, or numbers that might be anything.
    """
    name, values = image_tensors.one_output("image_classifier", signature, samples, "1, classes")
    return Classification(name, request.activation or _activation(values), LABELS_FILE), asset(request.labels, values.shape[1])


def _activation(values: Any) -> Activation:
    between = bool((values >= 0).all() and (values <= 1).all())
    if between and values.shape[1] > 1 and np.allclose(values.sum(1), 1, atol=1e-2):
        return "none"
    if between:
        raise UsageError(
            "--activation: the model's numbers lie between 0 and 1 and do not add up to 1: say whether they are scores (none), or what "
            "makes them scores (sigmoid, softmax)"
        )
    return "softmax" if values.shape[1] > 1 else "sigmoid"


def asset(labels: tuple[str, ...] | None, classes: int, names: tuple[str, ...] | None = None) -> dict[str, bytes]:
    """The labels' file by its name; `names`, or numbers, where the caller gave none.

    Raises:
        UsageError: another number of labels than the model has classes.
    """
    if labels is not None and len(labels) != classes:
        raise UsageError(f"--labels: expected {classes} labels, one for each class of the model. Received: {len(labels)}")
    given = labels or names or tuple(map(str, range(classes)))
    return {LABELS_FILE: (json.dumps(list(given), ensure_ascii=False) + "\n").encode()}
