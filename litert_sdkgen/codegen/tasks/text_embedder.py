"""Text in, its place in the model's space out."""

from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from .text_task import TextTask


@dataclass(frozen=True)
class TextEmbedder(TextTask):
    """The one output is the embedding."""

    partial: ClassVar[str] = "tasks/text_embedder.jinja"
    interface: ClassVar[Markup | None] = Markup("TextEmbedder")
    imports: ClassVar[frozenset[str]] = TextTask.imports | {"Embedding", "TextEmbedder"}
    result: ClassVar[Markup] = Markup("Embedding")
    summary: ClassVar[Markup] = Markup("The embedding of")
