"""Text in, its place in the model's space out."""

from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from ...errors import UsageError
from ...manifest import Manifest
from ..signatures import SignatureCode
from .text_task import TextTask


@dataclass(frozen=True)
class TextEmbedder(TextTask):
    """The one output is the embedding."""

    partial: ClassVar[str] = "tasks/text_embedder.jinja"
    interface: ClassVar[Markup | None] = Markup("TextEmbedder")
    imports: ClassVar[frozenset[str]] = TextTask.imports | {"Embedding", "TextEmbedder"}
    result: ClassVar[Markup] = Markup("Embedding")
    summary: ClassVar[Markup] = Markup("The embedding of")

    @classmethod
    def of(cls, manifest: Manifest, signature: SignatureCode) -> TextTask:
        if manifest.model.format is not None:
            raise UsageError(
                f"a text embedder in a file of the format {manifest.model.format} has no generated class yet: write the bundle alone "
                "(--no-sources), or export it without --format"
            )
        return super().of(manifest, signature)
