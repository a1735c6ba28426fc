"""The figures by which a file's values are judged are those of the whole arrays, though they are gathered in pieces."""

import numpy as np
import pytest

from litert_sdkgen.exporter import agreement as module
from litert_sdkgen.exporter.agreement import agreement


def test_figures_are_those_of_the_whole_arrays(monkeypatch: pytest.MonkeyPatch) -> None:
    generator = np.random.default_rng(1)
    a, b = (generator.normal(size=(3, 5, 7)).astype(np.float32) for _ in range(2))
    monkeypatch.setattr(module, "_PIECE", 16)
    seen, x, y = agreement(a, b), a.ravel().astype(np.float64), b.ravel().astype(np.float64)
    assert seen.same_nan and seen.difference == np.max(np.abs(x - y)) and seen.scale == np.max(np.abs(x))
    assert seen.cosine == pytest.approx(np.dot(x, y) / np.linalg.norm(x) / np.linalg.norm(y), abs=1e-12)


@pytest.mark.parametrize("place", [0, 20, 34])
def test_a_single_wrong_value_counts_wherever_it_stands(place: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_PIECE", 16)
    a, b = np.ones(35, np.float32), np.ones(35, np.float32)
    b[place] = -3
    assert agreement(a, b).difference == 4
    b[place] = np.nan
    assert not agreement(a, b).same_nan
    a[place] = np.nan
    assert agreement(a, b).same_nan and agreement(a, b).difference == 0


def test_zeros_integers_and_nothing() -> None:
    zeros, empty = np.zeros(4, np.float32), np.zeros((0, 3), np.float32)
    assert agreement(zeros, zeros).cosine == 1 and agreement(zeros, np.ones(4, np.float32)).cosine == 0
    assert agreement(np.array([2, 2**40]), np.array([3, 2**40])).difference == 1
    assert agreement(np.array([True]), np.array([False])).difference == 1
    assert agreement(empty, empty) == module.Agreement(True, 0.0, 0.0, 1.0)
