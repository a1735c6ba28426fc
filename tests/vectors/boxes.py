"""What KerasHub's `NonMaxSuppression` keeps of random boxes, and what its detectors find in pictures.

`sets.json` lists the sets, `values.bin` holds for each boxes, their best scores and classes, and the kept boxes, confidences and labels
(little-endian float32).
A NaN leaves KerasHub's own order undefined (its sort compares with it); the answer here is the one without the boxes that hold it.
`answers.json` has the detections of the exported detectors for `picture_<i>.png`, brought back to the pixels of the picture.
"""

import json
import pathlib
from collections.abc import Iterator
from typing import Any

import keras
import numpy as np
import tiny_vision
from keras_hub.layers import NonMaxSuppression

from litert_sdkgen.answers.image_window import ImageWindow
from litert_sdkgen.hub import image_converters, pictures

PICTURES = ((48, 64), (61, 40), (32, 32), (20, 120))
BATCH = 25
LABELS = 3


def write(directory: pathlib.Path) -> None:
    """Writes the files to `directory`."""
    sets, values = [], []
    for settings, boxes, scores in _batches():
        kept = _kept(settings, *_without_nan(boxes, scores))
        for i, number in enumerate(kept["num_detections"].tolist()):
            sets.append({**settings, "boxes": boxes.shape[1], "kept": number})
            found = (kept[name][i][:number] for name in ("boxes", "confidence", "labels"))
            values += [np.ravel(part).astype("<f4") for part in (boxes[i], *_best(settings, scores[i]), *found)]
    (directory / "sets.json").write_text(json.dumps({"sets": sets}), encoding="utf-8")
    (directory / "values.bin").write_bytes(np.concatenate(values).tobytes())
    for i, size in enumerate(PICTURES):
        (directory / f"picture_{i}.png").write_bytes(pictures.synthetic(10 + i, *size))
    models = {"retina_net": tiny_vision.retina_net(), "d_fine": tiny_vision.d_fine()}
    answers = {
        name: [_found(model, pictures.read(directory / f"picture_{i}.png")) for i in range(len(PICTURES))] for name, model in models.items()
    }
    (directory / "answers.json").write_text(json.dumps(answers), encoding="utf-8")


def _batches() -> Iterator[tuple[dict[str, Any], Any, Any]]:
    """(settings, boxes [sets, n, 4], scores [sets, n, labels]). KerasHub cannot batch more than 512 boxes, its tile: those come alone."""
    generator = np.random.default_rng(5)
    for batch in range(40):
        yield _batch(generator, batch, BATCH, int(generator.choice([1, 2, 7, 30, 100, 150])))
    for batch in range(8):
        yield _batch(generator, batch, 1, 700)


def _batch(generator: Any, kind: int, sets: int, n: int) -> tuple[dict[str, Any], Any, Any]:
    span = generator.choice([20, 60, 300])
    corners = generator.uniform(-0.2 * span, span, (sets, n, 2))
    boxes = np.concatenate([corners, corners + generator.uniform(0.02 * span, 0.5 * span, (sets, n, 2))], -1).astype(np.float32)
    if kind % 4 == 1:  # boxes that touch, and overlap by exact fractions
        boxes = np.round(boxes)
    if kind % 4 == 2:  # boxes that are there several times
        boxes = boxes[:, generator.integers(0, n, n)]
    if kind % 4 == 3:  # boxes that are inside out
        boxes = np.where(generator.random((sets, n, 1)) < 0.1, boxes[..., [2, 3, 0, 1]], boxes)
    from_logits = kind % 2 == 0
    scores = generator.normal(0, 2, (sets, n, LABELS)) if from_logits else generator.random((sets, n, LABELS))
    # Few different values: many ties, and none that two implementations of the sigmoid could order differently.
    scores = np.round(scores * 16) / 16
    if from_logits:
        scores[generator.random(scores.shape) < 0.02] = 30  # different numbers, of which the sigmoid makes 1
        scores[generator.random(scores.shape) < 0.02] = 20
    scores = scores.astype(np.float32)
    if kind % 5 == 4:
        scores[generator.random(scores.shape) < 0.03] = np.nan
        boxes[generator.random(boxes.shape) < 0.01] = generator.choice([np.nan, np.inf, -np.inf])
    settings = {
        "from_logits": from_logits,
        "iou_threshold": float(generator.choice([0.25, 0.5, 0.75, 1.0])),
        "confidence_threshold": float(generator.choice([0.0, 0.25, 0.5, 0.875])),
        "max_detections": int(generator.choice([1, 5, 100])),
    }
    return settings, boxes, scores


def _best(settings: dict[str, Any], scores: Any) -> tuple[Any, Any]:
    """Score and class of each box, as an exported graph tells them."""
    probabilities = np.asarray(keras.ops.sigmoid(scores)) if settings["from_logits"] else scores
    return probabilities.max(-1), probabilities.argmax(-1)


def _without_nan(boxes: Any, scores: Any) -> tuple[Any, Any]:
    """Boxes that are no detections, as KerasHub would have to be told: of no size, and of no confidence."""
    wrong = np.isnan(scores).any(-1, keepdims=True) | ~np.isfinite(boxes).all(-1, keepdims=True)
    return np.where(wrong, np.float32(0), boxes), np.where(wrong, np.float32(-1e4 if scores.min() < 0 else 0), scores)


def _kept(settings: dict[str, Any], boxes: Any, scores: Any) -> dict[str, Any]:
    return {name: np.asarray(value) for name, value in NonMaxSuppression("yxyx", **settings)(boxes, scores).items()}


def _found(model: Any, picture: Any) -> list[dict[str, Any]]:
    """KerasHub's answer to one picture, in the pixels of the picture."""
    # TensorFlow's graph optimizer (2.21) breaks the loops of the suppression: in a graph it keeps other boxes than eagerly and under XLA.
    model.compile(run_eagerly=True)
    answer = model.predict(picture[None], verbose=0)  # which preprocesses by itself
    image = np.asarray(model.preprocessor(picture[None]))
    if "num_detections" not in answer:  # D-FINE leaves the last step to the caller
        answer = model.decode_predictions(answer, image)
    boxes, confidence, labels, (number,) = (np.asarray(answer[k])[0] if k != "num_detections" else np.asarray(answer[k]) for k in _ANSWER)
    height, width = image.shape[1:3]
    window = ImageWindow.of(
        image_converters.describe(model.preprocessor.image_converter, height, width, 3, {}), picture.shape[1], picture.shape[0]
    )
    scale, start = np.array([window.height / height, window.width / width] * 2), np.array([window.top, window.left] * 2)
    return [
        {"box": (boxes[i] * scale + start).tolist(), "score": float(confidence[i]), "index": int(labels[i])} for i in range(int(number))
    ]


_ANSWER = ("boxes", "confidence", "labels", "num_detections")
