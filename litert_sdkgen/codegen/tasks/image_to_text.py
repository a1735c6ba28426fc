"""A picture in, the text that it shows out."""

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
from .text_generator import TextGenerator, imports_of


@dataclass(frozen=True)
class ImageToText(TextGenerator):
    """See `TextGenerator`; `height` and `width` are what pictures are brought to."""

    height: int
    width: int

    partial: ClassVar[str] = "tasks/image_to_text.jinja"
    interface: ClassVar[Markup | None] = Markup("ImageToText")
    engine: ClassVar[Markup] = Markup("TextReader")
    signatures: ClassVar[tuple[str, ...]] = ("encode", "decode")
    imports: ClassVar[frozenset[str]] = imports_of("TextReader") - {"TextGenerator"} | {"ImageToText", "RgbImage"}
    android_imports: ClassVar[Mapping[Language, frozenset[str]]] = ANDROID_IMPORTS
    platform_imports: ClassVar[frozenset[str]] = PLATFORM_IMPORTS
    selftest_imports: ClassVar[frozenset[str]] = frozenset(("TextReader",))

    @classmethod
    def of(cls, manifest: Manifest, signature: SignatureCode) -> "ImageToText":
        cls.check(manifest)
        feeds = feeds_of(manifest, signature, carriers=("FloatArray",))
        if signature.key != "encode" or len(feeds) != 1 or len(feeds[0].shape) != 4:
            found = f"{signature.key} with {', '.join(str(list(feed.shape)) for feed in feeds)}"
            raise ManifestError("manifest.signatures[0]", f"expected encode, which takes one picture. Received: {found}")
        return cls(*feeds[0].shape[1:3])
