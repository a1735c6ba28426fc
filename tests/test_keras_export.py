"""`export_tflite` and `model.export(..., format="litert")` through this tool: Keras' arguments, and files that run."""

from collections.abc import Iterator
from pathlib import Path

import keras
import numpy as np
import pytest
import tensorflow as tf
import tiny_models

import litert_sdkgen
from litert_sdkgen.errors import UsageError
from litert_sdkgen.exporter import routes
from litert_sdkgen.hub.planning import plan_for
from litert_sdkgen.hub.registry import Request
from litert_sdkgen.keras_export import export_tflite, patch_keras
from litert_sdkgen.litert import LiteRtFile


@pytest.fixture
def patched() -> Iterator[None]:
    undo = patch_keras()
    yield
    undo()


def test_the_file_is_the_one_in_the_bundle(tmp_path: Path) -> None:
    for name, model in (("plain", tiny_models.plain_dense()), ("text", tiny_models.bert_classifier())):
        plan, _ = plan_for(model, Request(name))
        bundle = routes.export(plan, tmp_path / name)
        written = litert_sdkgen.export_tflite(model, tmp_path / f"{name}.tflite", verbose=False)
        assert written.read_bytes() == bundle.model_file.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["plain", "plain.tflite", "text", "text.tflite"]


def test_keras_own_call_takes_this_route(patched: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    model = tiny_models.plain_dense()
    model.export(tmp_path / "m.tflite", format="litert")
    assert f"Saved artifact at '{tmp_path / 'm.tflite'}'" in capsys.readouterr().out
    inputs = {"a": np.ones((1, 4), "float32"), "b": np.array([[1, 2, 3]], "int32")}
    with LiteRtFile(tmp_path / "m.tflite") as file:
        np.testing.assert_allclose(file.run("serving_default", inputs)["sum"], model([inputs["a"], inputs["b"]])["sum"], atol=1e-5)


def test_other_formats_and_undoing(tmp_path: Path) -> None:
    original = keras.Model.export
    undo = patch_keras()
    assert keras.Model.export is not original
    tiny_models.plain_dense().export(tmp_path / "saved", format="tf_saved_model", verbose=False)
    assert (tmp_path / "saved" / "saved_model.pb").is_file()
    undo()
    assert keras.Model.export is original


def test_sizes_of_kerashub_tasks(patched: None, tmp_path: Path) -> None:
    tiny_models.bert_classifier().export(tmp_path / "m.tflite", format="litert", max_sequence_length=16, verbose=False)
    with LiteRtFile(tmp_path / "m.tflite") as file:
        assert {tensor.shape for tensor in file.signatures()[0].inputs} == {(1, 16)}
    tiny_models.image_classifier().export(tmp_path / "i.tflite", format="litert", image_size=48, verbose=False)
    with LiteRtFile(tmp_path / "i.tflite") as file:
        assert file.signatures()[0].inputs[0].shape == (1, 48, 48, 3)


def test_an_input_signature_pins_open_sizes(tmp_path: Path) -> None:
    x = keras.Input((None, 4), name="steps")
    model = keras.Model(x, keras.layers.Dense(2)(x))
    export_tflite(model, tmp_path / "m.tflite", input_signature=[keras.InputSpec(shape=(None, 6, 4), dtype="float32")], verbose=False)
    with LiteRtFile(tmp_path / "m.tflite") as file:
        assert file.signatures()[0].inputs[0].shape == (1, 6, 4)
    with pytest.raises(UsageError, match="expected 1 specs"):
        export_tflite(model, tmp_path / "m.tflite", input_signature=[[tf.TensorSpec((1, 6, 4)), tf.TensorSpec((1, 6, 4))]])


def test_the_converters_options_are_followed(tmp_path: Path) -> None:
    keras.utils.set_random_seed(2)
    x = keras.Input((64,), name="x")
    model = tiny_models.varied(keras.Model(x, keras.layers.Dense(64)(keras.layers.Dense(64, activation="relu")(x))))
    data = np.random.default_rng(1).uniform(0, 1, (8, 64)).astype("float32")
    options = {"optimizations": [tf.lite.Optimize.DEFAULT], "representative_dataset": lambda: ([row[None]] for row in data)}
    single = export_tflite(model, tmp_path / "single.tflite", verbose=False)
    integers = export_tflite(model, tmp_path / "integers.tflite", litert_kwargs=options, verbose=False)
    assert integers.stat().st_size < 0.6 * single.stat().st_size
    with LiteRtFile(integers) as file:
        assert file.signatures()[0].inputs[0].dtype == "float32"


def test_wrong_calls_leave_nothing(patched: None, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="must end with '.tflite'"):
        tiny_models.plain_dense().export(tmp_path / "m.lite", format="litert")
    with pytest.raises(ValueError, match="not built"):
        keras.Sequential([keras.layers.Dense(2)]).export(tmp_path / "m.tflite", format="litert")
    with pytest.raises(ValueError, match="expected a Keras model"):
        export_tflite(object(), tmp_path / "m.tflite")
    with pytest.raises(ValueError, match="choose it with --image-size"):
        tiny_models.image_classifier(image_size=None).export(tmp_path / "m.tflite", format="litert")
    assert list(tmp_path.iterdir()) == []
