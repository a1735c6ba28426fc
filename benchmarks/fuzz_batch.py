"""What KerasHub gave for some texts, in the form that Fuzz.kt reads: big-endian numbers of four bytes, texts as their length and UTF-8."""

import struct
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from tokenizer_subject import Subject

ENCODED, DECODED, PACKED = 0, 1, 2
_NONE = struct.pack(">i", -1)
FEEDS = ("token_ids", "padding_mask", "segment_ids")


class Batch:
    """Records of what goes in and what comes out; None stands for what KerasHub refuses or does not have."""

    def __init__(self) -> None:
        self._content = bytearray()
        self.strings = 0

    def encoded(self, text: str, ids: list[int] | None) -> None:
        """A text, and its token ids."""
        self.strings += 1
        self._content += struct.pack(">i", ENCODED)
        self._text(text)
        self._numbers(ids)

    def decoded(self, ids: list[int], text: str | None) -> None:
        """Token ids, and their text."""
        self._content += struct.pack(">i", DECODED)
        self._numbers(ids)
        self._text(text)

    def packed(self, texts: Sequence[str], arrays: Sequence[list[int] | None]) -> None:
        """One text or more, and the arrays of the `FEEDS`."""
        self.strings += 1
        self._content += struct.pack(">ii", PACKED, len(texts))
        for text in texts:
            self._text(text)
        for values in arrays:
            self._numbers(values)

    def write(self, file: Path) -> None:
        """Writes all records."""
        file.write_bytes(self._content)

    def _text(self, text: str | None) -> None:
        content = None if text is None else text.encode()
        self._content += _NONE if content is None else struct.pack(">i", len(content)) + content

    def _numbers(self, numbers: list[int] | None) -> None:
        self._content += _NONE if numbers is None else struct.pack(f">{len(numbers) + 1}i", len(numbers), *numbers)


def of_tokenizer(subject: Subject, ids: list[list[int] | None], made_up: list[list[int]]) -> Batch:
    """The texts with their ids, and the text of these ids and of made-up ones."""
    batch = Batch()
    for text, row in zip(subject.texts, ids, strict=True):
        batch.encoded(text, row)
    rows = [*ids, *made_up]
    for row, decoded in zip(rows, subject.decoded(rows), strict=True):
        if row is not None:
            batch.decoded(row, decoded)
    return batch


def of_preprocessor(preprocessor: Any, texts: Sequence[tuple[str, ...]]) -> Batch:
    """Single texts and pairs, and the arrays that come out."""
    batch = Batch()
    for size in (1, 2):
        some = [each for each in texts if len(each) == size]
        if not some:
            continue
        columns = tuple(list(column) for column in zip(*some, strict=True))
        outputs = preprocessor(x=columns if size > 1 else columns[0], y=None)  # by name: a lone tuple would be (x, y)
        outputs = outputs if isinstance(outputs, dict) else {FEEDS[0]: outputs}
        rows = {name: np.asarray(outputs[name]).astype("int32").tolist() for name in FEEDS if name in outputs}
        for place, each in enumerate(some):
            batch.packed(each, [rows[name][place] if name in rows else None for name in FEEDS])
    return batch
