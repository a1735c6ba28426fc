"""The window is the part of the picture that KerasHub's converter resizes."""

from typing import Any

import keras_hub
import numpy as np
import pytest
import tensorflow as tf

from litert_sdkgen.answers.image_window import ImageWindow
from litert_sdkgen.hub import image_converters

FITS: dict[str, dict[str, bool]] = {
    "crop": {"crop_to_aspect_ratio": True},
    "pad": {"crop_to_aspect_ratio": False, "pad_to_aspect_ratio": True},
    "stretch": {"crop_to_aspect_ratio": False},
}


@pytest.mark.parametrize("fit", FITS)
@pytest.mark.parametrize("target", [(32, 32), (24, 40), (33, 7)])
@pytest.mark.parametrize("size", [(32, 32), (48, 65), (61, 40), (1, 90), (100, 3)])
def test_resizing_the_window_is_what_the_converter_does(size: tuple[int, int], target: tuple[int, int], fit: str) -> None:
    height, width = size
    converter = keras_hub.layers.ImageConverter(target, **FITS[fit])
    picture: Any = np.random.default_rng(3).uniform(0, 255, (height, width, 3)).astype(np.float32)
    window = ImageWindow.of(image_converters.describe(converter, *target, 3, {}), width, height)
    rows, columns = window.seen(width, height)
    part = np.zeros((window.height, window.width, 3), np.float32)
    top, left = max(-window.top, 0), max(-window.left, 0)
    part[top : top + height, left : left + width] = picture[rows, columns]
    np.testing.assert_array_equal(tf.image.resize(part, target), np.asarray(converter(picture)))
