"""Encoders that read a picture with a text: one module for each family, which names the `KERAS_CLASS` that it describes.

A family module has a function `describe(model, request, text) -> PicturedSource | None`: `text` is what the encoder reads of a text alone,
None stands for a model of the class that sees nothing.
"""

from typing import Any

from ...families import family_of
from ...registry import Request
from ..encoded_steps import Source
from .pictured_source import PicturedSource


def of_model(model: Any, request: Request, text: Source) -> PicturedSource | None:
    """How the encoder of `model` reads pictures; None for a model of texts alone.

    Raises:
        ExportError: a model without what it takes, or a converter that the device cannot repeat.
        UsageError: a size of pictures that the model does not take.
    """
    family = family_of(__name__, model)
    found: PicturedSource | None = family.describe(model, request, text) if family is not None else None
    return found


__all__ = ["PicturedSource", "of_model"]
