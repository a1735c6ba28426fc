"""What KerasHub's segmenters and depth estimators say of pictures, brought back to the pixels of `picture_<i>.png` by `tf.image.resize`.

`answers.json`: for each model and picture the class of each pixel (-1 where the model does not look) and how many of them are a close run
that rounding may decide, or the depth of each pixel (null where it does not look).
"""

import json
import pathlib
from typing import Any

import numpy as np
import tensorflow as tf
import tiny_vision

from litert_sdkgen.answers.image_window import ImageWindow
from litert_sdkgen.hub import image_converters, pictures

PICTURES = ((48, 64), (61, 40), (32, 32), (20, 120))
CLOSE = 1e-4


def write(directory: pathlib.Path) -> None:
    """Writes the files to `directory`."""
    for i, size in enumerate(PICTURES):
        (directory / f"picture_{i}.png").write_bytes(pictures.synthetic(20 + i, *size))
    images = [pictures.read(directory / f"picture_{i}.png") for i in range(len(PICTURES))]
    segmenters = {"seg_former": tiny_vision.seg_former(), "deep_lab": tiny_vision.deep_lab(), "bas_net": tiny_vision.bas_net()}
    answers: dict[str, Any] = {name: [_classes(model, image) for image in images] for name, model in segmenters.items()}
    depth = tiny_vision.depth_anything()
    answers["depth_anything"] = [_depths(depth, image) for image in images]
    (directory / "answers.json").write_text(json.dumps(answers), encoding="utf-8")


def _classes(model: Any, picture: Any) -> dict[str, Any]:
    values = model.predict(picture[None], verbose=0)  # which preprocesses by itself
    if values.shape[-1] == 1:
        classes, margin = (values > 0.5).astype(np.float32), np.abs(values - 0.5)
    else:
        best = np.sort(values, -1)
        classes, margin = values.argmax(-1)[..., None].astype(np.float32), (best[..., -1] - best[..., -2])[..., None]
    ids = back(model, picture, classes, "nearest", -1)
    close = back(model, picture, (margin < CLOSE).astype(np.float32), "nearest", 0)
    return {"class_ids": ids.astype(int).ravel().tolist(), "close": int(close.sum())}


def _depths(model: Any, picture: Any) -> list[float | None]:
    depths = back(model, picture, model.predict(picture[None], verbose=0)["depths"], "bilinear", np.nan)
    return [None if np.isnan(value) else float(value) for value in depths.ravel()]


def back(model: Any, picture: Any, values: Any, method: str, unseen: float) -> Any:
    """`values` [1, rows, columns, 1] at the place of the picture that the model saw."""
    height, width = picture.shape[:2]
    converter = model.preprocessor.image_converter
    window = ImageWindow.of(image_converters.describe(converter, *converter.image_size, 3, {}), width, height)
    whole = tf.image.resize(values, (window.height, window.width), method).numpy()[0, :, :, 0]
    left, top = max(-window.left, 0), max(-window.top, 0)
    result = np.full((height, width), unseen, np.float32)
    rows, columns = window.seen(width, height)
    result[rows, columns] = whole[top : top + height, left : left + width]
    return result
