"""Sizes that are chosen at run time: files that run at several, wrappers that take them, and errors that name the one to blame."""

import json
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import tiny_models

from litert_sdkgen import export
from litert_sdkgen.cli import main
from litert_sdkgen.errors import ExportError, UsageError
from litert_sdkgen.litert import LiteRtFile


def model_of(shape: tuple[int | None, ...], *layers: keras.layers.Layer) -> keras.Model:
    keras.utils.set_random_seed(5)
    return tiny_models.varied(keras.Sequential([keras.Input(shape, name="x"), *layers]))


def dense() -> keras.Model:
    return model_of((None, 6), keras.layers.Dense(9, activation="relu"), keras.layers.Dense(4, name="scores"))


def exported(model: Any, out: Path, *dynamic: str, **options: Any) -> Any:
    return export(model, out, name="m", target="jvm", dynamic=dynamic, **options)


def test_a_file_runs_at_sizes_that_nobody_tried_before(tmp_path: Path) -> None:
    model = dense()
    bundle = exported(model, tmp_path, "batch", "sequence")
    (signature,) = bundle.manifest.signatures
    assert (signature.inputs[0].shape, signature.outputs[0].shape) == (("batch", "sequence", 6), ("batch", "sequence", 4))
    assert bundle.manifest.model.route == "direct" and "run-time sizes" in bundle.manifest.model.refused_routes["streaming"]
    with LiteRtFile(bundle.model_file) as file:
        assert file.signatures()[0].inputs[0].declared_shape == (-1, -1, 6)
        for batch, sequence in ((1, 1), (5, 3), (2, 40), (1, 1)):
            x = np.random.default_rng(batch).normal(0, 1, (batch, sequence, 6)).astype("float32")
            np.testing.assert_allclose(file.run("serving_default", {"x": x})["scores"], model(x), atol=1e-5)
    source = (tmp_path / "src/main/kotlin/litert/M.kt").read_text()
    assert "public fun predict(x: FloatArray, batch: Int, sequence: Int): Outputs" in source
    samples = json.loads((bundle.directory / "samples.json").read_text())["samples"]
    assert samples[0]["sizes"] == {"batch": 1, "sequence": 8}
    assert main(["verify", str(bundle.directory)]) == 0


def test_a_text_model_takes_any_length(tmp_path: Path) -> None:
    model = tiny_models.bert_classifier()
    bundle = exported(model, tmp_path, "batch", "sequence", task="tensors", sequence_length=16, sources=False)
    assert {tensor.shape for tensor in bundle.manifest.signatures[0].inputs} == {("batch", "sequence")}
    assert bundle.manifest.signatures[0].outputs[0].shape == ("batch", 2)
    with LiteRtFile(bundle.model_file) as file:
        for batch, length in ((3, 5), (1, 16)):
            inputs = {tensor.name: np.ones((batch, length), "int32") for tensor in file.signatures()[0].inputs}
            np.testing.assert_allclose(file.run("serving_default", inputs)["logits"], model(inputs), atol=1e-5)


@pytest.mark.parametrize("mode", ["float16", "dynamic_int8"])
def test_with_quantized_weights(mode: str, tmp_path: Path) -> None:
    wide = model_of((64,), keras.layers.Dense(64, activation="relu"), keras.layers.Dense(32))
    bundle = exported(wide, tmp_path, "batch", quantize=mode, sources=False)
    assert bundle.manifest.signatures[0].inputs[0].shape == ("batch", 64)
    assert bundle.manifest.model.bytes < 0.75 * bundle.manifest.model.quantization.report.float32_bytes


def test_pictures_of_any_size(tmp_path: Path) -> None:
    layers = (keras.layers.Conv2D(8, 3, padding="same", activation="relu"), keras.layers.GlobalAveragePooling2D())
    bundle = exported(model_of((None, None, 3), *layers), tmp_path, "height", "width", sources=False)
    assert bundle.manifest.signatures[0].inputs[0].shape == (1, "height", "width", 3)
    assert bundle.manifest.signatures[0].outputs[0].shape == (1, 8)


def test_the_size_to_blame_is_named(tmp_path: Path) -> None:
    recurrent = model_of((None, 6), keras.layers.LSTM(4))
    with pytest.raises(ExportError, match=r"(?s)^batch cannot be left open: .*TensorList.*Leave batch out of --dynamic"):
        exported(recurrent, tmp_path / "a", "batch", "sequence")
    shrinking = model_of((None, 6), keras.layers.Conv1D(4, 3))
    with pytest.raises(ExportError, match=r"output 'output' has the sizes 6, 4, 2 along axis 1 where sequence is 8, 6, 4\. .* leave"):
        exported(shrinking, tmp_path / "b", "sequence")
    assert list(tmp_path.iterdir()) == []
    assert exported(recurrent, tmp_path, "sequence", sources=False).manifest.signatures[0].inputs[0].shape == (1, "sequence", 6)


def test_sizes_that_cannot_be_open(tmp_path: Path) -> None:
    refusals: list[tuple[Any, tuple[str, ...], dict[str, Any], str]] = [
        (dense(), ("length",), {}, "expected names among batch, sequence, height, width. Received: 'length'"),
        (dense(), ("height",), {}, r"no input leaves its height open; None .*: x\[None, None, 6\]"),
        (model_of((5, 6), keras.layers.Dense(2)), ("sequence",), {}, r"no input leaves its sequence open"),
        (tiny_models.bert_classifier(), ("batch",), {}, "the predict.. of a text_classifier has fixed sizes. Add --task tensors"),
    ]
    for model, names, options, message in refusals:
        with pytest.raises(UsageError, match=message):
            exported(model, tmp_path / "m", *names, **options)
    assert list(tmp_path.iterdir()) == []
