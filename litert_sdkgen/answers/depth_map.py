"""How far or near each pixel is."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image

from ..bundle import Bundle
from ..manifest.answers import Depth as Postprocess
from ..manifest.steps import ImageStep
from .image_window import ImageWindow
from .interpolation import interpolated


@dataclass(frozen=True)
class DepthMap:
    """`values` is float32[height, width], NaN where the model did not look. Metric ones grow with the distance, others with nearness."""

    values: Any
    is_metric: bool

    @classmethod
    def of(cls, bundle: Bundle, post: Postprocess, outputs: dict[str, Any], step: ImageStep, size: tuple[int, int]) -> "DepthMap":
        """The answer for a picture of `size`, width and height, by bilinear interpolation of what the model gave."""
        values = interpolated(outputs[post.output][0, :, :, 0], ImageWindow.of(step, *size), *size)
        return cls(values, post.kind == "metric")

    def lines(self, top: int) -> list[str]:
        """The range of the depths, and what they mean."""
        seen = self.values[~np.isnan(self.values)]
        if not seen.size:
            return ["the model gave NaN only"]
        meaning = "a distance" if self.is_metric else "without a unit, larger is nearer"
        return [f"depth from {seen.min():.4f} to {seen.max():.4f}, {seen.mean():.4f} on average: {meaning}"]

    def drawn(self, picture: Image.Image) -> Image.Image:
        """Grey: the nearest pixel is white, the farthest black, and so is what the model did not see."""
        if np.isnan(self.values).all():
            return Image.new("L", picture.size)
        smallest, largest = np.nanmin(self.values), np.nanmax(self.values)
        near, far = (smallest, largest) if self.is_metric else (largest, smallest)
        scale = np.float32(0) if near == far else np.float32(255) / (near - far)
        grey = np.clip((self.values - far) * scale + np.float32(0.5), 0, 255)
        return Image.fromarray(np.nan_to_num(grey).astype(np.uint8))
