"""Language models whose prompts hold pictures: one module for each family, which names the `KERAS_CLASS` that it describes.

A family module has a function `describe(model) -> PromptPictures | None` (None for a model of the class that sees nothing), and
`preprocessed(preprocessor, text, pictures, length)`: what `generate_preprocess` makes of a text of at most `length` tokens, those of
pictures not counted, and of pictures, float32[height, width, 3].
"""

import functools
import importlib
import pkgutil
from collections.abc import Sequence
from types import ModuleType
from typing import Any

import numpy as np

from .prompt_pictures import PromptPictures


def of_model(model: Any) -> PromptPictures | None:
    """How the prompts of `model` hold pictures; None for a model of texts alone."""
    family = next((family for family in _families() if isinstance(model, family.KERAS_CLASS)), None)
    found: PromptPictures | None = family.describe(model) if family is not None else None
    return found


def preprocessed(preprocessor: Any, text: str, length: int, pictures: Sequence[Any] = ()) -> dict[str, Any]:
    """What `preprocessor` makes of a text and its pictures for `generate`, whatever form its family wants them in."""
    family = _family_of(preprocessor)
    if family is None:
        return dict(preprocessor.generate_preprocess([text], sequence_length=length))
    return dict(family.preprocessed(preprocessor, text, pictures, length))


def pixels(preprocessor: Any, picture: Any) -> Any:
    """float32[1, height, width, channels]: what `preprocessor` makes of one picture by itself."""
    family = _family_of(preprocessor)
    made = preprocessor.image_converter(picture[None]) if family is None else family.preprocessed(preprocessor, "", [picture], 8)["images"]
    images = np.asarray(made, np.float32)
    return images.reshape(-1, *images.shape[-3:])[:1]


def _family_of(preprocessor: Any) -> ModuleType | None:
    return next((family for family in _families() if isinstance(preprocessor, family.KERAS_CLASS.preprocessor_cls)), None)


@functools.cache
def _families() -> list[ModuleType]:
    modules = [importlib.import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__)]
    return [module for module in modules if hasattr(module, "KERAS_CLASS")]


__all__ = ["PromptPictures", "of_model", "pixels", "preprocessed"]
