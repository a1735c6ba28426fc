"""From the numbers of a masked language model to tokens with probabilities, and to the filled text."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

_SPACES = " \t\n\r\f\v"
Decode = Callable[[Sequence[int]], str]


@dataclass(frozen=True)
class Candidate:
    """A token's text without space in front of it, its id, and its probability."""

    token: str
    id: int
    score: float


@dataclass(frozen=True)
class FilledText:
    """`texts` with the likeliest token at each mask, and for each mask its place among the tokens and the likeliest candidates."""

    texts: tuple[str, ...]
    positions: tuple[int, ...]
    candidates: tuple[tuple[Candidate, ...], ...]


def fill(
    texts: Sequence[str], mask: str, token_ids: Sequence[int], positions: Sequence[int], logits: Any, known: int, top: int, decode: Decode
) -> FilledText:
    """What stands at the masks of `texts`.

    Args:
        texts: the user's text, or a pair, in which the word `mask` stands for each hidden token.
        token_ids: the model's tokens; `positions` has a place among them for each mask of the texts.
        logits: float32[masks, vocabulary], of which the first rows belong to `positions`.
        known: tokens from this id on have no text.
        top: candidates to give for each mask.
        decode: the text of some ids.
    """
    candidates = tuple(_ranked(row, known, top, decode) for row in np.asarray(logits, np.float64)[: len(positions)])
    ids, left = list(token_ids), iter(zip(positions, candidates, strict=True))
    filled = tuple(_filled(text.split(mask), ids, left, decode) for text in texts)
    return FilledText(filled, tuple(positions), candidates)


def _ranked(row: Any, known: int, top: int, decode: Decode) -> tuple[Candidate, ...]:
    powers = np.exp(row - row.max())
    scores = powers / powers.sum()
    best = np.argsort(-scores[:known], kind="stable")[:top]
    return tuple(Candidate(decode([int(number)]).lstrip(" "), int(number), float(scores[number])) for number in best)


def _filled(parts: list[str], ids: list[int], left: Iterator[tuple[int, tuple[Candidate, ...]]], decode: Decode) -> str:
    """White space in front of a mask is replaced too: a token brings its own."""
    text = ""
    for part in parts[:-1]:
        text += part.rstrip(_SPACES)
        position, (best, *_) = next(left)
        ids[position] = best.id
        text += _added(ids[position - 1], best.id, decode) if text else best.token
    return text + parts[-1]


def _added(previous: int, number: int, decode: Decode) -> str:
    """What a token adds to the text of the one before it."""
    before, both = decode([previous]), decode([previous, number])
    return both.removeprefix(before) if both.startswith(before) else decode([number])
