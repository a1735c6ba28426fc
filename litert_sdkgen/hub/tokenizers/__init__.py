"""Tokenizers that the device can repeat: KerasHub's live object in, the manifest's form and its files out.

One module for each kind; it names the `KERAS_CLASS` that it describes and has a function `describe`.
"""

import functools
import importlib
import pkgutil
from types import ModuleType
from typing import Any

from ...errors import ExportError
from .described import Described


def describe(tokenizer: Any) -> Described:
    """The manifest's form of a KerasHub tokenizer.

    Raises:
        ExportError: no tokenizer of this kind exists on the device, or it has a setting that the device cannot repeat.
    """
    for kind in _kinds():
        if isinstance(tokenizer, kind.KERAS_CLASS):
            described: Described = kind.describe(tokenizer)
            return described
    known = ", ".join(sorted(kind.KERAS_CLASS.__name__ for kind in _kinds()))
    raise ExportError(
        f"the device has no {type(tokenizer).__name__} yet (known: {known}). "
        "Export the model with --task tensors, and feed it token ids of your own making"
    )


@functools.cache
def _kinds() -> list[ModuleType]:
    modules = [importlib.import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__)]
    return [module for module in modules if hasattr(module, "KERAS_CLASS")]


__all__ = ["Described", "describe"]
