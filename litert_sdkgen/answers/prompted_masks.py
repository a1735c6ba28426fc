"""What a prompt points at in a picture."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image

from ..bundle import Bundle
from ..manifest.answers import PromptedSegmentation
from ..manifest.steps import ImageStep
from .image_window import ImageWindow
from .interpolation import interpolated
from .segmentation import UNSEEN, Segmentation

_LABELS = ["background", "foreground"]


def on_picture(mask: Any, threshold: float, window: ImageWindow, size: tuple[int, int]) -> Segmentation:
    """Class 1 where `mask`, float32[rows, columns], is above `threshold` in a picture of `size`, width and height."""
    values = interpolated(mask, window, *size)
    return Segmentation(np.where(np.isnan(values), UNSEEN, values > np.float32(threshold)), _LABELS)


@dataclass(frozen=True)
class PromptedMasks:
    """`masks` in the model's order, each with its score; the classes of each are 0 beside the thing and 1 on it."""

    masks: tuple[Segmentation, ...]
    scores: tuple[float, ...]

    @classmethod
    def of(
        cls, bundle: Bundle, post: PromptedSegmentation, outputs: dict[str, Any], step: ImageStep, size: tuple[int, int]
    ) -> "PromptedMasks":
        """The answer for a picture of `size`, width and height."""
        window = ImageWindow.of(step, *size)
        found = tuple(on_picture(mask, post.threshold, window, size) for mask in outputs[post.masks][0])
        return cls(found, tuple(float(score) for score in outputs[post.scores][0]))

    @property
    def best(self) -> int:
        """Which mask has the highest score; of equal ones the first."""
        return int(np.argmax(self.scores))

    def lines(self, top: int) -> list[str]:
        """Each mask with its score and its share of the picture, best first."""
        order = sorted(range(len(self.masks)), key=lambda i: -self.scores[i])[:top]
        shares = [100 * float(np.mean(mask.class_ids == 1)) for mask in self.masks]
        return [f"mask {i} {self.scores[i]:.6f}, {shares[i]:.2f} % of the picture" for i in order]

    def drawn(self, picture: Image.Image) -> Image.Image:
        """The picture with the best mask in colour."""
        ids = self.masks[self.best].class_ids
        return Segmentation(np.where(ids == 1, 1, UNSEEN), _LABELS).drawn(picture)
