"""A text in, what the model makes of it out."""

from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from ...manifest import Manifest
from ..signatures import SignatureCode
from .text_generator import TextGenerator, imports_of


@dataclass(frozen=True)
class Seq2SeqLm(TextGenerator):
    """See `TextGenerator`."""

    partial: ClassVar[str] = "tasks/seq2seq_lm.jinja"
    engine: ClassVar[Markup] = Markup("Seq2SeqLanguageModel")
    encoded: ClassVar[Markup] = Markup("source")
    signatures: ClassVar[tuple[str, ...]] = ("encode", "decode")
    imports: ClassVar[frozenset[str]] = imports_of("Seq2SeqLanguageModel")
    selftest_imports: ClassVar[frozenset[str]] = frozenset(("Seq2SeqLanguageModel",))

    @classmethod
    def of(cls, manifest: Manifest, signature: SignatureCode) -> "Seq2SeqLm":
        cls.check(manifest)
        return cls()
