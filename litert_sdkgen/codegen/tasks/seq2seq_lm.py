"""A text in, what the model makes of it out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from ...manifest import Manifest
from ..options import Language
from ..signatures import SignatureCode
from .causal_lm import MarkedVisionLm, VisionLm
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
        post = manifest.postprocess
        assert post is not None and post.type == "generation"  # the reader demands it of the task
        if post.pictures is not None:
            return MarkedVisionSeq2SeqLm()
        return VisionSeq2SeqLm() if any(step.type == "image" for step in manifest.preprocess) else cls()


@dataclass(frozen=True)
class VisionSeq2SeqLm(Seq2SeqLm):
    """One that reads a picture with each text."""

    partial: ClassVar[str] = "tasks/vision_seq2seq_lm.jinja"
    interface: ClassVar[Markup | None] = VisionLm.interface
    engine: ClassVar[Markup] = Markup("VisionSeq2SeqLanguageModel")
    imports: ClassVar[frozenset[str]] = VisionLm.imports - {VisionLm.engine} | {"VisionSeq2SeqLanguageModel"}
    android_imports: ClassVar[Mapping[Language, frozenset[str]]] = VisionLm.android_imports
    platform_imports: ClassVar[frozenset[str]] = VisionLm.platform_imports
    language_imports: ClassVar[Mapping[Language, frozenset[str]]] = VisionLm.language_imports
    selftest_imports: ClassVar[frozenset[str]] = frozenset(("VisionSeq2SeqLanguageModel",))


@dataclass(frozen=True)
class MarkedVisionSeq2SeqLm(VisionSeq2SeqLm):
    """One whose texts say where their picture is, and may have none."""

    partial: ClassVar[str] = "tasks/marked_vision_seq2seq_lm.jinja"
    interface: ClassVar[Markup | None] = MarkedVisionLm.interface
    engine: ClassVar[Markup] = Markup("MarkedSeq2SeqLanguageModel")
    imports: ClassVar[frozenset[str]] = MarkedVisionLm.imports - {MarkedVisionLm.engine} | {"MarkedSeq2SeqLanguageModel"}
    selftest_imports: ClassVar[frozenset[str]] = frozenset(("MarkedSeq2SeqLanguageModel",))
