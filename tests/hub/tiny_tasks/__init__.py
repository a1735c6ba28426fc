"""A tiny model with random weights of every concrete task class of KerasHub, by class name, with what a caller must say to export it.

Built on demand: `TASKS["BertMaskedLM"].build()`. Biases, gammas and statistics are not zero, since zeros hide faults.
"""

import importlib
import pkgutil

import keras
import tiny_models

from .tiny_task import Model, TinyTask


def _found() -> dict[str, TinyTask]:
    tasks: dict[str, TinyTask] = {}
    for module in pkgutil.iter_modules(__path__):
        tasks |= getattr(importlib.import_module(f"{__name__}.{module.name}"), "TASKS", {})
    return dict(sorted(tasks.items()))


def build(name: str) -> Model:
    """The seeded, varied model of a class."""
    keras.utils.set_random_seed(21)
    return tiny_models.varied(TASKS[name].build())


TASKS = _found()
