"""Layers and calls of every kind: several arguments, kernels that Keras quantized, adapters, recurrence, and what is refused."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import tiny_models
from ai_edge_litert.tools import flatbuffer_utils

from litert_sdkgen.errors import ExportError, RouteUnsupported
from litert_sdkgen.exporter import plain, routes
from litert_sdkgen.exporter.cures import integer_kernels, low_rank_adapters
from litert_sdkgen.exporter.quantization import Quantization

layers = keras.layers


@pytest.fixture(autouse=True)
def seeded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "_STREAMED", 256)
    keras.utils.set_random_seed(17)


class Two(keras.Model):
    """Two tensors, and a third one by keyword."""

    def __init__(self) -> None:
        super().__init__()
        self.left, self.right = layers.Dense(3), layers.Dense(3)

    def call(self, a: Any, b: Any, scale: Any = None, training: bool = False) -> Any:
        difference = self.left(a) - self.right(b)
        return difference if scale is None else difference * scale


def two() -> keras.Model:
    model = Two()
    model(np.ones((1, 4), "float32"), np.ones((1, 5), "float32"))
    return tiny_models.varied(model)


B, SCALE = ("float32", (1, 5)), ("float32", (1, 3))


@pytest.mark.parametrize(
    ("pins", "names"),
    [
        ({"b": B}, ["a", "b"]),
        ({"scale": SCALE, "b": B}, ["a", "b", "scale"]),
        ({"a": ("float32", (1, 4)), "b": B}, ["a", "b"]),
    ],
)
def test_calls_with_several_arguments_go_by_name(pins: plain.Pins, names: list[str], tmp_path: Path) -> None:
    manifest = routes.export(plain.plan(two(), "m", pins), tmp_path / "m").manifest
    assert [tensor.name for tensor in manifest.signatures[0].inputs] == names
    assert manifest.verification.max_abs_difference < 1e-5


def test_a_model_that_was_never_called_takes_its_arguments_from_pins(tmp_path: Path) -> None:
    manifest = routes.export(plain.plan(Two(), "m", {"a": ("float32", (1, 4)), "b": B}), tmp_path / "m").manifest
    assert [tensor.shape for tensor in manifest.signatures[0].inputs] == [(1, 4), (1, 5)]


def test_an_argument_of_unknown_shape_must_be_named() -> None:
    with pytest.raises(ExportError, match=r"call\(a, b\) takes several tensors.*--input b:DTYPE\[1,N\]"):
        plain.plan(two(), "m")


def dense() -> keras.Model:
    x = keras.Input((64,), name="x")
    y = layers.Reshape((4, 24))(layers.Dense(96, activation="relu", name="wide")(x))
    return tiny_models.varied(keras.Model(x, layers.EinsumDense("abc,cd->abd", (4, 40), bias_axes="d")(y)))


def embedding() -> keras.Model:
    ids = keras.Input((6,), dtype="int32", name="ids")
    return tiny_models.varied(keras.Model(ids, layers.Dense(8)(layers.Embedding(50, 16)(ids))))


@pytest.mark.parametrize("build", [dense, embedding])
@pytest.mark.parametrize(("mode", "allowed"), [("int4", 1e-5), ("int8", 0.02)])
def test_models_that_keras_quantized(build: Callable[[], keras.Model], mode: str, allowed: float, tmp_path: Path) -> None:
    """int4 exactly; int8 with the activations in float32, which is stated by the tolerance."""
    model = build()
    model.quantize(mode)
    manifest = routes.export(plain.plan(model, "m"), tmp_path / "m").manifest
    assert manifest.model.route == "streaming" and manifest.verification.max_abs_difference < allowed
    assert manifest.verification.tolerance == (0.05 if mode == "int8" else 1e-4)


def test_kernels_that_keras_quantized_are_quantized_again_without_loss(tmp_path: Path) -> None:
    """The integers are the same ones, so a file of int8 weights is as close to Keras as one of float32 weights."""
    model = dense()
    model.quantize("int8")
    single = routes.export(plain.plan(model, "m"), tmp_path / "float").manifest
    stored = routes.export(plain.plan(model, "m"), tmp_path / "int8", Quantization("dynamic_int8")).manifest
    assert stored.model.bytes < 0.45 * single.model.bytes
    assert stored.verification.min_cosine > 0.9995


def test_quantized_kernels_need_their_cure(tmp_path: Path) -> None:
    from .test_cures import without

    model = dense()
    model.quantize("int8")
    with without(integer_kernels), pytest.raises(ExportError):
        routes.export(plain.plan(model, "m"), tmp_path / "m")


@pytest.mark.parametrize("mode", ["float8"])
def test_other_quantizations_of_keras_are_refused(mode: str, tmp_path: Path) -> None:
    model = dense()
    model.quantize(mode)
    with pytest.raises(RouteUnsupported, match="layer 'wide' is quantized by Keras to float8.*before model.quantize"):
        routes.export(plain.plan(model, "m"), tmp_path / "m")


def adapted() -> keras.Model:
    model = dense()
    for layer in (model.layers[1], model.layers[3]):
        layer.enable_lora(4)
        layer.lora_kernel_b.assign(np.random.default_rng(2).normal(0, 0.3, layer.lora_kernel_b.shape))
    return model


def operators(path: Path) -> int:
    return sum(len(subgraph.operators) for subgraph in flatbuffer_utils.read_model(str(path)).subgraphs)


def test_adapters_are_merged(tmp_path: Path) -> None:
    from .test_cures import without

    bare = routes.export(plain.plan(dense(), "m"), tmp_path / "bare")
    model = adapted()
    merged = routes.export(plain.plan(model, "m"), tmp_path / "merged")
    assert merged.manifest.verification.max_abs_difference < 1e-5
    assert operators(merged.model_file) == operators(bare.model_file)
    assert model.layers[1].lora_enabled, "the model is as it was"
    with without(low_rank_adapters):
        unmerged = routes.export(plain.plan(model, "m"), tmp_path / "unmerged")
    assert operators(unmerged.model_file) > operators(bare.model_file)


@pytest.mark.parametrize("cell", [layers.LSTM, layers.GRU, layers.SimpleRNN])
def test_recurrent_layers(cell: Any, tmp_path: Path) -> None:
    x = keras.Input((5, 4), name="x")
    model = tiny_models.varied(keras.Model(x, cell(6, return_sequences=True, go_backwards=True)(x)))
    assert routes.export(plain.plan(model, "m"), tmp_path / "m").manifest.verification.max_abs_difference < 1e-5


def test_a_state_between_calls_is_refused(tmp_path: Path) -> None:
    x = keras.Input(batch_shape=(1, 5, 4), name="x")
    model = keras.Model(x, layers.LSTM(6, stateful=True, name="memory")(x))
    with pytest.raises(RouteUnsupported, match="layer 'memory' keeps its state between calls.*return_state=True"):
        routes.export(plain.plan(model, "m"), tmp_path / "m")
