"""Which part of a picture the model saw, so that its answers can be brought back."""

from dataclasses import dataclass

import numpy as np

from ..manifest.steps import ImageStep


@dataclass(frozen=True)
class ImageWindow:
    """The rectangle that became the model's input, in pixels of the picture; when padded it reaches beyond it."""

    left: int
    top: int
    width: int
    height: int

    @classmethod
    def of(cls, step: ImageStep, width: int, height: int) -> "ImageWindow":
        """The window in a picture of `width` x `height`. Float32 and truncation as in Keras: the last pixel depends on it."""
        full_width = int(np.float32(height * step.width) / np.float32(step.height))
        full_height = int(np.float32(width * step.height) / np.float32(step.width))
        if step.fit == "crop":
            crop_width, crop_height = max(min(width, full_width), 1), max(min(height, full_height), 1)
            return cls((width - crop_width) // 2, (height - crop_height) // 2, crop_width, crop_height)
        if step.fit == "pad":
            margin_x, margin_y = (max(width, full_width) - width) // 2, (max(height, full_height) - height) // 2
            return cls(-margin_x, -margin_y, width + 2 * margin_x, height + 2 * margin_y)
        return cls(0, 0, width, height)

    def seen(self, width: int, height: int) -> tuple[slice, slice]:
        """Rows and columns of a picture of `width` x `height` that lie in the window."""
        rows = slice(max(self.top, 0), min(self.top + self.height, height))
        return rows, slice(max(self.left, 0), min(self.left + self.width, width))
