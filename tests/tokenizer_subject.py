"""A live KerasHub tokenizer that the device is compared with: what it gives for texts and ids, and how an export describes it."""

import dataclasses
import json
import pathlib
import random
from collections.abc import Callable, Sequence
from typing import Any

import keras_hub
import numpy as np
import tensorflow as tf

from litert_sdkgen.hub import tokenizers as describers

_hub = keras_hub.tokenizers


@dataclasses.dataclass(frozen=True)
class Subject:
    """`family` is what strings are counted by, `name` tells it apart from others of its family; `texts` are what it is asked."""

    family: str
    name: str
    tokenizer: Any
    texts: list[str]

    def ids(self) -> list[list[int] | None]:
        """The token ids of each text, or None if KerasHub refuses it."""
        presplit = isinstance(self.tokenizer, _hub.WordPieceTokenizer) and not self.tokenizer.split
        rows = _all_or_each(self.tokenizer.tokenize, [[text] for text in self.texts] if presplit else self.texts)
        return [None if row is None else list(map(int, row)) for row in rows]

    def decoded(self, rows: Sequence[list[int] | None]) -> list[str | None]:
        """The text of each list of ids, or None if KerasHub refuses it, or there is no list."""
        if isinstance(self.tokenizer, _hub.PARSeqTokenizer):
            return ["".join(characters) for characters in self.tokenizer.detokenize(tf.ragged.constant(rows, dtype="int32"))]
        given = [row for row in rows if row]
        texts = iter(_all_or_each(self.tokenizer.detokenize, given))
        return [None if row is None else _text(next(texts)) if row else "" for row in rows]

    def made_up(self, rng: random.Random, rows: Sequence[list[int] | None]) -> list[list[int]]:
        """As many lists of ids that a model could give: some of any kind, and many that are special or bytes, which come first."""
        size = self._size()
        ends = [size, min(size, 300), min(size, 6)]

        def one(known: list[int] | None) -> int:
            return rng.choice(known) if known and rng.random() < 0.3 else rng.randrange(rng.choice(ends))

        return [[one(known) for _ in range(rng.randint(1, 14))] for known in rows]

    def write(self, directory: pathlib.Path) -> str:
        """The tokenizer as the manifest describes it, in JSON; writes its assets, as an export has them, to a new directory."""
        directory.mkdir(parents=True)
        described = describers.describe(self.tokenizer)
        for file, content in described.assets.items():
            (directory / file).write_bytes(content)
        return json.dumps(dataclasses.asdict(described.tokenizer))

    def write_cases(self, directory: pathlib.Path, seed: int) -> None:
        """Writes the tokenizer, and `cases.json` with all that KerasHub gives, to a new directory."""
        described = self.write(directory)
        ids = self.ids()
        made_up = self.made_up(random.Random(seed), ids)
        content = {"family": self.family, "name": self.name, "tokenizer": described, "texts": self.texts, "ids": ids, "made_up": made_up}
        content["decoded"] = self.decoded([*ids, *made_up])
        (directory / "cases.json").write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")

    def _size(self) -> int:
        """One more than the highest id that is tried."""
        fixed = {_hub.PARSeqTokenizer: 100, _hub.ByteTokenizer: 256, _hub.UnicodeCodepointTokenizer: 0x110100}
        if isinstance(self.tokenizer, _hub.BytePairTokenizer):
            return int(max(self.tokenizer.vocabulary.values())) + 1
        if isinstance(self.tokenizer, _hub.RWKVTokenizer):
            return int(max(self.tokenizer._tokenizer.idx2token)) + 1
        return fixed.get(type(self.tokenizer)) or int(self.tokenizer.vocabulary_size())


def _all_or_each(function: Callable[[Any], Any], arguments: list[Any]) -> list[Any]:
    """The results for all at once, which is faster; if some are refused, those of each one, with None for the refused."""
    if not arguments:
        return []
    try:
        return list(function(arguments))
    except (ValueError, KeyError, IndexError):
        return [_one(function, argument) for argument in arguments]


def _one(function: Callable[[Any], Any], argument: Any) -> Any:
    try:
        return function([argument])[0]
    except (ValueError, KeyError, IndexError):  # KeyError: RWKV, for an id that is no token's
        return None


def _text(decoded: Any) -> str | None:
    return decoded if decoded is None or isinstance(decoded, str) else str(np.asarray(decoded).reshape(-1)[0])
