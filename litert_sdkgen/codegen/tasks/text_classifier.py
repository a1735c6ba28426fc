"""Text in, the best label out."""

from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from ...manifest import Manifest
from ..signatures import SignatureCode, TensorCode
from .feeds import FeedCode, feeds_of, postprocessed_output, source_of
from .task import TaskCode


@dataclass(frozen=True)
class TextClassifier(TaskCode):
    """`conversions` are the arrays that a feed must be turned into, since a packer makes integers."""

    feeds: tuple[FeedCode, ...]
    output: Markup
    output_getter: Markup
    sequence_length: int | None
    conversions: frozenset[str]

    partial: ClassVar[str] = "tasks/text_classifier.jinja"
    interface: ClassVar[Markup | None] = Markup("TextClassifier")
    imports: ClassVar[frozenset[str]] = frozenset(("Classification", "Classifier", "PackedText", "TextClassifier", "TextPreprocessor"))
    selftest_imports: ClassVar[frozenset[str]] = frozenset(("TextPreprocessor",))

    @property
    def selftest_element_types(self) -> frozenset[str]:
        return frozenset(str(feed.tensor.carrier.element_type) for feed in self.feeds)

    def source_of(self, tensor: TensorCode) -> str | None:
        return source_of(self.feeds, tensor)

    @classmethod
    def of(cls, manifest: Manifest, signature: SignatureCode) -> "TextClassifier":
        feeds = feeds_of(manifest, signature, carriers=("IntArray", "LongArray", "FloatArray", "BooleanArray"))
        output = postprocessed_output(manifest, signature)
        lengths = [feed.shape[-1] for feed in feeds if feed.source == "token_ids" and feed.shape]
        return cls(
            feeds=feeds,
            output=output.name,
            output_getter=output.getter,
            sequence_length=lengths[0] if lengths else None,
            conversions=frozenset(str(feed.tensor.carrier.kotlin) for feed in feeds) - {"IntArray"},
        )
