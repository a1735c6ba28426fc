"""A picture in, a label for each of its pixels out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from .image_task import DecodedImageTask


@dataclass(frozen=True)
class ImageSegmenter(DecodedImageTask):
    """The one output holds the class of each place, or numbers for it."""

    partial: ClassVar[str] = "tasks/image_segmenter.jinja"
    interface: ClassVar[Markup | None] = Markup("ImageSegmenter")
    imports: ClassVar[frozenset[str]] = frozenset(
        ("ImagePreprocessor", "ImageSegmenter", "RgbImage", "Segmentation", "SegmentationDecoder")
    )
    carriers: ClassVar[Mapping[str, tuple[str, ...]]] = {"output": ("IntArray", "FloatArray")}
    unread: ClassVar[frozenset[str]] = frozenset(("scores",))
    decoder: ClassVar[Markup] = Markup("SegmentationDecoder")
    result: ClassVar[Markup] = Markup("Segmentation")
    summary: ClassVar[Markup] = Markup("The class of each pixel of")
