"""A picture and a prompt in, masks of what the prompt points at out."""

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

_PROMPTS = {"image_embeddings", "points", "labels", "box", "has_box", "mask", "has_mask"}


@dataclass(frozen=True)
class PromptableSegmenter(TaskCode):
    """The runtime finds signatures and tensors in the manifest: the wrapper names none.

    `height` and `width` are what pictures are brought to; `points` is how many points a prompt can have.
    """

    height: int
    width: int
    points: int

    partial: ClassVar[str] = "tasks/promptable_segmenter.jinja"
    interface: ClassVar[Markup | None] = Markup("PromptableSegmenter")
    has_tensors: ClassVar[bool] = False
    imports: ClassVar[frozenset[str]] = frozenset(
        ("EncodedImage", "Prompt", "PromptableSegmenter", "PromptedMasks", "RgbImage", "SegmentAnything")
    )
    android_imports: ClassVar[Mapping[Language, frozenset[str]]] = ANDROID_IMPORTS
    platform_imports: ClassVar[frozenset[str]] = PLATFORM_IMPORTS
    selftest_imports: ClassVar[frozenset[str]] = frozenset(("RgbImage",))

    @classmethod
    def of(cls, manifest: Manifest, signature: SignatureCode) -> "PromptableSegmenter":
        (feed,) = feeds_of(manifest, signature, carriers=("FloatArray",))
        decode = next((s for s in manifest.signatures if s.key == "decode"), None)
        shapes = {tensor.name: tensor.shape for tensor in decode.inputs} if decode else {}
        keys = [s.key for s in manifest.signatures]
        if keys != ["encode_image", "decode"] or set(shapes) != _PROMPTS:
            shown = f"{', '.join(keys)}, with the prompts {', '.join(shapes) or 'none'}"
            raise ManifestError(
                "manifest.signatures", f"expected encode_image and decode, which takes {', '.join(sorted(_PROMPTS))}. Received: {shown}"
            )
        points = shapes["points"]
        if len(feed.shape) != 4 or len(points) != 3 or not isinstance(points[1], int):
            raise ManifestError("manifest.signatures", f"expected a picture and points of fixed size. Received: {feed.shape} and {points}")
        return cls(feed.shape[1], feed.shape[2], points[1] - 1)
