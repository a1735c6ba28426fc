"""A prompt in, the text that follows out."""

from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from ...errors import ManifestError
from ...manifest import Manifest
from ..signatures import SignatureCode
from .text_generator import TextGenerator, imports_of


@dataclass(frozen=True)
class CausalLm(TextGenerator):
    """See `TextGenerator`."""

    partial: ClassVar[str] = "tasks/causal_lm.jinja"
    engine: ClassVar[Markup] = Markup("CausalLanguageModel")
    encoded: ClassVar[Markup] = Markup("prompt")
    signatures: ClassVar[tuple[str, ...]] = ("decode",)
    imports: ClassVar[frozenset[str]] = imports_of("CausalLanguageModel")
    selftest_imports: ClassVar[frozenset[str]] = frozenset(("CausalLanguageModel",))

    @classmethod
    def of(cls, manifest: Manifest, signature: SignatureCode) -> "CausalLm":
        cls.check(manifest)
        if manifest.model.format is not None:
            raise ManifestError("manifest.model.format", "generated code opens .tflite files. Write the bundle alone, with --no-sources")
        post = manifest.postprocess
        has_chat = post is not None and post.type == "generation" and post.chat is not None
        return ChatLm() if has_chat else cls()


@dataclass(frozen=True)
class ChatLm(CausalLm):
    """One with a chat template."""

    partial: ClassVar[str] = "tasks/chat_lm.jinja"
    imports: ClassVar[frozenset[str]] = CausalLm.imports | {"ChatFormat", "Conversation"}
