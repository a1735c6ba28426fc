"""KerasHub's `NonMaxSuppression` for one picture: the best of boxes that show the same thing, whatever their labels are."""

from typing import Any

import numpy as np

_EPSILON = np.float32(1e-8)


def select(boxes: Any, scores: Any, confidence_threshold: float, iou_threshold: float, max_detections: int) -> list[int]:
    """Indices of the kept boxes, best first.

    Args:
        boxes: float32[n, 4]: top, left, bottom, right.
        scores: float32[n]. A NaN, or a box with a coordinate that is not finite, is no detection.
        confidence_threshold: scores must be above it.
        iou_threshold: from this intersection over union on, the better of two boxes remains; of equal ones that with the higher index.
        max_detections: how many to keep at most.
    """
    counts = (scores > np.float32(confidence_threshold)) & np.isfinite(boxes).all(-1)
    (candidates,) = np.nonzero(counts)
    order = candidates[np.argsort(scores[candidates], kind="stable")[::-1]]
    kept: list[int] = []
    selected: list[int] = []
    for i in order.tolist():
        if len(selected) == max_detections:
            break
        if kept and (_overlaps(boxes[kept], boxes[i]) >= np.float32(iou_threshold)).any():
            continue
        kept.append(i)
        if (boxes[i] > 0).any():  # a box outside the picture suppresses others, and is dropped
            selected.append(i)
    return selected


def _overlaps(boxes: Any, other: Any) -> Any:
    """Intersection over union of each of `boxes` with `other`, in float32 as KerasHub computes it."""
    height = np.maximum(np.minimum(boxes[:, 2], other[2]) - np.maximum(boxes[:, 0], other[0]), np.float32(0))
    width = np.maximum(np.minimum(boxes[:, 3], other[3]) - np.maximum(boxes[:, 1], other[1]), np.float32(0))
    intersection = width * height
    with np.errstate(all="ignore"):
        return intersection / (_area(boxes) + _area(other) - intersection + _EPSILON)


def _area(boxes: Any) -> Any:
    return (boxes[..., 2] - boxes[..., 0]) * (boxes[..., 3] - boxes[..., 1])
