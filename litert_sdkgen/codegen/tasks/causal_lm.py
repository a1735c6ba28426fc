"""A prompt in, the text that follows out."""

from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from ...errors import ManifestError
from ...manifest import Manifest
from ..signatures import SignatureCode
from .task import TaskCode


@dataclass(frozen=True)
class CausalLm(TaskCode):
    """The runtime finds signatures and tensors in the manifest: the wrapper names none."""

    partial: ClassVar[str] = "tasks/causal_lm.jinja"
    interface: ClassVar[Markup | None] = Markup("TextGenerator")
    has_tensors: ClassVar[bool] = False
    imports: ClassVar[frozenset[str]] = frozenset(
        ("CausalLanguageModel", "GeneratedText", "GenerationOptions", "TextGenerator", "TokenListener")
    )
    samples: ClassVar[Markup] = Markup("GenerationSample")
    selftest_imports: ClassVar[frozenset[str]] = frozenset(("CausalLanguageModel",))

    @classmethod
    def of(cls, manifest: Manifest, signature: SignatureCode) -> "CausalLm":
        keys = [signature.key for signature in manifest.signatures]
        if "decode" not in keys or not manifest.state:
            raise ManifestError("manifest.signatures", f"a causal_lm has a signature 'decode' and a state. Received: {', '.join(keys)}")
        post = manifest.postprocess
        has_chat = post is not None and post.type == "generation" and post.chat is not None
        return ChatLm() if has_chat else cls()


@dataclass(frozen=True)
class ChatLm(CausalLm):
    """One with a chat template."""

    partial: ClassVar[str] = "tasks/chat_lm.jinja"
    imports: ClassVar[frozenset[str]] = CausalLm.imports | {"ChatFormat", "Conversation"}
