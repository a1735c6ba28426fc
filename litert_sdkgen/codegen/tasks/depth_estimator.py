"""A picture in, a depth for each of its pixels out."""

from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from .image_task import DecodedImageTask


@dataclass(frozen=True)
class DepthEstimator(DecodedImageTask):
    """The one output holds a number for each place."""

    partial: ClassVar[str] = "tasks/depth_estimator.jinja"
    interface: ClassVar[Markup | None] = Markup("DepthEstimator")
    imports: ClassVar[frozenset[str]] = frozenset(("DepthDecoder", "DepthEstimator", "DepthMap", "ImagePreprocessor", "RgbImage"))
    decoder: ClassVar[Markup] = Markup("DepthDecoder")
    result: ClassVar[Markup] = Markup("DepthMap")
    summary: ClassVar[Markup] = Markup("The depth of each pixel of")
