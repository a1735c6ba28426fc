"""run: texts through embedders and masked language models, by the preprocessor of a preset."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tiny_text_models

from litert_sdkgen.exporter import routes
from litert_sdkgen.hub.planning import plan_for
from litert_sdkgen.hub.registry import Request

from .conftest import Cli


@pytest.fixture
def saved(tmp_path: Path) -> Callable[[Any], tuple[Path, Path]]:
    """The bundle of a model, and its preset."""

    def save(model: Any) -> tuple[Path, Path]:
        model.save_to_preset(tmp_path / "preset")
        return routes.export(plan_for(model, Request("m"))[0], tmp_path / "m").directory, tmp_path / "preset"

    return save


def test_an_embedding_and_the_likeness_of_texts(cli: Cli, saved: Callable[[Any], tuple[Path, Path]]) -> None:
    model = tiny_text_models.embedder("Bert")
    bundle, preset = saved(model)
    texts = ["a good film", "the food was bad", "a film , good", "a good film"]
    one, *others = (np.asarray(model(model.preprocessor([text])))[0] for text in texts)
    outcome = cli("run", bundle, texts[0], "--preset", preset)
    name, _, values = outcome.out.partition(": ")
    assert name == "embedding float32[1, 16]"
    np.testing.assert_allclose([float(value) for value in values.split()], one, atol=1e-5)
    expected = sorted(zip(others, texts[1:], strict=True), key=lambda pair: -float(one @ pair[0]))  # they have length 1
    lines = cli("run", bundle, *texts, "--preset", preset).out.splitlines()
    assert [line.split(" ", 1)[1] for line in lines] == [text for _, text in expected] and lines[0] == "1.000000 a good film"
    np.testing.assert_allclose([float(line.split()[0]) for line in lines], [one @ other for other, _ in expected], atol=1e-5)
    assert len(cli("run", bundle, *texts, "--preset", preset, "--top", "2").out.splitlines()) == 2
    outcome = cli("run", bundle, "--preset", preset)
    assert outcome.code == 2 and "run: expected a text, or several to compare the first with. Received: 0" in outcome.error


def test_what_stands_at_masks(cli: Cli, saved: Callable[[Any], tuple[Path, Path]]) -> None:
    model = tiny_text_models.masked_lm("DistilBert")
    bundle, preset = saved(model)
    outcome = cli("run", bundle, "the [MASK] was\t[MASK].", "--preset", preset, "--top", "2")
    filled, *lines = outcome.out.splitlines()
    tokenizer = model.preprocessor.tokenizer
    token_ids = np.array([[2, tokenizer.token_to_id("the"), 4, tokenizer.token_to_id("was"), 4, tokenizer.token_to_id("."), 3, *[0] * 17]])
    given = {"token_ids": token_ids, "padding_mask": token_ids != 0, "mask_positions": np.array([[2, 4, 0, 0]])}
    scores = np.exp(np.asarray(model(given))[0, :2])
    scores /= scores.sum(axis=-1, keepdims=True)
    best = np.argsort(-scores, axis=-1)[:, :2]
    for place, row, shown, probabilities in zip((2, 4), best, (lines[:3], lines[3:]), scores, strict=True):
        assert shown[0] == f"token {place}:"
        assert [line.split()[0] for line in shown[1:]] == [tokenizer.id_to_token(number) for number in row]
        np.testing.assert_allclose([float(line.split()[1]) for line in shown[1:]], probabilities[row], atol=1e-5)
    assert filled == tokenizer.detokenize([5, best[0, 0], tokenizer.token_to_id("was"), best[1, 0]]) + "."
    outcome = cli("run", bundle, "no gap", "--preset", preset)
    assert outcome.code == 2 and "expected a text with [MASK] in it. Received: none" in outcome.error


def test_a_model_of_single_texts_takes_no_pair(cli: Cli, saved: Callable[[Any], tuple[Path, Path]]) -> None:
    bundle, preset = saved(tiny_text_models.classifier("ESM"))
    assert cli("run", bundle, "a b", "--preset", preset).code == 0
    outcome = cli("run", bundle, "a", "b", "--preset", preset)
    assert outcome.code == 2 and "expected one text: the model's packer (StartEndPacker) takes no pairs. Received: 2" in outcome.error
