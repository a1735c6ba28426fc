"""`tasks` lists what becomes of KerasHub's classes, at once and without KerasHub."""

import json

import pytest

from litert_sdkgen.cli import main


def test_lists_every_class(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tasks"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["task", "class", "status", "signatures"]
    assert sum("ImageClassifier " in line and " typed " in line for line in lines) == 13
    assert any(line.split()[:3] == ["CausalLM", "Gemma4AssistantCausalLM", "refused"] for line in lines)
    assert any(line.startswith("81 classes: ") and line.endswith(", 1 refused") for line in lines)
    assert lines[-1].startswith("Gemma4AssistantCausalLM: it has no forward pass of its own")


def test_a_word_narrows_it_and_gives_the_reasons(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tasks", "sam"]) == 0
    text = capsys.readouterr().out
    assert "serving_default, points, boxes, masks" in text and "2 classes: 2 typed" in text
    assert "SAM3PromptableConceptImageSegmenter: it takes a phrase and no boxes: KerasHub takes the labels of boxes for their mask" in text


def test_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tasks", "BertTextClassifier", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert {row["class_name"] for row in rows} == {"AlbertTextClassifier", "BertTextClassifier", "DistilBertTextClassifier"}
    assert rows[0] | {"class_name": ""} == {
        "class_name": "", "family": "TextClassifier", "status": "typed", "signatures": ["serving_default"], "reason": "",
    }  # fmt: skip


def test_a_word_that_fits_nothing_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tasks", "bertt"]) == 0
    assert main(["tasks", "whisper"]) == 2
    assert "no task class of KerasHub has 'whisper' in its name" in capsys.readouterr().err
