"""Weights that stay in their checkpoint: the file is the same to the byte as the one of the loaded model."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import keras_hub
import ml_dtypes
import numpy as np
import pytest
import tensorflow as tf
import tiny_language_models
import tiny_models
from safetensors.numpy import save_file

from litert_sdkgen.exporter import routes
from litert_sdkgen.exporter.checkpoint import left_on_disk, stored_rows
from litert_sdkgen.exporter.checkpoint.mapped_file import MappedFile
from litert_sdkgen.exporter.checkpoint.stored_values import StoredValues, stored_array
from litert_sdkgen.exporter.tolerance import Tolerance
from litert_sdkgen.exporter.verification import verify
from litert_sdkgen.hub import presets
from litert_sdkgen.hub.planning import plan_for
from litert_sdkgen.hub.registry import Request
from litert_sdkgen.litert import opened_in_little_memory

_LARGE = 64  # elements, in models whose largest weight has a few thousand


@pytest.fixture(autouse=True)
def everything_streams(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "_STREAMED", _LARGE)


def kept_on_disk(load: Callable[[], Any]) -> Any:
    """The model that `load` gives, all of its large variables still in their file."""
    with left_on_disk(small=0, large=_LARGE):
        model = load()
    large = [variable for variable in model.variables if np.prod(variable.shape) >= _LARGE]
    assert large and all(stored_array(variable) is not None for variable in large)
    return model


def written(model: Any, path: Path, quantize: Any = "none") -> bytes:
    """The file of `model`, which does what Keras does."""
    plan, _ = plan_for(model, Request("m"))
    routes.streaming(plan, path, quantize)
    verify(path, plan, Tolerance.of(quantize))
    return path.read_bytes()


def assert_same_file(load: Callable[[], Any], directory: Path, quantize: Any = "none") -> None:
    kept = written(kept_on_disk(load), directory / "kept.tflite", quantize)
    assert kept == written(load(), directory / "loaded.tflite", quantize)


@pytest.fixture(scope="module")
def preset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A classifier, as `save_to_preset` writes it."""
    path = tmp_path_factory.mktemp("preset")
    tiny_models.bert_classifier(3).save_to_preset(str(path))
    return path


def bert(path: Path, **options: Any) -> Callable[[], Any]:
    return lambda: keras_hub.models.BertTextClassifier.from_preset(str(path), **options)


@pytest.mark.parametrize("quantize", ["none", "dynamic_int8"])
def test_a_preset(preset: Path, tmp_path: Path, quantize: str) -> None:
    assert_same_file(bert(preset), tmp_path, quantize)


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_a_preset_read_as_halves(preset: Path, tmp_path: Path, dtype: str) -> None:
    """Rounding is more than reading: such variables are loaded."""
    load = bert(preset, dtype=dtype)
    with left_on_disk(small=0, large=_LARGE):
        rounding = load()
    assert all(stored_array(variable) is None for variable in rounding.variables)
    assert written(rounding, tmp_path / "kept.tflite") == written(load(), tmp_path / "loaded.tflite")


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
@pytest.mark.parametrize("widened", [True, False])
def test_a_checkpoint_of_halves(tmp_path: Path, dtype: str, widened: bool) -> None:
    keras.utils.set_random_seed(5)
    backbone = keras_hub.models.BertBackbone(99, 2, 2, 16, 32, max_sequence_length=16, dtype=dtype)
    backbone.save_to_preset(str(tmp_path / "halves"))
    read_as = "float32" if widened else dtype
    assert_same_file(lambda: keras_hub.models.BertBackbone.from_preset(str(tmp_path / "halves"), dtype=read_as), tmp_path)


def test_a_checkpoint_in_shards(tmp_path: Path) -> None:
    keras.utils.set_random_seed(5)
    backbone = tiny_models.varied(keras_hub.models.BertBackbone(99, 2, 2, 16, 32, max_sequence_length=16))
    backbone.save_to_preset(str(tmp_path / "shards"), max_shard_size=8e-6)
    assert len(list((tmp_path / "shards").glob("*.weights.h5"))) > 2
    assert_same_file(lambda: keras_hub.models.BertBackbone.from_preset(str(tmp_path / "shards")), tmp_path)


def test_an_archive(tmp_path: Path) -> None:
    path = tiny_models.save(tiny_models.image_classifier(image_shape=(32, 32, 3)), tmp_path)
    assert_same_file(lambda: keras.saving.load_model(path, compile=False), tmp_path)


def test_a_compressed_archive_is_loaded(tmp_path: Path) -> None:
    """Its weights lie nowhere in the file as they are."""
    path, packed = tiny_models.save(tiny_models.image_classifier(image_shape=(32, 32, 3)), tmp_path), tmp_path / "packed.keras"
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as smaller:
        for name in archive.namelist():
            smaller.writestr(name, archive.read(name))
    with left_on_disk(small=0, large=_LARGE):
        model = keras.saving.load_model(packed, compile=False)
    assert all(stored_array(variable) is None for variable in model.variables)
    expected = written(keras.saving.load_model(path, compile=False), tmp_path / "loaded.tflite")
    assert written(model, tmp_path / "kept.tflite") == expected


def gpt2_checkpoint(directory: Path, dtype: str) -> Path:
    """As transformers saves a GPT-2: several of Keras' weights are parts of one tensor. The values are those of bfloat16."""
    directory.mkdir()
    size, vocabulary, positions = 16, 99, 12
    config = {"model_type": "gpt2", "vocab_size": vocabulary, "n_layer": 1, "n_head": 2, "n_embd": size, "resid_pdrop": 0.1}
    (directory / "config.json").write_text(json.dumps({**config, "n_positions": positions}))
    shapes: dict[str, tuple[int, ...]] = {"wte.weight": (vocabulary, size), "wpe.weight": (positions, size)}
    for name, inner, outer in (("attn.c_attn", size, 3 * size), ("attn.c_proj", size, size), ("mlp.c_fc", size, 4 * size)):
        shapes |= {f"h.0.{name}.weight": (inner, outer), f"h.0.{name}.bias": (outer,)}
    shapes |= {"h.0.mlp.c_proj.weight": (4 * size, size), "h.0.mlp.c_proj.bias": (size,)}
    for name in ("h.0.ln_1", "h.0.ln_2", "ln_f"):
        shapes |= {f"{name}.weight": (size,), f"{name}.bias": (size,)}
    generator = np.random.default_rng(3)
    tensors = {name: generator.normal(0, 0.5, shape).astype(ml_dtypes.bfloat16).astype(dtype) for name, shape in shapes.items()}
    save_file(tensors, directory / "model.safetensors")
    return directory


@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_a_hugging_face_checkpoint(tmp_path: Path, dtype: str) -> None:
    def load(path: Path) -> Any:
        return keras_hub.models.GPT2Backbone.from_preset(str(path))

    loaded = load(gpt2_checkpoint(tmp_path / "float32", "float32"))
    kept = kept_on_disk(lambda: load(gpt2_checkpoint(tmp_path / "kept", dtype)))
    assert written(kept, tmp_path / "kept.tflite") == written(loaded, tmp_path / "loaded.tflite")


def test_a_small_checkpoint_is_loaded(preset: Path) -> None:
    """So are weights that it does not hold: a new head has the initializer's values, once and for all."""
    with left_on_disk(large=8):
        model = keras_hub.models.BertTextClassifier.from_preset(str(preset), num_classes=2)
    assert all(stored_array(variable) is None for variable in model.variables)
    with left_on_disk(small=0, large=8):
        model = keras_hub.models.BertTextClassifier.from_preset(str(preset), num_classes=7)
    kernel = model.get_layer("logits").kernel
    assert stored_array(kernel) is None and kernel.shape == (16, 7) and np.ptp(kernel) > 0
    assert np.array_equal(kernel, kernel)


def test_a_large_preset_that_had_to_be_loaded_says_so(preset: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert presets.load(str(preset)).warnings == ()
    monkeypatch.setattr(presets, "SMALL_CHECKPOINT", 100)
    (note,) = presets.load(str(preset)).warnings
    assert "are all in memory: its files hold them compressed" in note


def test_reading_in_a_graph(preset: Path) -> None:
    """A tf.function reads the file at every call, and holds no copy of it."""
    model = kept_on_disk(bert(preset))
    inputs = model.preprocessor(["a good film"])
    traced = tf.function(lambda: model(inputs, training=False), autograph=False).get_concrete_function()
    largest = max(int(np.prod(constant.shape)) for constant in (n.outputs[0] for n in traced.graph.get_operations() if n.type == "Const"))
    assert largest < _LARGE
    np.testing.assert_allclose(traced(), bert(preset)()(inputs, training=False), atol=1e-6)


@pytest.mark.parametrize("policy", ["float32", "mixed_float16"])
def test_embeddings_read_their_rows_only(policy: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def built() -> Any:
        model = keras.Sequential([keras.layers.Embedding(99, 16, dtype=policy), keras.layers.Dense(8, dtype=policy)])
        model.build((1, 4))
        return model

    def load() -> Any:
        model = built()
        model.load_weights(tmp_path / "m.weights.h5")
        return model

    built().save_weights(tmp_path / "m.weights.h5")
    model, loaded, ids = kept_on_disk(load), load(), tf.constant([[3, 98, -1, 3]])
    whole: list[Any] = []
    read = StoredValues._read
    monkeypatch.setattr(StoredValues, "_read", lambda stored, dtype: whole.append(stored.variable) or read(stored, dtype))
    with stored_rows.looked_up():
        got = model(ids)
        assert [variable.path for variable in whole] == [model.layers[1].kernel.path]
        columns = keras.ops.take(model.layers[0].embeddings, [1, 5], axis=1)
    assert got.dtype == loaded(ids).dtype
    np.testing.assert_array_equal(got, loaded(ids))
    np.testing.assert_array_equal(columns, keras.ops.take(loaded.layers[0].embeddings, [1, 5], axis=1))


def test_a_language_model_proves_itself_with_fewer_tokens(tmp_path: Path) -> None:
    """Each token costs a reading of the checkpoint."""
    tiny_language_models.llama3(context=24).save_to_preset(str(tmp_path / "llama"))

    def load() -> Any:
        return keras_hub.models.Llama3CausalLM.from_preset(str(tmp_path / "llama"))

    kept = kept_on_disk(load)
    kept_plan, loaded_plan = (plan_for(model, Request("m", context_length=24))[0] for model in (kept, load()))
    (few,), (many, *others) = kept_plan.continuations, loaded_plan.continuations
    assert others and few.prompt == many.prompt and len(few.tokens) == 8 and few.tokens == many.tokens[:8]
    assert_same_file(load, tmp_path)


@pytest.mark.full  # writes 2.3 GB
def test_more_than_two_gigabytes(tmp_path: Path) -> None:
    """A table with a few rows of numbers in a file that is otherwise a hole, first and last row among them."""
    rows, size = 1 << 20, 540
    numbers = np.random.default_rng(1).normal(size=(4, size)).astype("float32")
    ids = np.array([[0, 7, rows // 2, rows - 1]], "int32")
    with (tmp_path / "table").open("wb") as file:
        file.truncate(4 * rows * size)
        for row, values in zip(ids[0], numbers, strict=True):
            file.seek(4 * size * int(row))
            file.write(values.tobytes())
    with left_on_disk(small=0):
        tokens = keras.Input((4,), dtype="int32", name="tokens")
        table = keras.layers.Embedding(rows, size)
        model = keras.Model(tokens, keras.layers.Dense(3)(table(tokens)))
        table.embeddings.assign(MappedFile(tmp_path / "table").array(0, (rows, size), np.float32))
    path = tmp_path / "m.tflite"
    plan, _ = plan_for(model, Request("m"))
    routes.streaming(plan, path, "none")
    verify(path, plan, Tolerance.of("none"))
    assert path.stat().st_size > 1 << 31
    (signature,) = plan.signatures
    with opened_in_little_memory(path) as written_file:
        (got,) = written_file.run(signature.key, {"tokens": ids}).values()
    kernel, bias = model.layers[-1].weights
    np.testing.assert_allclose(got[0], numbers @ kernel.numpy() + bias.numpy(), atol=1e-4)
