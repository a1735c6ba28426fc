"""Text in, its place in the model's space out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from ...errors import ManifestError
from ...manifest import Manifest
from ..options import Language
from ..signatures import SignatureCode
from .task import TaskCode
from .text_task import TextTask

_ENCODER_MASK = "input_mask"
"""Which of the encoder's places hold a token: LiteRT-LM knows the input by this name."""
_INTERFACE = "TextEmbedder"


@dataclass(frozen=True)
class TextEmbedder(TextTask):
    """The one output is the embedding."""

    partial: ClassVar[str] = "tasks/text_embedder.jinja"
    interface: ClassVar[Markup | None] = Markup(_INTERFACE)
    imports: ClassVar[frozenset[str]] = TextTask.imports | {"Embedding", _INTERFACE}
    result: ClassVar[Markup] = Markup("Embedding")
    summary: ClassVar[Markup] = Markup("The embedding of")

    @classmethod
    def of(cls, manifest: Manifest, signature: SignatureCode) -> TaskCode:
        return super().of(manifest, signature) if manifest.model.format is None else ContainedEmbedder.of(manifest, signature)


@dataclass(frozen=True)
class ContainedEmbedder(TaskCode):
    """One in a file that has its tokenizer inside, so that the device sees no tokens; `sequence_length` is how many the model reads."""

    sequence_length: int

    partial: ClassVar[str] = "tasks/contained_embedder.jinja"
    interface: ClassVar[Markup | None] = Markup(_INTERFACE)
    has_tensors: ClassVar[bool] = False
    imports: ClassVar[frozenset[str]] = frozenset(("ContainedTextEmbedder", "Embedding", _INTERFACE))
    language_imports: ClassVar[Mapping[Language, frozenset[str]]] = TextTask.language_imports

    @classmethod
    def of(cls, manifest: Manifest, signature: SignatureCode) -> "ContainedEmbedder":
        lengths = [tensor.shape[1] for encoder in manifest.signatures for tensor in encoder.inputs if tensor.name == _ENCODER_MASK]
        if len(lengths) != 1 or not isinstance(lengths[0], int):
            expected = f"one signature with an input {_ENCODER_MASK!r} of a fixed length"
            raise ManifestError("manifest.signatures", f"expected {expected}. Received lengths: {lengths}")
        return cls(lengths[0])
