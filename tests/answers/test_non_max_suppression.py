"""Against KerasHub's own layer; a thousand sets more are compared in Kotlin (tests/vectors/boxes.py)."""

from typing import Any

import numpy as np
import pytest
from keras_hub.layers import NonMaxSuppression

from litert_sdkgen.answers.non_max_suppression import select


def kept(boxes: Any, scores: Any, **settings: Any) -> Any:
    """Boxes, confidences and number that KerasHub keeps of one picture."""
    answer = NonMaxSuppression("yxyx", from_logits=False, **settings)(boxes[None], scores[None])
    number = int(answer["num_detections"][0])
    return np.asarray(answer["boxes"])[0][:number], np.asarray(answer["confidence"])[0][:number], number


@pytest.mark.parametrize("seed", range(12))
def test_the_same_boxes_as_keras_hub_in_the_same_order(seed: int) -> None:
    generator = np.random.default_rng(seed)
    n = int(generator.choice([1, 3, 40, 300, 600]))
    corners = generator.uniform(-5, 40, (n, 2))
    boxes = np.concatenate([corners, corners + generator.uniform(1, 20, (n, 2))], -1).astype(np.float32)
    boxes = np.round(boxes) if seed % 3 == 0 else boxes
    scores = (np.round(generator.random((n, 2)) * 8) / 8).astype(np.float32)
    for iou in (0.3, 0.5, 1.0):
        settings = {"iou_threshold": iou, "confidence_threshold": 0.25, "max_detections": 50}
        expected, confidence, number = kept(boxes, scores, **settings)
        found = select(boxes, scores.max(-1), 0.25, iou, 50)
        np.testing.assert_array_equal(boxes[found], expected)
        np.testing.assert_array_equal(scores.max(-1)[found], confidence)
        assert len(found) == number


def test_nan_is_no_detection_neither_here_nor_there() -> None:
    """KerasHub's order is undefined then; the boxes it keeps of those that do not overlap are not."""
    generator = np.random.default_rng(4)
    rows, columns = np.mgrid[0:20, 0:20].reshape(2, -1) * 10.0
    boxes = np.stack([rows, columns, rows + 8, columns + 8], -1).astype(np.float32)
    scores = generator.random((400, 3)).astype(np.float32)
    scores[generator.random((400, 3)) < 0.1] = np.nan
    expected, _, number = kept(boxes, scores, confidence_threshold=0.5, max_detections=400)
    found = select(boxes, scores.max(-1), 0.5, 0.5, 400)
    assert len(found) == number > 100
    assert {tuple(box) for box in boxes[found].tolist()} == {tuple(box) for box in expected.tolist()}


def test_boxes_that_are_no_numbers_are_dropped() -> None:
    boxes = np.array([[0, 0, 4, 4], [0, 0, np.nan, 4], [0, 0, np.inf, 4]], np.float32)
    assert select(boxes, np.array([0.6, 0.9, 0.8], np.float32), 0.5, 0.5, 10) == [0]


def test_a_box_outside_the_picture_suppresses_and_is_dropped() -> None:
    boxes = np.array([[-9, -9, -1, -1], [-9, -9, 0.5, 0.5], [10, 10, 20, 20]], np.float32)
    scores = np.array([[0.9], [0.8], [0.7]], np.float32)
    expected, _, number = kept(boxes, scores)
    assert select(boxes, scores[:, 0], 0.5, 0.5, 100) == [2]
    assert (number, expected.tolist()) == (1, [[10, 10, 20, 20]])


def test_boxes_that_are_no_boxes_at_all() -> None:
    assert select(np.zeros((0, 4), np.float32), np.zeros((0,), np.float32), 0.5, 0.5, 10) == []
