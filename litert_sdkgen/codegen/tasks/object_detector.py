"""A picture in, labelled boxes out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from ..options import Language
from .image_task import DecodedImageTask


@dataclass(frozen=True)
class ObjectDetector(DecodedImageTask):
    """The outputs are boxes, their scores and the places of their labels."""

    partial: ClassVar[str] = "tasks/object_detector.jinja"
    interface: ClassVar[Markup | None] = Markup("ObjectDetector")
    imports: ClassVar[frozenset[str]] = frozenset(("Detection", "DetectionDecoder", "ImagePreprocessor", "ObjectDetector", "RgbImage"))
    language_imports: ClassVar[Mapping[Language, frozenset[str]]] = {"kotlin": frozenset(), "java": frozenset(("java.util.List",))}
    carriers: ClassVar[Mapping[str, tuple[str, ...]]] = {"classes": ("IntArray",)}
    unread: ClassVar[frozenset[str]] = frozenset(("probabilities",))
    decoder: ClassVar[Markup] = Markup("DetectionDecoder")
    result: ClassVar[Markup] = Markup("List<Detection>")
    summary: ClassVar[Markup] = Markup("What is seen in")
