"""What a user points at in a picture, and the tensors that Segment Anything's `decode` takes for it."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..errors import UsageError
from ..manifest.model import Signature
from ..manifest.steps import ImageStep
from .image_window import ImageWindow

Point = tuple[float, float, int]
_PADDING, _ABSENT = -1, -2


@dataclass(frozen=True)
class Prompt:
    """`points` are x, y and 1 for a point on the thing or 0 for one beside it; `box` is left, top, right, bottom: pixels of the picture."""

    points: tuple[Point, ...] = ()
    box: tuple[float, float, float, float] | None = None

    def tensors(self, decode: Signature, step: ImageStep, size: tuple[int, int]) -> dict[str, Any]:
        """The inputs of `decode` but for `image_embeddings`, for a picture of `size`, width and height.

        Raises:
            UsageError: nothing is given, too many points, or something that the model does not see.
        """
        shapes = {tensor.name: [int(side) for side in tensor.shape] for tensor in decode.inputs}
        capacity = shapes["points"][1] - 1
        if not self.points and self.box is None:
            raise UsageError("expected a prompt: --points X,Y,1 or --box X0,Y0,X1,Y1")
        if len(self.points) > capacity:
            raise UsageError(f"--points: the model takes {capacity} at most. Received: {len(self.points)}")
        window = ImageWindow.of(step, *size)
        rows, columns = window.seen(*size)
        view = f"the part of the picture that the model sees: x {columns.start} to {columns.stop}, y {rows.start} to {rows.stop}"
        points = np.zeros(shapes["points"], np.float32)
        labels = np.full(shapes["labels"], _ABSENT, np.int32)
        for i, (x, y, label) in enumerate(self.points):
            if not (columns.start <= x <= columns.stop and rows.start <= y <= rows.stop):
                raise UsageError(f"--points: expected points in {view}. Received: {x:g},{y:g}")
            points[0, i] = _inside(window, step, x, y)
            labels[0, i] = label
        if self.points and self.box is None:  # KerasHub wants a padding point then
            labels[0, len(self.points)] = _PADDING
        box = np.zeros(shapes["box"], np.float32)
        if self.box is not None:
            left, top, right, bottom = self.box
            left, right = max(left, columns.start), min(right, columns.stop)
            top, bottom = max(top, rows.start), min(bottom, rows.stop)
            if not (left < right and top < bottom):
                raise UsageError(f"--box: expected a box with a part in {view}. Received: {','.join(f'{side:g}' for side in self.box)}")
            box[0, 0] = [_inside(window, step, left, top), _inside(window, step, right, bottom)]
        return {
            "points": points,
            "labels": labels,
            "box": box,
            "has_box": np.array([self.box is not None], np.int32),
            "mask": np.zeros(shapes["mask"], np.float32),
            "has_mask": np.zeros(1, np.int32),
        }


def _inside(window: ImageWindow, step: ImageStep, x: float, y: float) -> tuple[Any, Any]:
    """A place of the picture in pixels of the model's input, in float32 as on the device."""
    across = (np.float32(x) - np.float32(window.left)) * np.float32(step.width) / np.float32(window.width)
    return across, (np.float32(y) - np.float32(window.top)) * np.float32(step.height) / np.float32(window.height)
