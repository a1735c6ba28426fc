"""A picture in, its place in the model's space out."""

from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from .image_task import ImageTask


@dataclass(frozen=True)
class ImageEmbedder(ImageTask):
    """The one output is the embedding."""

    partial: ClassVar[str] = "tasks/image_embedder.jinja"
    interface: ClassVar[Markup | None] = Markup("ImageEmbedder")
    imports: ClassVar[frozenset[str]] = frozenset(("Embedding", "ImageEmbedder", "ImagePreprocessor", "RgbImage"))
    result: ClassVar[Markup] = Markup("Embedding")
    summary: ClassVar[Markup] = Markup("The embedding of")
