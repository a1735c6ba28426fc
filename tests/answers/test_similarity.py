"""The cosine of embeddings."""

import pytest

from litert_sdkgen.answers.similarity import cosine


def test_directions_not_lengths() -> None:
    assert cosine([3, 4], [0.3, 0.4]) == pytest.approx(1)
    assert cosine([1, 2], [-2, -4]) == pytest.approx(-1)
    assert cosine([1, 0], [0, 5]) == 0
    assert cosine([0, 0], [1, 2]) == 0
    with pytest.raises(ValueError, match="shorter"):
        cosine([1, 2], [1])
