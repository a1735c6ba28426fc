"""What a phrase names in a picture."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image

from ..bundle import Bundle
from ..manifest.answers import InstanceSegmentation
from ..manifest.steps import ImageStep
from .detections import Detection, Detections
from .image_window import ImageWindow
from .prompted_masks import on_picture
from .segmentation import UNSEEN, Segmentation


@dataclass(frozen=True)
class Instance:
    """The box is left, top, right, bottom in pixels of the picture; the classes of the mask are 0 beside the thing and 1 on it."""

    box: tuple[float, float, float, float]
    score: float
    mask: Segmentation


@dataclass(frozen=True)
class Instances:
    """All of them, best first."""

    found: tuple[Instance, ...]

    @classmethod
    def of(cls, bundle: Bundle, post: InstanceSegmentation, outputs: dict[str, Any], step: ImageStep, size: tuple[int, int]) -> "Instances":
        """The answer for a picture of `size`, width and height."""
        masks, boxes, scores = (outputs[name][0] for name in (post.masks, post.boxes, post.scores))
        window, found = ImageWindow.of(step, *size), []
        for i in np.argsort(-scores, kind="stable"):
            if scores[i] > np.float32(post.confidence_threshold):
                box = boxes[i] * np.array([window.width, window.height] * 2, np.float32)
                left, top, right, bottom = map(float, box + np.array([window.left, window.top] * 2, np.float32))
                found.append(Instance((left, top, right, bottom), float(scores[i]), on_picture(masks[i], post.threshold, window, size)))
        return cls(tuple(found))

    def lines(self, top: int) -> list[str]:
        """Each instance with its box and its share of the picture."""
        shown = []
        for instance in self.found[:top]:
            share = 100 * float(np.mean(instance.mask.class_ids == 1))
            shown.append(f"{instance.score:.6f} at {' '.join(f'{side:.1f}' for side in instance.box)}, {share:.2f} % of the picture")
        rest = len(self.found) - len(shown)
        return [*shown, f"... ({rest} more)"] if rest else shown or ["nothing was found"]

    def drawn(self, picture: Image.Image) -> Image.Image:
        """The picture with each instance in a colour of its own, and its box; the best on top."""
        ids = np.full((picture.height, picture.width), UNSEEN)
        for i, instance in reversed(list(enumerate(self.found, 1))):
            ids[instance.mask.class_ids == 1] = i
        coloured = Segmentation(ids, [""] * (len(self.found) + 1)).drawn(picture)
        return Detections(tuple(Detection(found.box, "", found.score, i) for i, found in enumerate(self.found))).drawn(coloured)
