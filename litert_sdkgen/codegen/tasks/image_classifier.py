"""A picture in, the best label out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from ...manifest import Manifest
from ..options import Language
from ..signatures import SignatureCode, TensorCode
from .feeds import FeedCode, classified_output, feeds_of, source_of
from .task import TaskCode


@dataclass(frozen=True)
class ImageClassifier(TaskCode):
    """`height` and `width` are what pictures are brought to, or None where the input is not of batch, height, width, channels."""

    feeds: tuple[FeedCode, ...]
    output: Markup
    output_getter: Markup
    output_key: str
    height: int | None
    width: int | None

    partial: ClassVar[str] = "tasks/image_classifier.jinja"
    interface: ClassVar[Markup | None] = Markup("ImageClassifier")
    imports: ClassVar[frozenset[str]] = frozenset(("Classification", "Classifier", "ImageClassifier", "ImagePreprocessor", "RgbImage"))
    android_imports: ClassVar[Mapping[Language, frozenset[str]]] = {"kotlin": frozenset(("toRgbImage",)), "java": frozenset(("Bitmaps",))}
    platform_imports: ClassVar[frozenset[str]] = frozenset(("android.graphics.Bitmap",))
    selftest_imports: ClassVar[frozenset[str]] = frozenset(("ImagePreprocessor", "RgbImage"))

    def source_of(self, tensor: TensorCode) -> str | None:
        return source_of(self.feeds, tensor)

    @classmethod
    def of(cls, manifest: Manifest, signature: SignatureCode) -> "ImageClassifier":
        feeds = feeds_of(manifest, signature, carriers=("FloatArray",))
        output = classified_output(manifest, signature)
        shape = feeds[0].shape if feeds and len(feeds[0].shape) == 4 else None
        return cls(
            feeds=feeds,
            output=output.name,
            output_getter=output.getter,
            output_key=output.key,
            height=shape and shape[1],
            width=shape and shape[2],
        )
