"""The labelled sentences behind `demo_sentiment_en`, and the rule that keeps some of them unseen by training.

`data/sentiment.tsv` holds one sentence per line, `label<TAB>sentence`, in pairs: a positive one and, below it, a negative one, which
often speaks of the same thing in similar words. Every fifth pair (lines 9 and 10, 19 and 20, ...) is held out. Pairs stay together,
because a held-out sentence whose counterpart was learned would be judged by the words that both share.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from . import LABELS

DATA = Path(__file__).parent / "data" / "sentiment.tsv"
HELD_OUT_EVERY = 5
"""Of so many pairs, the last one is held out."""


class Sentence(NamedTuple):
    """One sentence with its class, an index into `LABELS`."""

    text: str
    label: int


def read(path: Path = DATA) -> list[Sentence]:
    """All sentences of a file, in its order. Raises ValueError naming the line that is not `label<TAB>sentence`."""
    sentences = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        label, _, text = line.partition("\t")
        if label not in LABELS or not text.strip() or "\t" in text:
            raise ValueError(f"{path.name}, line {number}: expected one of {', '.join(LABELS)}, a tab and a sentence, but was {line!r}")
        sentences.append(Sentence(text, LABELS.index(label)))
    return sentences


def training(sentences: Sequence[Sentence]) -> list[Sentence]:
    """What the vocabulary and the weights are made from."""
    return [sentence for position, sentence in enumerate(sentences) if not _is_held_out(position)]


def held_out(sentences: Sequence[Sentence]) -> list[Sentence]:
    """What accuracy is measured on, and nothing else is done with."""
    return [sentence for position, sentence in enumerate(sentences) if _is_held_out(position)]


def _is_held_out(position: int) -> bool:
    return position // 2 % HELD_OUT_EVERY == HELD_OUT_EVERY - 1
