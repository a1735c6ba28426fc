"""A picture and a phrase in, all instances of what the phrase names out."""

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

_FEEDS = {"token_ids": "token_ids", "padding_mask": "padding_mask"}


@dataclass(frozen=True)
class ConceptSegmenter(TaskCode):
    """The runtime finds signatures and tensors in the manifest: the wrapper names none.

    `height` and `width` are what pictures are brought to; `sequence_length` is how many of a phrase's tokens the model reads.
    """

    height: int
    width: int
    sequence_length: int

    partial: ClassVar[str] = "tasks/concept_segmenter.jinja"
    interface: ClassVar[Markup | None] = Markup("ConceptSegmenter")
    has_tensors: ClassVar[bool] = False
    imports: ClassVar[frozenset[str]] = frozenset(("ConceptSegmenter", "EncodedImage", "PhraseSegmenter", "RgbImage", "SegmentedInstance"))
    android_imports: ClassVar[Mapping[Language, frozenset[str]]] = ANDROID_IMPORTS
    platform_imports: ClassVar[frozenset[str]] = PLATFORM_IMPORTS
    language_imports: ClassVar[Mapping[Language, frozenset[str]]] = {"kotlin": frozenset(), "java": frozenset(("java.util.List",))}
    selftest_imports: ClassVar[frozenset[str]] = frozenset(("ElementType", "RgbImage", "TextPreprocessor"))

    @classmethod
    def of(cls, manifest: Manifest, signature: SignatureCode) -> "ConceptSegmenter":
        (feed,) = feeds_of(manifest, signature, carriers=("FloatArray",))
        keys, fed = [s.key for s in manifest.signatures], manifest.preprocess[1].feeds
        tokens = [(tensor.name, tensor.dtype, tensor.shape) for s in manifest.signatures[1:2] for tensor in s.inputs if tensor.name in fed]
        length = tokens[0][2][-1] if tokens else None
        if keys != ["encode_image", "decode", "select_mask"] or len(feed.shape) != 4 or fed != _FEEDS or not isinstance(length, int):
            shown = f"{', '.join(keys)} with {list(feed.shape)} and {tokens}, fed with {fed}"
            raise ManifestError(
                "manifest.signatures",
                f"expected encode_image, which takes a picture, decode, which takes a phrase's tokens, and select_mask. Received: {shown}",
            )
        # Of the tokens that are packed the graph drops the last, as KerasHub does.
        return cls(feed.shape[1], feed.shape[2], length - 1)
