"""Ids of items in, ids of those that come next out."""

from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from ...manifest import Manifest
from ..signatures import SignatureCode
from .text_generator import TextGenerator


@dataclass(frozen=True)
class ItemRecommender(TextGenerator):
    """See `TextGenerator`; ids are generated as the tokens of a text are."""

    partial: ClassVar[str] = "tasks/item_recommender.jinja"
    interface: ClassVar[Markup | None] = Markup("ItemRecommender")
    engine: ClassVar[Markup] = Markup("SequentialRecommender")
    signatures: ClassVar[tuple[str, ...]] = ("encode", "decode")
    imports: ClassVar[frozenset[str]] = frozenset(("GenerationOptions", "ItemRecommender", "SequentialRecommender", "TokenListener"))
    selftest_imports: ClassVar[frozenset[str]] = frozenset(("SequentialRecommender",))

    @classmethod
    def of(cls, manifest: Manifest, signature: SignatureCode) -> "ItemRecommender":
        cls.check(manifest)
        return cls()
