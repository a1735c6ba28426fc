"""run: tensors, texts and pictures through LiteRT."""

from pathlib import Path

import numpy as np
import pytest

from litert_sdkgen.answers.classification import ranked
from litert_sdkgen.errors import ManifestError
from litert_sdkgen.litert import LiteRtFile

from .conftest import Cli


def test_tensors_give_tensors(cli: Cli, exported: Path, tmp_path: Path) -> None:
    a, b = np.array([[0.5, -1.0, 2.0, 0.25]], np.float32), np.array([[1, 2, 3]], np.int32)
    with LiteRtFile(exported / "model.tflite") as file:
        expected = file.run("serving_default", {"a": a, "b": b})["sum"]
    outcome = cli("run", exported, "--input", "a=0.5,-1,2,.25", "--input", "b=1, 2, 3")
    assert (outcome.code, outcome.err) == (0, "")
    name, _, values = outcome.out.partition(": ")
    assert name == "sum float32[1, 5]"
    assert np.array_equal(np.array(values.split(), np.float32), expected[0])
    np.save(tmp_path / "a.npy", a)
    assert cli("run", exported, "--input", f"a={tmp_path / 'a.npy'}", "--input", "b=1,2,3").out == outcome.out


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ([], "--input: no values for 'a', 'b'. The model has the inputs a:float32[1, 4], b:int32[1, 3]"),
        (["--input", "a=1,2,3,4"], "--input: no values for 'b'."),
        (["--input", "c=1"], "--input: the model has no input 'c'; it has a:float32[1, 4], b:int32[1, 3]"),
        (["--input", "a=1,2,3,4", "--input", "a=1,2,3,4"], "--input: 'a' is given twice"),
        (["--input", "a=1,2"], "--input a: expected 4 values for a:float32[1, 4]. Received: 2"),
        (["--input", "a=1,2,3,x"], "--input a: expected values of float32. Received: '1,2,3,x'"),
        (["--input", "b=1,2,3.5"], "--input b: expected values of int32. Received: '1,2,3.5'"),
        (["--input", "b=1,2,99999999999"], "--input b: expected values of int32."),
        (["--input", "a=none.npy"], "--input a: none.npy cannot be read as a .npy file: "),
        (["a text"], "run: plain_dense takes tensors: name them with --input NAME=VALUES. Received: 'a text'"),
        (["a text", "--input", "a=1"], "run: expected either a text or picture, or --input. Received: both"),
    ],
)
def test_inputs_that_do_not_fit_are_usage(cli: Cli, exported: Path, arguments: list[str], text: str) -> None:
    outcome = cli("run", exported, *arguments)
    assert (outcome.code, outcome.out) == (2, "")
    assert text in outcome.error


def test_an_array_of_another_shape_or_kind_is_usage(cli: Cli, exported: Path, tmp_path: Path) -> None:
    for name, array in {"shape": np.zeros((4,), np.float32), "kind": np.zeros((1, 4), np.complex64)}.items():
        np.save(tmp_path / f"{name}.npy", array)
        outcome = cli("run", exported, "--input", f"a={tmp_path / name}.npy")
        assert outcome.code == 2
        assert f"--input a: expected float32[1, 4] in {tmp_path / name}.npy. Received: {array.dtype}" in outcome.error


def test_an_altered_model_is_not_run(cli: Cli, bundle: Path) -> None:
    (bundle / "model.tflite").write_bytes(b"")
    outcome = cli("run", bundle, "--input", "a=1,2,3,4", "--input", "b=1,2,3")
    assert outcome.code == 1 and "model.tflite: altered since the export" in outcome.error


def test_answers_are_ranked_like_on_a_device() -> None:
    assert ranked([1.0, 3.0, 2.0], "none", ["a", "b", "c"]) == [("b", 3.0), ("c", 2.0), ("a", 1.0)]
    softmax = ranked([1000.0, 1001.0], "softmax", ["a", "b"])
    assert [label for label, _ in softmax] == ["b", "a"]
    assert sum(score for _, score in softmax) == pytest.approx(1)
    assert softmax[0][1] == pytest.approx(1 / (1 + np.exp(-1)))
    assert ranked([-1000.0, 0.0, 1000.0], "sigmoid", ["a", "b", "c"]) == [("c", 1.0), ("b", 0.5), ("a", 0.0)]
    assert [label for label, _ in ranked([0.0, 0.0, 0.0], "softmax", ["a", "b", "c"])] == ["a", "b", "c"]
    with pytest.raises(ManifestError, match="expected 1 values, one for each label, but the model gives 2"):
        ranked([1.0, 2.0], "none", ["a"])
