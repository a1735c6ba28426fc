"""What each pixel belongs to."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image

from ..bundle import Bundle
from ..manifest.answers import Segmentation as Postprocess
from ..manifest.steps import ImageStep
from .image_window import ImageWindow
from .labels import labels_of
from .palette import color_of

UNSEEN = -1
_OPACITY = np.float32(0.5)


@dataclass(frozen=True)
class Segmentation:
    """`class_ids` is int[height, width], `UNSEEN` where the model did not look."""

    class_ids: Any
    labels: list[str]

    @classmethod
    def of(cls, bundle: Bundle, post: Postprocess, outputs: dict[str, Any], step: ImageStep, size: tuple[int, int]) -> "Segmentation":
        """The answer for a picture of `size`, width and height: each pixel has the class of the place it fell on."""
        values, (width, height) = outputs[post.output][0], size
        classes = _classes(values, post.threshold)
        window = ImageWindow.of(step, width, height)
        rows, columns = window.seen(width, height)
        down = _nearest(classes.shape[0], window.height)[rows.start - window.top : rows.stop - window.top]
        across = _nearest(classes.shape[1], window.width)[columns.start - window.left : columns.stop - window.left]
        ids = np.full((height, width), UNSEEN)
        ids[rows, columns] = classes[np.ix_(down, across)]
        return cls(ids, labels_of(bundle))

    def lines(self, top: int) -> list[str]:
        """The classes with their share of the picture."""
        counts = [(int(np.sum(self.class_ids == i)), label) for i, label in enumerate(self.labels)]
        ranked = sorted((pair for pair in counts if pair[0]), key=lambda pair: -pair[0])
        return [f"{label} {100 * count / self.class_ids.size:.2f} %" for count, label in ranked[:top]]

    def drawn(self, picture: Image.Image) -> Image.Image:
        """The picture with each pixel in the colour of its class."""
        pixels = np.asarray(picture.convert("RGB"), np.float32)
        colors = np.array([color_of(i) for i in range(len(self.labels))], np.float32)[np.maximum(self.class_ids, 0)]
        mixed = np.floor(pixels + (colors - pixels) * _OPACITY + np.float32(0.5))
        return Image.fromarray(np.where(self.class_ids[..., None] == UNSEEN, pixels, mixed).astype(np.uint8))


def _classes(values: Any, threshold: float | None) -> Any:
    """The class of each place: as it stands, of one number, or where the largest number is."""
    if values.dtype.kind == "i":
        return values
    return values.argmax(-1) if threshold is None else (values[..., 0] > np.float32(threshold)).astype(int)


def _nearest(size: int, target: int) -> Any:
    """For each of `target` places the one of `size` that it falls on, in TensorFlow's float32."""
    scale = np.float32(size) / np.float32(target)
    return np.minimum(np.floor((np.arange(target, dtype=np.float32) + np.float32(0.5)) * scale).astype(int), size - 1)
