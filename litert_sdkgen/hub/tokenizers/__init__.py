"""Tokenizers that the device can repeat: KerasHub's live object in, the manifest's form and its files out.

One module for each kind; it names the `KERAS_CLASS` that it describes and has a function `describe`.
"""

from typing import Any

from ...errors import ExportError
from ..families import family_of, known
from .described import Described


def describe(tokenizer: Any) -> Described:
    """The manifest's form of a KerasHub tokenizer.

    Raises:
        ExportError: no tokenizer of this kind exists on the device, or it has a setting that the device cannot repeat.
    """
    kind = family_of(__name__, tokenizer)
    if kind is None:
        raise ExportError(
            f"the device has no {type(tokenizer).__name__} yet (known: {known(__name__)}). "
            "Export the model with --task tensors, and feed it token ids of your own making"
        )
    described: Described = kind.describe(tokenizer)
    return described


__all__ = ["Described", "describe"]
