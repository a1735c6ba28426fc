"""Text in, the best label out."""

from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from .text_task import TextTask


@dataclass(frozen=True)
class TextClassifier(TextTask):
    """The one output holds a number for each label."""

    partial: ClassVar[str] = "tasks/text_classifier.jinja"
    interface: ClassVar[Markup | None] = Markup("TextClassifier")
    imports: ClassVar[frozenset[str]] = TextTask.imports | {"Classification", "Classifier", "TextClassifier"}
    result: ClassVar[Markup] = Markup("Classification")
    summary: ClassVar[Markup] = Markup("The label of")
