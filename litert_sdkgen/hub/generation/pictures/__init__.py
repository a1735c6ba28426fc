"""Language models whose prompts hold pictures: one module for each family, which names the `KERAS_CLASS` that it describes.

A family module has a function `describe(model, image_size) -> PromptPictures | None` (None for a model of the class that sees nothing;
`image_size` is what the caller asks for, None without a wish), and `preprocessed(preprocessor, text, pictures, length)`: what
`generate_preprocess` makes of a text of at most `length` tokens, those of pictures not counted, and of pictures, float32[height, width, 3].

Where KerasHub's converter chooses the size of each picture, a family has besides:
`PLACES_BY_SIZE`: its preprocessor does not know how many places a picture takes, so markers are replaced before it gets a text.
`image_step(converter, height, width, channels, feeds)` and `pixels(preprocessor, picture, height, width)`: what the device and KerasHub
make of a picture for a file with pictures of this size.
`tokenizing(preprocessor)`: a context in which its tokenizer reads prompts with pictures.
"""

import contextlib
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

import numpy as np

from ....manifest.generation import Pictures
from ....manifest.steps import ImageStep
from ... import image_converters
from ...families import families, family_of
from .prompt_pictures import ImageSize, PromptPictures


def of_model(model: Any, image_size: ImageSize | None = None) -> PromptPictures | None:
    """How the prompts of `model` hold pictures; None for a model of texts alone.

    Raises:
        UsageError: pictures that do not have the size `image_size`, or cannot.
    """
    family = family_of(__name__, model)
    found: PromptPictures | None = family.describe(model, image_size) if family is not None else None
    return found


def preprocessed(preprocessor: Any, text: str, length: int, pictures: Sequence[Any] = ()) -> dict[str, Any]:
    """What `preprocessor` makes of a text and its pictures for `generate`, whatever form its family wants them in."""
    family = _family_of(preprocessor)
    if family is None:
        return dict(preprocessor.generate_preprocess([text], sequence_length=length))
    return dict(family.preprocessed(preprocessor, text, pictures, length))


def expanded(preprocessor: Any, text: str, pictures: Pictures | None) -> str:
    """`text` as `preprocessed` takes it: with the places of its pictures where `preprocessor` does not put them in itself."""
    if pictures is None or pictures.marker is None or not getattr(_family_of(preprocessor), "PLACES_BY_SIZE", False):
        return text
    return text.replace(pictures.marker.marker, pictures.marker.expansion(pictures.places))


def tokenizing(preprocessor: Any) -> contextlib.AbstractContextManager[None]:
    """The tokenizer of `preprocessor` reads prompts with pictures meanwhile."""
    found: Callable[[Any], contextlib.AbstractContextManager[None]] | None = getattr(_family_of(preprocessor), "tokenizing", None)
    return contextlib.nullcontext() if found is None else found(preprocessor)


def image_step(preprocessor: Any) -> Callable[[Any, int, int, int, dict[str, str]], ImageStep]:
    """How the image converter of `preprocessor` is described, as `image_converters.describe` does others."""
    return getattr(_family_of(preprocessor), "image_step", image_converters.describe)


def pixels(preprocessor: Any, picture: Any, height: int, width: int) -> Any:
    """float32[1, height, width, channels]: what `preprocessor` makes of one picture by itself, in a file with pictures of this size."""
    family = _family_of(preprocessor)
    if family is not None and hasattr(family, "pixels"):
        return family.pixels(preprocessor, picture, height, width)
    with image_converters.at_size(preprocessor.image_converter, height, width):
        made = (
            preprocessor.image_converter(picture[None]) if family is None else family.preprocessed(preprocessor, "", [picture], 8)["images"]
        )
    images = np.asarray(made, np.float32)
    return images.reshape(-1, *images.shape[-3:])[:1]


def _family_of(preprocessor: Any) -> ModuleType | None:
    return next((family for family in families(__name__) if isinstance(preprocessor, family.KERAS_CLASS.preprocessor_cls)), None)


__all__ = ["PromptPictures", "expanded", "image_step", "of_model", "pixels", "preprocessed", "tokenizing"]
