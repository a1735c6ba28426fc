"""What all tasks have in common that turn a text into an answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from ...manifest import Manifest
from ..options import Language
from ..signatures import SignatureCode, TensorCode
from .feeds import FeedCode, feeds_of, postprocessed_output, source_of
from .task import TaskCode


@dataclass(frozen=True)
class TextTask(TaskCode):
    """`conversions` are the arrays that a feed must be turned into, since a packer makes integers.

    `output` is the tensor that the postprocess names. A subclass says what becomes of it: `preprocessor` is the class of the runtime that
    makes `packed` of a text, `result` the type of the answer (the same words in both languages), `summary` what `predict` is said to
    return, before the text.
    """

    feeds: tuple[FeedCode, ...]
    output: TensorCode
    sequence_length: int | None
    takes_pairs: bool
    conversions: frozenset[str]

    preprocessor: ClassVar[Markup] = Markup("TextPreprocessor")
    packed: ClassVar[Markup] = Markup("PackedText")
    result: ClassVar[Markup]
    summary: ClassVar[Markup]
    imports: ClassVar[frozenset[str]] = frozenset(("PackedText", "TextPreprocessor"))
    language_imports: ClassVar[Mapping[Language, frozenset[str]]] = {
        "kotlin": frozenset(),
        "java": frozenset(("java.util.ArrayList", "java.util.List")),
    }
    selftest_imports: ClassVar[frozenset[str]] = frozenset(("TextPreprocessor",))

    @property
    def selftest_element_types(self) -> frozenset[str]:
        return frozenset(str(feed.tensor.carrier.element_type) for feed in self.feeds)

    def source_of(self, tensor: TensorCode) -> str | None:
        return source_of(self.feeds, tensor)

    @classmethod
    def of(cls, manifest: Manifest, signature: SignatureCode) -> TaskCode:
        feeds = feeds_of(manifest, signature, carriers=("IntArray", "LongArray", "FloatArray", "BooleanArray"))
        (step,) = manifest.preprocess
        assert step.type == "text"  # the reader demands it for these tasks
        lengths = [feed.shape[-1] for feed in feeds if feed.source == "token_ids" and feed.shape]
        return cls(
            feeds=feeds,
            output=postprocessed_output(manifest, signature),
            sequence_length=lengths[0] if lengths else None,
            takes_pairs=step.packer.type == "multi_segment",
            conversions=frozenset(str(feed.tensor.carrier.kotlin) for feed in feeds) - {"IntArray"},
        )
