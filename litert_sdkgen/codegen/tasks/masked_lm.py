"""A text with masks in, what may stand at each of them out."""

from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from .text_task import TextTask


@dataclass(frozen=True)
class MaskedLm(TextTask):
    """The one output holds a number for each mask and token."""

    partial: ClassVar[str] = "tasks/masked_lm.jinja"
    interface: ClassVar[Markup | None] = Markup("MaskedLanguageModel")
    imports: ClassVar[frozenset[str]] = frozenset(
        ("FilledText", "MaskFiller", "MaskedLanguageModel", "MaskedText", "MaskedTextPreprocessor")
    )
    selftest_imports: ClassVar[frozenset[str]] = frozenset(("MaskedTextPreprocessor",))
    preprocessor: ClassVar[Markup] = Markup("MaskedTextPreprocessor")
    packed: ClassVar[Markup] = Markup("MaskedText")
    result: ClassVar[Markup] = Markup("FilledText")
    summary: ClassVar[Markup] = Markup("What stands at the masks of")
