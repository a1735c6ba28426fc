"""What an object detector found."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image, ImageDraw

from ..bundle import Bundle
from ..manifest.answers import Detection as Postprocess
from ..manifest.steps import ImageStep
from .image_window import ImageWindow
from .labels import labels_of
from .non_max_suppression import select
from .palette import color_of


@dataclass(frozen=True)
class Detection:
    """Something in a picture; the box is left, top, right, bottom in pixels of the picture, and may reach beyond it."""

    box: tuple[float, float, float, float]
    label: str
    score: float
    index: int


@dataclass(frozen=True)
class Detections:
    """All of them, best first."""

    found: tuple[Detection, ...]

    @classmethod
    def of(cls, bundle: Bundle, post: Postprocess, outputs: dict[str, Any], step: ImageStep, size: tuple[int, int]) -> "Detections":
        """The answer for a picture of `size`, width and height."""
        boxes, scores, classes = (outputs[name][0] for name in (post.boxes, post.scores, post.classes))
        labels, window = labels_of(bundle), ImageWindow.of(step, *size)
        kept = select(boxes, scores, post.confidence_threshold, post.iou_threshold, post.max_detections)
        return cls(tuple(_detection(boxes[i], scores[i], int(classes[i]), labels, window, step) for i in kept))

    def lines(self, top: int) -> list[str]:
        shown = [f"{d.label} {d.score:.6f} at {' '.join(f'{value:.1f}' for value in d.box)}" for d in self.found[:top]]
        rest = len(self.found) - len(shown)
        return [*shown, f"... ({rest} more)"] if rest else shown or ["nothing was found"]

    def drawn(self, picture: Image.Image) -> Image.Image:
        """Boxes with labels on a copy of the picture, the best on top."""
        copy = picture.convert("RGB")
        draw = ImageDraw.Draw(copy)
        width = max(1, round(min(copy.size) / 200))
        for detection in reversed(self.found):
            left, top, right, bottom = detection.box
            color = color_of(detection.index + 1)
            draw.rectangle((min(left, right), min(top, bottom), max(left, right), max(top, bottom)), outline=color, width=width)
            draw.text((max(left, 0) + width, max(top, 0) + width), f"{detection.label} {detection.score:.2f}", fill=color)
        return copy


def _detection(box: Any, score: Any, index: int, labels: list[str], window: ImageWindow, step: ImageStep) -> Detection:
    top, left, bottom, right = box
    across = [float(x * np.float32(window.width) / np.float32(step.width) + np.float32(window.left)) for x in (left, right)]
    down = [float(y * np.float32(window.height) / np.float32(step.height) + np.float32(window.top)) for y in (top, bottom)]
    return Detection((across[0], down[0], across[1], down[1]), labels[index], float(score), index)
