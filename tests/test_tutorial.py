"""docs/tutorial.md runs from top to bottom: trained, exported in three precisions, measured on LiteRT."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from test_documents import DOCS, blocks, commands, run


def test_it_runs_and_its_figures_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copy(DOCS / "tutorial" / "digits.csv.gz", tmp_path)
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    for block in blocks("tutorial.md", "python"):
        exec(compile(block, "tutorial.md", "exec"), names)
    printed = capsys.readouterr().out.splitlines()[-5:]
    assert printed[0].split() == ["accuracy", "KB", "ms"]
    assert [line[:14].strip() for line in printed[1:]] == ["Keras", *names["bundles"]]

    accuracy = {name: figures[0] for name, figures in names["results"].items()}
    assert accuracy["float32"] == names["keras_accuracy"] > 0.9
    assert all(abs(value - accuracy["float32"]) <= 0.02 for value in accuracy.values())
    size = {name: figures[2] for name, figures in names["results"].items()}
    assert size["int8"] < 0.4 * size["float32"] and size["dynamic int8"] < 0.4 * size["float32"]
    assert len({bundle.manifest.contract for bundle in names["bundles"].values()}) == 1
    report = names["bundles"]["int8"].manifest.model.quantization.report
    assert report.examples == 50 and report.agreement > 0.9

    for command in commands("tutorial.md"):
        run(command, tmp_path, monkeypatch)
    assert (tmp_path / "app/src/main/kotlin/litert/DigitsInt8.kt").is_file()
