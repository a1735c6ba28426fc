"""What KerasHub's Segment Anything answers to prompts, brought back to the pixels of `picture_<i>.png` by `tf.image.resize`.

`answers.json`: for each picture a list of prompts in its pixels (`points` with x, y, label; `box`; `mask`, a box that is drawn as a mask),
with the score of each mask, its pixels, and how many of them are so close to the threshold that rounding may decide.
"""

import json
import pathlib
from typing import Any

import numpy as np
import tiny_vision
from vectors.masks import back

from litert_sdkgen.answers.image_window import ImageWindow
from litert_sdkgen.hub import image_converters, pictures

PICTURES = ((48, 64), (61, 40), (64, 64), (20, 70))
CLOSE = 1e-3
DRAWN = 10.0  # the logit of a drawn mask

Form = dict[str, Any]


def write(directory: pathlib.Path) -> None:
    """Writes the files to `directory`."""
    model, answers = tiny_vision.sam(), []
    for i, size in enumerate(PICTURES):
        (directory / f"picture_{i}.png").write_bytes(pictures.synthetic(40 + i, *size))
        picture = pictures.read(directory / f"picture_{i}.png")
        answers.append([prompt | _answer(model, picture, prompt) for prompt in _prompts(*size)])
    (directory / "answers.json").write_text(json.dumps(answers), encoding="utf-8")


def _prompts(height: int, width: int) -> list[Form]:
    """Of all kinds, within the middle that every picture's window shows."""
    x, y = width // 2, height // 2
    on, beside, box = [x, y, 1], [x + 4.5, y - 3.25, 0], [x - 5, y - 6, x + 7.5, y + 8]
    kinds: list[Form] = [
        {"points": [on]},
        {"points": [on, beside, [x - 2, y + 2, 1]]},
        {"points": [[x + i % 3, y - i % 4, i % 2] for i in range(10)]},
        {"box": box},
        {"points": [beside], "box": box},
        {"mask": box},
        {"points": [on], "mask": box},
    ]
    return [{"points": [], "box": None, "mask": None} | kind for kind in kinds]


def _answer(model: Any, picture: Any, prompt: Form) -> Form:
    outputs = model.predict(_inputs(model, picture, prompt), verbose=0)  # which preprocesses the picture by itself
    masks = []
    for logits in np.asarray(outputs["masks"])[0]:
        whole = back(model, picture, logits[None, ..., None], "bilinear", np.nan)
        ids = np.where(np.isnan(whole), -1, whole > 0).astype(int)
        masks.append({"class_ids": ids.ravel().tolist(), "close": int(np.sum(np.abs(whole) < CLOSE))})
    return {"scores": np.asarray(outputs["iou_pred"])[0].tolist(), "masks": masks}


def _inputs(model: Any, picture: Any, prompt: Form) -> dict[str, Any]:
    """As KerasHub's documentation asks for it: points are padded where there is no box."""
    height, width = picture.shape[:2]
    converter = model.preprocessor.image_converter
    window = ImageWindow.of(image_converters.describe(converter, *converter.image_size, 3, {}), width, height)
    scale, offset = np.array([64 / window.width, 64 / window.height]), np.array([window.left, window.top])
    given: dict[str, Any] = {"images": picture[None]}
    points = [[*((np.array([x, y]) - offset) * scale), label] for x, y, label in prompt["points"]]
    if points and prompt["box"] is None:
        points.append([0, 0, -1])
    if points:
        given["points"], given["labels"] = np.array([points], np.float32)[..., :2], np.array([points], np.float32)[..., 2]
    if prompt["box"] is not None:
        left, top, right, bottom = prompt["box"]
        right, bottom = min(right, width), min(bottom, height)
        given["boxes"] = ((np.array([[left, top], [right, bottom]]) - offset) * scale)[None, None].astype(np.float32)
    if prompt["mask"] is not None:
        given["masks"] = _drawn(prompt["mask"], window)[None, None, ..., None]
    return given


def _drawn(box: list[float], window: ImageWindow) -> Any:
    """The logits of a mask of 16x16 places whose pixels in `box` are set."""
    x = np.floor((np.arange(16) + 0.5) * window.width / 16) + window.left
    y = np.floor((np.arange(16) + 0.5) * window.height / 16) + window.top
    left, top, right, bottom = box
    inside = ((x >= left) & (x < right))[None, :] & ((y >= top) & (y < bottom))[:, None]
    return np.where(inside, DRAWN, -DRAWN).astype(np.float32)
