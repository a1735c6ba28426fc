"""export: models in files and folders of every kind, and the classes of one's own that they need."""

import importlib.util
import zipfile
from pathlib import Path

import h5py
import keras
import numpy as np
import pytest
import tensorflow as tf
import tiny_checkpoints
import tiny_models

from litert_sdkgen.bundle import Bundle
from litert_sdkgen.litert import LiteRtFile

from . import own_layers
from .conftest import Cli

OWN = "cli.own_layers"


def exported(cli: Cli, model: object, directory: Path, *options: object) -> Bundle:
    out = directory / "app"
    outcome = cli("export", "--model", model, "--out", out, "--name", "m", "--no-sources", *options)
    assert outcome.code == 0, outcome.err
    return Bundle.read(out / "src/main/assets/m")


@pytest.fixture
def own_model() -> keras.Model:
    x = keras.Input((4,), name="x")
    return tiny_models.varied(keras.Model(x, own_layers.Doubled()(keras.layers.Dense(3, activation=own_layers.clipped)(x))))


@pytest.mark.parametrize("suffix", ["keras", "h5", "hdf5"])
def test_files_that_keras_saves(suffix: str, cli: Cli, tmp_path: Path) -> None:
    a, b = keras.Input((4,), name="a"), keras.Input((3,), name="b", dtype="int32")
    embedded = keras.layers.Flatten()(keras.layers.Embedding(9, 2)(b))
    model = keras.Model([a, b], keras.layers.Add()([keras.layers.Dense(5)(a), keras.layers.Dense(5)(embedded)]))
    model.compile("adam", "mse")  # an export needs neither optimizer nor loss
    tiny_models.varied(model).save(tmp_path / f"m.{suffix}")
    manifest = exported(cli, tmp_path / f"m.{suffix}", tmp_path).manifest
    assert [(tensor.name, tensor.dtype) for tensor in manifest.signatures[0].inputs] == [("a", "float32"), ("b", "int32")]
    assert manifest.source.class_name == "Functional" and manifest.verification.reference is None


def test_a_sequential_model_in_the_old_format(cli: Cli, tmp_path: Path) -> None:
    keras.Sequential([keras.Input((4,), name="x"), keras.layers.Dense(3)]).save(tmp_path / "m.h5")
    assert [tensor.name for tensor in exported(cli, tmp_path / "m.h5", tmp_path).manifest.signatures[0].inputs] == ["x"]


def test_the_name_comes_from_the_file(cli: Cli, tmp_path: Path) -> None:
    keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)]).save(tmp_path / "MyModel.h5")
    assert cli("export", "--model", tmp_path / "MyModel.h5", "--out", tmp_path, "--no-sources").code == 0
    assert (tmp_path / "src/main/assets/my_model/manifest.json").is_file()


def test_a_keras_file_knows_no_backend(tmp_path: Path) -> None:
    """So a model that was trained with JAX or PyTorch arrives as any other: were a backend in the file, this would tell."""
    x = keras.Input((4,), name="x")
    keras.Model(x, keras.layers.Dropout(0.5, seed=3)(keras.layers.LSTM(3)(keras.layers.Reshape((2, 2))(x)))).save(tmp_path / "m.keras")
    with zipfile.ZipFile(tmp_path / "m.keras") as saved:
        described = b"".join(saved.read(name) for name in ("metadata.json", "config.json")).lower()
        weights = saved.read("model.weights.h5").lower()
    assert not any(backend in content for backend in (b"tensorflow", b"torch", b"jax") for content in (described, weights))


@pytest.mark.parametrize(
    "references",
    [
        [f"{OWN}:custom_objects"],
        [f"{OWN}:Doubled", f"{OWN}:clipped"],
        [f"{OWN}:registers"],
    ],
    ids=["a function that returns them", "each by name", "a function that registers them"],
)
@pytest.mark.parametrize("suffix", ["keras", "h5"])
def test_custom_objects(references: list[str], suffix: str, own_model: keras.Model, cli: Cli, tmp_path: Path) -> None:
    own_model.save(tmp_path / f"m.{suffix}")
    # Within this process Keras finds a class again by its module; a scope of its own proves the option.
    options = [part for reference in references for part in ("--custom-objects", reference)]
    before = dict(keras.saving.get_custom_objects())
    try:
        assert exported(cli, tmp_path / f"m.{suffix}", tmp_path, *options).manifest.verification.max_abs_difference < 1e-6
    finally:
        keras.saving.get_custom_objects().clear()
        keras.saving.get_custom_objects().update(before)


def test_a_class_that_is_missing_is_named_with_the_option(cli: Cli, own_model: keras.Model, tmp_path: Path) -> None:
    own_model.save(tmp_path / "m.h5")
    outcome = cli("export", "--model", tmp_path / "m.h5", "--out", tmp_path / "app")
    assert outcome.code == 1
    assert "Doubled" in outcome.error or "clipped" in outcome.error
    assert "--custom-objects MODULE:NAME" in outcome.error and "Keras cannot load this file" in outcome.error


def test_custom_objects_of_the_current_folder(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "my_own_layer.py"
    path.write_text("import keras\n\nclass Steep(keras.layers.Layer):\n    def call(self, x):\n        return 9 * x\n")
    spec = importlib.util.spec_from_file_location("my_own_layer", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    keras.Sequential([keras.Input((4,)), module.Steep()]).save(tmp_path / "m.keras")
    monkeypatch.chdir(tmp_path)
    assert "Steep" in cli("export", "--model", "m.keras", "--out", "app").error
    assert exported(cli, "m.keras", tmp_path, "--custom-objects", "my_own_layer:Steep").manifest.verification.samples > 0


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        ("own_layers", "expected MODULE:NAME, such as my_layers:custom_objects. Received: 'own_layers'"),
        ("no.such.module:x", "there is no module 'no.such.module', neither installed nor in"),
        (f"{OWN}:custom_object", f"the module '{OWN}' has no 'custom_object'. Did you mean 'custom_objects'?"),
        (f"{OWN}:broken", f"{OWN}:broken() failed: ValueError: no such thing"),
        (f"{OWN}:NUMBER", "expected a class, a function, or a dict of custom objects at cli.own_layers:NUMBER. Received: int"),
        ("bad_module:x", "the module 'bad_module' cannot be imported: ZeroDivisionError"),
        ("needs_more:x", "the module 'needs_more' cannot be imported: No module named 'something_else'"),
    ],
)
def test_custom_objects_that_lead_nowhere(
    reference: str, message: str, cli: Cli, keras_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bad_module.py").write_text("1 / 0")
    (tmp_path / "needs_more.py").write_text("import something_else")
    outcome = cli("export", "--model", keras_file, "--out", tmp_path / "app", "--custom-objects", reference)
    assert (outcome.code, outcome.error[: len("--custom-objects: ")]) == (2, "--custom-objects: ") or "broken() failed" in outcome.error
    assert message in outcome.error
    assert not (tmp_path / "app").exists()


@pytest.mark.parametrize("option", ["--preset", "--model"])
def test_a_checkpoint_of_hugging_face(option: str, cli: Cli, tmp_path: Path) -> None:
    directory = tiny_checkpoints.bert(tmp_path / "TinyBert")
    (tmp_path / "labels.txt").write_text("no\nyes\n")
    options = ["--task", "text_classifier", "--labels", tmp_path / "labels.txt", "--no-sources"]
    outcome = cli("export", option, directory, "--out", tmp_path / "app", *options)
    assert outcome.code == 0 and "its weights are random" in outcome.err
    manifest = Bundle.read(tmp_path / "app/src/main/assets/tiny_bert").manifest
    assert (manifest.task, manifest.source.class_name, manifest.source.preset) == ("text_classifier", "BertTextClassifier", None)


class Scaled(tf.Module):
    """Two functions over one matrix; inputs in an order that is not the alphabet's."""

    def __init__(self) -> None:
        self.matrix = tf.Variable(np.random.default_rng(3).normal(size=(64, 80)).astype("float32"))

    @tf.function(input_signature=[tf.TensorSpec((None, 64), name="x")])
    def product(self, x: tf.Tensor) -> dict[str, tf.Tensor]:
        return {"product": tf.nn.relu(x @ self.matrix)}

    @tf.function(input_signature=[tf.TensorSpec((None, 64), name="z"), tf.TensorSpec((None, 80), name="a")])
    def difference(self, z: tf.Tensor, a: tf.Tensor) -> dict[str, tf.Tensor]:
        return {"difference": z @ self.matrix - 2.0 * a, "half": tf.cast(z, tf.float16)}


def test_a_saved_model_with_two_signatures_that_share_weights(cli: Cli, tmp_path: Path) -> None:
    module = Scaled()
    tf.saved_model.save(module, tmp_path / "saved", signatures={"second": module.difference, "first": module.product})
    bundle = exported(cli, tmp_path / "saved", tmp_path)
    manifest = bundle.manifest
    tensors = [(s.key, [t.name for t in s.inputs], [t.name for t in s.outputs]) for s in manifest.signatures]
    assert tensors == [("first", ["x"], ["product"]), ("second", ["a", "z"], ["difference", "half"])]
    assert (manifest.source.kind, manifest.source.class_name, manifest.verification.reference) == ("saved_model", None, "saved_model")
    assert manifest.model.route == "streaming" and manifest.model.bytes < 1.5 * 4 * 64 * 80, "the matrix is in the file once"
    x = np.random.default_rng(1).normal(size=(1, 64)).astype("float32")
    with LiteRtFile(bundle.model_file) as file:
        np.testing.assert_allclose(file.run("first", {"x": x})["product"], module.product(x)["product"], atol=1e-4)


@pytest.mark.parametrize("mode", ["none", "dynamic_int8"])
def test_a_saved_model_of_keras_with_recurrence_and_integers(mode: str, cli: Cli, tmp_path: Path) -> None:
    steps, ids = keras.Input((None, 6), name="steps"), keras.Input((3,), dtype="int32", name="ids")
    embedded = keras.layers.Flatten()(keras.layers.Embedding(200, 64)(ids))
    outputs = {"state": keras.layers.LSTM(40)(steps), "dense": keras.layers.Dense(64, activation="relu")(embedded)}
    tiny_models.varied(keras.Model({"steps": steps, "ids": ids}, outputs)).export(tmp_path / "saved", verbose=False)
    bundle = exported(cli, tmp_path / "saved", tmp_path, "--input", "steps:float32[1,7,6]", "--quantize", mode)
    assert [(t.name, t.dtype, t.shape) for t in bundle.manifest.signatures[0].inputs] == [
        ("ids", "int32", (1, 3)),
        ("steps", "float32", (1, 7, 6)),
    ]
    assert cli("verify", bundle.directory).code == 0


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ([], "input 'x' has no fixed size along axis 1. Pin it: --input x:DTYPE[1,N]"),
        (["--input", "y:float32[1,4]"], "the model has no input 'y'; it has x"),
        (["--input", "x:int32[1,4]"], "'x' has the dtype float32. Received: int32"),
        (["--input", "x:float32[1,4,4]"], "'x' has the shape (None, None), which (1, 4, 4) does not fit"),
        (["--task", "text_classifier"], "--task"),
        (["--sequence-length", "4"], "--sequence-length is an option of KerasHub tasks"),
    ],
)
def test_saved_models_are_refused_with_what_to_do(options: list[str], message: str, cli: Cli, tmp_path: Path) -> None:
    module = tf.Module()
    module.call = tf.function(lambda x: {"y": x + 1.0}, input_signature=[tf.TensorSpec((None, None), name="x")])
    tf.saved_model.save(module, tmp_path / "saved", signatures=module.call)
    outcome = cli("export", "--model", tmp_path / "saved", "--out", tmp_path / "app", *options)
    assert outcome.code in (1, 2) and message in outcome.error, outcome.error
    assert not (tmp_path / "app").exists()


def test_saved_models_that_hold_nothing_to_export(cli: Cli, tmp_path: Path) -> None:
    tf.saved_model.save(tf.Module(), tmp_path / "bare")
    outcome = cli("export", "--model", tmp_path / "bare", "--out", tmp_path / "app")
    assert outcome.code == 1 and "the SavedModel has no signatures. Save it with Keras' model.export" in outcome.error

    module = tf.Module()
    initializer = tf.lookup.KeyValueTensorInitializer(tf.constant([3, 5], tf.int64), tf.constant([1, 2], tf.int64))
    module.table = tf.lookup.StaticHashTable(initializer, 0)
    module.call = tf.function(lambda x: {"y": module.table.lookup(x)}, input_signature=[tf.TensorSpec((1,), tf.int64, name="x")])
    tf.saved_model.save(module, tmp_path / "table", signatures=module.call)
    outcome = cli("export", "--model", tmp_path / "table", "--out", tmp_path / "app")
    assert outcome.code == 1 and "lookup table" in outcome.error

    (tmp_path / "broken").mkdir()
    (tmp_path / "broken/saved_model.pb").write_bytes(b"nothing")
    outcome = cli("export", "--model", tmp_path / "broken", "--out", tmp_path / "app")
    assert outcome.code == 1 and "TensorFlow cannot load this SavedModel" in outcome.error
    assert not (tmp_path / "app").exists()


def test_files_that_are_no_model(cli: Cli, tmp_path: Path) -> None:
    tiny_models.plain_dense().save_weights(tmp_path / "m.weights.h5")
    (tmp_path / "m.keras").write_bytes(b"PK")
    with h5py.File(tmp_path / "data.h5", "w") as file:
        file["x"] = [1, 2]
    for name, message in {
        "m.weights.h5": "holds weights alone. Build the model in Python",
        "data.h5": "holds weights alone",
        "m.keras": "not a model: expected a .keras file",
        "none.h5": "there is no such file",
        "none.keras": "there is no such file",
    }.items():
        outcome = cli("export", "--model", tmp_path / name, "--out", tmp_path / "app")
        assert outcome.code == 1 and message in outcome.error, name
    assert not (tmp_path / "app").exists()
