"""A picture in, the best label out."""

from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from .image_task import ImageTask


@dataclass(frozen=True)
class ImageClassifier(ImageTask):
    """The one output holds a number for each label."""

    partial: ClassVar[str] = "tasks/image_classifier.jinja"
    interface: ClassVar[Markup | None] = Markup("ImageClassifier")
    imports: ClassVar[frozenset[str]] = frozenset(("Classification", "Classifier", "ImageClassifier", "ImagePreprocessor", "RgbImage"))
    result: ClassVar[Markup] = Markup("Classification")
    summary: ClassVar[Markup] = Markup("The label of")
