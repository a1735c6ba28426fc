"""Kinds of Keras models beyond those of test_plain and test_layers: each equals Keras, with large weights streamed."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import tiny_models

from litert_sdkgen.errors import ExportError
from litert_sdkgen.exporter import plain, routes

layers = keras.layers


@pytest.fixture(autouse=True)
def seeded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "_STREAMED", 256)
    keras.utils.set_random_seed(23)


def shared_layer() -> keras.Model:
    left, right = keras.Input((8,), name="left"), keras.Input((8,), name="right")
    tower = keras.Sequential([layers.Dense(40, activation="relu"), layers.Dense(6)])
    return keras.Model([left, right], {"distance": tower(left) - tower(right)})


def nested_models() -> keras.Model:
    inner_in = keras.Input((8,))
    inner = keras.Model(inner_in, [layers.Dense(40)(inner_in), inner_in], name="inner")
    x = keras.Input((8,), name="x")
    wide, same = inner(x)
    return keras.Model(x, {"wide": wide, "more": {"same": same, "list": [layers.Dense(2)(wide)]}})


def bidirectional(cell: Any) -> keras.Model:
    x = keras.Input((6, 4), name="x")
    y = layers.Bidirectional(cell(10, return_sequences=True), merge_mode="concat")(x)
    return keras.Model(x, layers.Bidirectional(cell(5), backward_layer=cell(5, go_backwards=True))(y))


def state_as_tensors() -> keras.Model:
    x, h, c = keras.Input((5, 4), name="x"), keras.Input((6,), name="h"), keras.Input((6,), name="c")
    y, new_h, new_c = layers.LSTM(6, return_state=True)(x, initial_state=[h, c])
    return keras.Model({"x": x, "h": h, "c": c}, {"y": y, "new_h": new_h, "new_c": new_c})


def masked_recurrence() -> keras.Model:
    ids = keras.Input((7,), dtype="int32", name="ids")
    return keras.Model(ids, layers.GRU(12)(layers.Embedding(20, 16, mask_zero=True)(ids)))


def stacked_cells() -> keras.Model:
    x = keras.Input((5, 4), name="x")
    return keras.Model(x, layers.RNN(layers.StackedRNNCells([layers.LSTMCell(6), layers.GRUCell(3)]))(x))


def causal_attention() -> keras.Model:
    x = keras.Input((6, 16), name="x")
    y = layers.MultiHeadAttention(4, 8)(x, x, use_causal_mask=True)
    return keras.Model(x, layers.GroupQueryAttention(8, 4, 2)(y, y, use_causal_mask=True))


def attention_with_a_mask() -> keras.Model:
    x, mask = keras.Input((6, 16), name="x"), keras.Input((6, 6), dtype="bool", name="mask")
    y = layers.MultiHeadAttention(2, 8, flash_attention=False)(x, x, attention_mask=mask)
    return keras.Model({"x": x, "mask": mask}, layers.Attention(use_scale=True)([y, x], use_causal_mask=True))


def preprocessing_inside() -> keras.Model:
    x = keras.Input((12, 10, 3), name="x")
    normalization = layers.Normalization(mean=[0.4, 0.5, 0.6], variance=[0.1, 0.2, 0.3])
    y = layers.CenterCrop(6, 6)(layers.Resizing(9, 8, interpolation="bilinear")(layers.Rescaling(2.0, -0.5)(x)))
    return keras.Model(x, layers.Conv2D(12, 3)(layers.RandomFlip()(normalization(y))))


def adapted_normalization() -> keras.Model:
    normalization = layers.Normalization()
    normalization.adapt(np.random.default_rng(2).normal(3, 2, (50, 8)).astype("float32"))
    return keras.Sequential([keras.Input((8,), name="x"), normalization, layers.Dense(40)])


def category_encoding() -> keras.Model:
    ids = keras.Input((4,), dtype="int32", name="ids")
    return keras.Model(ids, layers.Dense(5)(layers.CategoryEncoding(6, output_mode="multi_hot")(ids)))


def convolutions() -> keras.Model:
    x = keras.Input((13, 11, 4), name="x")
    y = layers.BatchNormalization()(layers.SeparableConv2D(8, 3, padding="same")(x))
    y = layers.PReLU(shared_axes=[1, 2])(layers.DepthwiseConv2D(3, strides=2)(y))
    return keras.Model(x, layers.GroupNormalization(4)(layers.Conv2DTranspose(8, 3, strides=2)(layers.UpSampling2D()(y))))


def integers_of_each_kind() -> keras.Model:
    inputs = {dtype: keras.Input((3,), dtype=dtype, name=dtype) for dtype in ("int64", "int32", "uint8", "int8", "bool", "float32")}
    return keras.Model(inputs, {dtype: keras.ops.cast(x, "float32") * 2.0 for dtype, x in inputs.items()})


MODELS: dict[str, Callable[[], keras.Model]] = {
    "shared layer": shared_layer,
    "nested models": nested_models,
    "bidirectional LSTM": lambda: bidirectional(layers.LSTM),
    "bidirectional GRU": lambda: bidirectional(layers.GRU),
    "state as tensors": state_as_tensors,
    "masked recurrence": masked_recurrence,
    "stacked cells": stacked_cells,
    "causal attention": causal_attention,
    "attention with a mask": attention_with_a_mask,
    "preprocessing inside": preprocessing_inside,
    "adapted normalization": adapted_normalization,
    "category encoding": category_encoding,
    "convolutions": convolutions,
}


@pytest.mark.parametrize("kind", MODELS)
def test_equals_keras(kind: str, tmp_path: Path) -> None:
    manifest = routes.export(plain.plan(tiny_models.varied(MODELS[kind]()), "m"), tmp_path / "m").manifest
    assert manifest.verification.max_abs_difference < 2e-5 and not manifest.verification.left_out


def test_integers_keep_their_dtype(tmp_path: Path) -> None:
    inputs = routes.export(plain.plan(integers_of_each_kind(), "m"), tmp_path / "m").manifest.signatures[0].inputs
    assert all(tensor.name == tensor.dtype for tensor in inputs) and len(inputs) == 6


@pytest.mark.parametrize("policy", ["mixed_float16", "mixed_bfloat16", "bfloat16", "float16"])
def test_halves_are_single_in_the_file(policy: str, tmp_path: Path) -> None:
    keras.config.set_dtype_policy(policy)
    try:
        x = keras.Input((6, 4), name="x")
        model = tiny_models.varied(
            keras.Model(x, layers.Dense(5)(layers.LSTM(12, recurrent_initializer="glorot_uniform")(layers.LayerNormalization()(x))))
        )
    finally:
        keras.config.set_dtype_policy("float32")
    manifest = routes.export(plain.plan(model, "m"), tmp_path / "m").manifest
    (signature,) = manifest.signatures
    assert (signature.inputs[0].dtype, signature.outputs[0].dtype) == ("float32", "float32")
    assert manifest.verification.max_abs_difference < 2e-5


def test_compiled_and_trained_is_the_same_file_as_loaded(tmp_path: Path) -> None:
    x = keras.Input((8,), name="x")
    model = keras.Model(x, layers.Dense(3)(layers.Dropout(0.5)(layers.Dense(40, activation="gelu")(x))))
    model.compile("adam", "mse", metrics=["mae"])
    model.fit(np.ones((4, 8), "float32"), np.zeros((4, 3), "float32"), verbose=0)
    trained = routes.export(plain.plan(model, "m"), tmp_path / "trained")
    loaded = routes.export(plain.plan(keras.saving.load_model(tiny_models.save(model, tmp_path)), "m"), tmp_path / "loaded")
    assert trained.model_file.read_bytes() == loaded.model_file.read_bytes()


@pytest.mark.parametrize(
    "build",
    [
        lambda x: layers.Dense(2)(layers.Hashing(8, output_mode="one_hot")(x)),
        lambda x: layers.Embedding(9, 4)(layers.TextVectorization(vocabulary=["a", "b"], output_sequence_length=4)(x)),
    ],
    ids=["Hashing", "TextVectorization"],
)
def test_layers_on_strings_belong_into_preprocessing(build: Callable[[Any], Any]) -> None:
    x = keras.Input((1,), dtype="string", name="text")
    with pytest.raises(ExportError, match="'text' has dtype string.*preprocessing: export the model behind them"):
        plain.plan(keras.Model(x, build(x)), "m")
