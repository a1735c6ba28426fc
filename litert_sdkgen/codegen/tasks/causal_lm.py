"""A prompt in, the text that follows out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from ...manifest import Manifest
from ..options import Language
from ..signatures import SignatureCode
from .image_task import ANDROID_IMPORTS, PLATFORM_IMPORTS
from .text_generator import TextGenerator, imports_of

_ENGINE, _SEEING, _HEARING = "CausalLanguageModel", "VisionLanguageModel", "MultimodalLanguageModel"
_CHAT = frozenset(("ChatFormat", "Conversation"))


@dataclass(frozen=True)
class CausalLm(TextGenerator):
    """See `TextGenerator`."""

    partial: ClassVar[str] = "tasks/causal_lm.jinja"
    engine: ClassVar[Markup] = Markup(_ENGINE)
    encoded: ClassVar[Markup] = Markup("prompt")
    signatures: ClassVar[tuple[str, ...]] = ("decode",)
    imports: ClassVar[frozenset[str]] = imports_of(_ENGINE)
    selftest_imports: ClassVar[frozenset[str]] = frozenset((_ENGINE,))

    @classmethod
    def of(cls, manifest: Manifest, signature: SignatureCode) -> "CausalLm":
        cls.check(manifest)
        if manifest.model.format is not None:
            return ContainedLm()
        post = manifest.postprocess
        assert post is not None and post.type == "generation"  # the reader demands it of the task
        if post.pictures is None:
            return ChatLm() if post.chat is not None else cls()
        if post.pictures.marker is None:
            return VisionLm()
        if post.sounds is not None:
            return MultimodalChatLm() if post.chat is not None else MultimodalLm()
        return VisionChatLm() if post.chat is not None else MarkedVisionLm()


@dataclass(frozen=True)
class ChatLm(CausalLm):
    """One with a chat template."""

    partial: ClassVar[str] = "tasks/chat_lm.jinja"
    imports: ClassVar[frozenset[str]] = CausalLm.imports | _CHAT


@dataclass(frozen=True)
class VisionLm(CausalLm):
    """One with a picture in front of each prompt."""

    partial: ClassVar[str] = "tasks/vision_lm.jinja"
    interface: ClassVar[Markup | None] = Markup("ImageTextGenerator")
    engine: ClassVar[Markup] = Markup(_SEEING)
    imports: ClassVar[frozenset[str]] = imports_of(_SEEING) - {"TextGenerator"} | {"ImageTextGenerator", "RgbImage"}
    android_imports: ClassVar[Mapping[Language, frozenset[str]]] = ANDROID_IMPORTS
    platform_imports: ClassVar[frozenset[str]] = PLATFORM_IMPORTS
    language_imports: ClassVar[Mapping[Language, frozenset[str]]] = {
        "kotlin": frozenset(),
        "java": frozenset(("java.util.Collections", "java.util.List")),
    }
    selftest_imports: ClassVar[frozenset[str]] = frozenset((_SEEING,))


@dataclass(frozen=True)
class MarkedVisionLm(VisionLm):
    """One whose prompts say where their pictures are, and may have none; `base` is the partial of texts alone."""

    base: ClassVar[str] = CausalLm.partial
    partial: ClassVar[str] = "tasks/marked_vision_lm.jinja"
    interface: ClassVar[Markup | None] = Markup("ImageTextGenerator, TextGenerator")
    imports: ClassVar[frozenset[str]] = VisionLm.imports | {"TextGenerator"}
    language_imports: ClassVar[Mapping[Language, frozenset[str]]] = {
        "kotlin": frozenset(),
        "java": VisionLm.language_imports["java"] | {"java.util.Objects"},
    }


@dataclass(frozen=True)
class VisionChatLm(MarkedVisionLm):
    """One that has a chat template besides."""

    base: ClassVar[str] = ChatLm.partial
    imports: ClassVar[frozenset[str]] = MarkedVisionLm.imports | _CHAT


@dataclass(frozen=True)
class MultimodalLm(MarkedVisionLm):
    """One that hears besides."""

    partial: ClassVar[str] = "tasks/multimodal_lm.jinja"
    interface: ClassVar[Markup | None] = Markup("ImageTextGenerator, MultimodalTextGenerator, TextGenerator")
    engine: ClassVar[Markup] = Markup(_HEARING)
    imports: ClassVar[frozenset[str]] = MarkedVisionLm.imports - {_SEEING} | {_HEARING, "MultimodalTextGenerator", "Sound"}
    selftest_imports: ClassVar[frozenset[str]] = frozenset((_HEARING,))


@dataclass(frozen=True)
class MultimodalChatLm(MultimodalLm):
    """One that has a chat template besides."""

    base: ClassVar[str] = ChatLm.partial
    imports: ClassVar[frozenset[str]] = MultimodalLm.imports | _CHAT


@dataclass(frozen=True)
class ContainedLm(CausalLm):
    """One in a file that has its tokenizer inside, so that the device sees no tokens."""

    partial: ClassVar[str] = "tasks/contained_lm.jinja"
    engine: ClassVar[Markup] = Markup("ContainedLanguageModel")
    imports: ClassVar[frozenset[str]] = imports_of("ContainedLanguageModel")
