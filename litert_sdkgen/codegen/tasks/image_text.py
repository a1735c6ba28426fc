"""A picture and texts in, a score for each text out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from ...errors import ManifestError
from ...manifest import Manifest
from ..options import Language
from ..signatures import SignatureCode
from .feeds import feeds_of
from .image_task import ANDROID_IMPORTS, PLATFORM_IMPORTS
from .task import TaskCode


@dataclass(frozen=True)
class ImageText(TaskCode):
    """The runtime finds signatures and tensors in the manifest: the wrapper names none.

    `height` and `width` are what pictures are brought to, `sequence_length` is that of a text's tokens; `image_output` and `text_output`
    are raw text for a filter.
    """

    height: int
    width: int
    sequence_length: int
    image_output: str
    text_output: str

    partial: ClassVar[str] = "tasks/image_text.jinja"
    interface: ClassVar[Markup | None] = Markup("ImageTextMatcher")
    has_tensors: ClassVar[bool] = False
    imports: ClassVar[frozenset[str]] = frozenset(("Classification", "DualEncoder", "Embedding", "ImageTextMatcher", "RgbImage"))
    android_imports: ClassVar[Mapping[Language, frozenset[str]]] = ANDROID_IMPORTS
    platform_imports: ClassVar[frozenset[str]] = PLATFORM_IMPORTS
    language_imports: ClassVar[Mapping[Language, frozenset[str]]] = {"kotlin": frozenset(), "java": frozenset(("java.util.List",))}
    selftest_imports: ClassVar[frozenset[str]] = frozenset(("RgbImage",))

    @classmethod
    def of(cls, manifest: Manifest, signature: SignatureCode) -> "ImageText":
        (feed,) = feeds_of(manifest, signature, carriers=("FloatArray",))
        texts, post = manifest.preprocess[1], manifest.postprocess
        assert post is not None and post.type == "similarity"  # the reader demands it of the task
        keys, fed = [s.key for s in manifest.signatures], texts.feeds
        tokens = [(tensor.name, tensor.dtype, len(tensor.shape)) for s in manifest.signatures[1:] for tensor in s.inputs]
        if keys != ["image", "text"] or len(feed.shape) != 4 or len(fed) != 1 or tokens != [(fed.get("token_ids"), "int32", 2)]:
            raise ManifestError(
                "manifest.signatures",
                "expected image, which takes a picture of fixed size, and text, which takes the int32[1, length] that the text step feeds. "
                f"Received: {', '.join(keys)} with {list(feed.shape)} and {tokens}, fed with {fed}",
            )
        (_, length) = manifest.signatures[1].inputs[0].shape
        if not isinstance(length, int):
            raise ManifestError("manifest.signatures[1].inputs", f"the task image_text needs fixed sizes. Received: {length!r}")
        return cls(feed.shape[1], feed.shape[2], length, post.image, post.text)
