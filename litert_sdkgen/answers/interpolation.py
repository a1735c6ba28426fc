"""Numbers for the places of a window, brought back to the picture that it was cut from."""

from typing import Any

import numpy as np

from .image_window import ImageWindow


def interpolated(values: Any, window: ImageWindow, width: int, height: int) -> Any:
    """float32[height, width] by bilinear interpolation of float32[rows, columns], NaN where the window did not look."""
    rows, columns = window.seen(width, height)
    upper, lower, down = (a[rows.start - window.top : rows.stop - window.top] for a in _bilinear(values.shape[0], window.height))
    left, right, across = (a[columns.start - window.left : columns.stop - window.left] for a in _bilinear(values.shape[1], window.width))
    top = _between(values[np.ix_(upper, left)], values[np.ix_(upper, right)], across)
    bottom = _between(values[np.ix_(lower, left)], values[np.ix_(lower, right)], across)
    result = np.full((height, width), np.nan, np.float32)
    result[rows, columns] = _between(top, bottom, down[:, None])
    return result


def _bilinear(size: int, target: int) -> tuple[Any, Any, Any]:
    """For each of `target` places the two of `size` around it, and how far it lies between them, as in TensorFlow's `ResizeBilinear`."""
    at = (np.arange(target, dtype=np.float32) + np.float32(0.5)) * (np.float32(size) / np.float32(target)) - np.float32(0.5)
    floor = np.floor(at)
    return np.maximum(floor.astype(int), 0), np.minimum(np.ceil(at).astype(int), size - 1), at - floor


def _between(a: Any, b: Any, weight: Any) -> Any:
    return a + (b - a) * weight
