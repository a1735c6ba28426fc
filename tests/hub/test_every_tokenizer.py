"""Every tokenizer class of KerasHub has a describer; tests/vectors/every_tokenizer.py has the device replay each of them."""

import json
from pathlib import Path

import keras_hub
import pytest
import tokenizer_classes
from vectors import every_tokenizer

from litert_sdkgen.hub.tokenizers import describe

hub = keras_hub.tokenizers
KINDS = {
    "sentence_piece": (hub.SentencePieceTokenizer, 21),
    "byte_pair": (hub.BytePairTokenizer, 21),
    "wordpiece": (hub.WordPieceTokenizer, 5),
    "rwkv": (hub.RWKVTokenizer, 1),
    "parseq": (hub.PARSeqTokenizer, 1),
}
"""What the manifest calls a kind -> its base class, and the number of classes."""


def test_these_are_all() -> None:
    classes = tokenizer_classes.all_classes()
    assert {kind: sum(issubclass(each, base) for each in classes) for kind, (base, _) in KINDS.items()} == {
        kind: count for kind, (_, count) in KINDS.items()
    }
    assert len(classes) == 49


@pytest.mark.parametrize("tokenizer_class", tokenizer_classes.all_classes(), ids=lambda each: each.__name__)
def test_a_class_is_described(tokenizer_class: type) -> None:
    described = describe(every_tokenizer.build(tokenizer_class))
    (kind,) = (kind for kind, (base, _) in KINDS.items() if issubclass(tokenizer_class, base))
    assert described.tokenizer.type == kind


def test_the_device_replays_all(bundles: Path) -> None:
    folders = {
        path.parent.name: json.loads(path.read_text(encoding="utf-8"))
        for path in (bundles / "vectors/every_tokenizer").glob("*/cases.json")
    }
    assert set(folders) == {each.__name__ for each in tokenizer_classes.all_classes()}
    assert all(any(cases["ids"]) for cases in folders.values())
