"""The answers that belong to a picture: they can be drawn."""

from typing import TYPE_CHECKING, Any, Protocol

from ..bundle import Bundle
from ..errors import ManifestError
from ..manifest.answers import Depth, Detection, InstanceSegmentation, PromptedSegmentation, Segmentation
from .depth_map import DepthMap
from .detections import Detections
from .instances import Instances
from .prompted_masks import PromptedMasks
from .segmentation import Segmentation as SegmentationAnswer

if TYPE_CHECKING:
    from PIL.Image import Image


class PictureAnswer(Protocol):
    """What a model says about a picture."""

    def lines(self, top: int) -> list[str]:
        """The answer in words, of which the first `top` are the most important ones."""

    def drawn(self, picture: "Image") -> "Image":
        """The answer as a picture of the size of `picture`."""


def is_drawable(bundle: Bundle) -> bool:
    """Whether the bundle's task gives such an answer."""
    return isinstance(bundle.manifest.postprocess, Detection | Segmentation | PromptedSegmentation | InstanceSegmentation | Depth)


def answer_of(bundle: Bundle, outputs: dict[str, Any], size: tuple[int, int] | None) -> PictureAnswer:
    """The answer for a picture of `size` (width and height), or for the model's input itself where it is None.

    Raises:
        ManifestError: the bundle's task gives no such answer.
    """
    post = bundle.manifest.postprocess
    (step,) = (step for step in bundle.manifest.preprocess if step.type == "image")
    shape = size or (step.width, step.height)
    if isinstance(post, Detection):
        return Detections.of(bundle, post, outputs, step, shape)
    if isinstance(post, Segmentation):
        return SegmentationAnswer.of(bundle, post, outputs, step, shape)
    if isinstance(post, PromptedSegmentation):
        return PromptedMasks.of(bundle, post, outputs, step, shape)
    if isinstance(post, InstanceSegmentation):
        return Instances.of(bundle, post, outputs, step, shape)
    if isinstance(post, Depth):
        return DepthMap.of(bundle, post, outputs, step, shape)
    raise ManifestError("manifest.postprocess", "expected one whose answer can be drawn")
