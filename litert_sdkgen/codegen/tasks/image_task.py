"""What all tasks have in common that turn a picture into an answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from ...manifest import Manifest
from ...manifest.contract import output_references
from ..options import Language
from ..signatures import SignatureCode, TensorCode
from .feeds import FeedCode, feeds_of, postprocessed_output, source_of
from .task import TaskCode

ANDROID_IMPORTS: Mapping[Language, frozenset[str]] = {"kotlin": frozenset(("toRgbImage",)), "java": frozenset(("Bitmaps",))}
PLATFORM_IMPORTS = frozenset(("android.graphics.Bitmap",))
"""What a wrapper imports to take a Bitmap."""


@dataclass(frozen=True)
class ImageTask(TaskCode):
    """`height` and `width` are what pictures are brought to, or None where the input is not of batch, height, width, channels.

    `outputs` are the tensors that the postprocess names, in the order of its fields. A subclass says what becomes of them: `result` is
    the type (the same words in both languages), and `summary` what `predict` is said to return, before the picture. `carriers` are the
    Kotlin arrays in which a field's output may come, where that is not floats; `unread` are fields whose outputs `predict` leaves alone.
    """

    result: ClassVar[Markup]
    summary: ClassVar[Markup]
    carriers: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    unread: ClassVar[frozenset[str]] = frozenset()

    feeds: tuple[FeedCode, ...]
    outputs: tuple[TensorCode, ...]
    height: int | None
    width: int | None

    android_imports: ClassVar[Mapping[Language, frozenset[str]]] = ANDROID_IMPORTS
    platform_imports: ClassVar[frozenset[str]] = PLATFORM_IMPORTS
    selftest_imports: ClassVar[frozenset[str]] = frozenset(("ImagePreprocessor", "RgbImage"))

    def source_of(self, tensor: TensorCode) -> str | None:
        return source_of(self.feeds, tensor)

    @classmethod
    def of(cls, manifest: Manifest, signature: SignatureCode) -> "ImageTask":
        feeds = feeds_of(manifest, signature, carriers=("FloatArray",))
        assert manifest.postprocess is not None  # the reader demands it for these tasks
        fields = [field for field in output_references(manifest.postprocess) if field not in cls.unread]
        outputs = tuple(postprocessed_output(manifest, signature, field, cls.carriers.get(field, ("FloatArray",))) for field in fields)
        shape = feeds[0].shape if feeds and len(feeds[0].shape) == 4 else None
        return cls(feeds=feeds, outputs=outputs, height=shape and shape[1], width=shape and shape[2])


@dataclass(frozen=True)
class DecodedImageTask(ImageTask):
    """An answer in the coordinates of the caller's picture.

    `decoder` is the class of the runtime that makes it.
    """

    decoder: ClassVar[Markup]
