"""Rounds in which all candidates take turns, so that whatever else the machine does disturbs each of them alike."""

import statistics
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

T = TypeVar("T")


def take_turns(candidates: Mapping[str, Callable[[], T]], rounds: int) -> dict[str, list[T]]:
    """What each candidate returned, one result per round. A first round warms up and does not count."""
    results: dict[str, list[T]] = {name: [] for name in candidates}
    for number in range(rounds + 1):
        for name, candidate in candidates.items():
            result = candidate()
            if number:
                results[name].append(result)
    return results


def ratio(figures: Sequence[float], reference: Sequence[float]) -> float:
    """Median of the quotients of each round."""
    return statistics.median(figure / base for figure, base in zip(figures, reference, strict=True))
