"""Keras' own answers, in little memory: the same as outside, and nothing is kept or copied that need not be."""

import weakref
from typing import Any

import keras
import numpy as np
import pytest
import tiny_models
from keras.src import backend

from litert_sdkgen.exporter import activations, tied_tables

SEEN: list[Any] = []


class Remembering(keras.layers.Layer):  # type: ignore[misc]
    """Remembers what it gives, as long as somebody else keeps it."""

    def call(self, x: Any) -> Any:
        result = x + 1.0
        SEEN.append(weakref.ref(result))
        return result


class Asking(keras.layers.Layer):  # type: ignore[misc]
    """Puts into `kept` whether what `Remembering` gave is still there."""

    def call(self, x: Any) -> Any:
        self.kept = [reference() is not None for reference in SEEN]
        return x * 2.0


def branches() -> tuple[keras.Model, Asking]:
    """A shared layer, a model in a model, an activation with two readers, and one that is an answer too."""
    x = keras.Input((4,), 1)
    remembered = Remembering()(x)
    dense = keras.layers.Dense(4, activation="relu")
    inner_input = keras.Input((4,), 1)
    inner = keras.Model(inner_input, keras.layers.Add()([dense(inner_input), inner_input]))
    first, second = dense(remembered), inner(remembered)
    answer = keras.layers.Multiply()([first, second])
    asking = Asking()
    return tiny_models.varied(keras.Model(x, [asking(answer), answer, second])), asking


def test_an_activation_goes_after_its_last_reader() -> None:
    model, asking = branches()
    values = np.random.default_rng(1).random((1, 4), np.float32)
    SEEN.clear()
    expected = [np.asarray(output) for output in model(values)]
    assert asking.kept == [True], "Keras frees activations by itself: activations.py can go"
    SEEN.clear()
    with activations.freed():
        got = [np.asarray(output) for output in model(values)]
    assert asking.kept == [False]
    for a, b in zip(expected, got, strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("options", [{}, {"logit_soft_cap": 2.0, "reverse_dtype": "float32"}, {"tie_weights": False}])
def test_a_tied_table_is_not_copied(options: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    layer = keras.layers.ReversibleEmbedding(11, 4, **options)
    hidden = np.random.default_rng(1).random((1, 3, 4), np.float32)
    layer(np.zeros((1, 3), np.int32))
    copies = []
    transpose = backend.numpy.transpose
    monkeypatch.setattr(backend.numpy, "transpose", lambda x, axes=None: copies.append(x) or transpose(x, axes))
    expected = layer(hidden, reverse=True)
    assert len(copies) == (options.get("tie_weights") is None), "Keras copies no table: tied_tables.py can go"
    copies.clear()
    with tied_tables.uncopied():
        got = layer(hidden, reverse=True)
    assert not copies
    np.testing.assert_allclose(got, expected, atol=1e-6)


@pytest.mark.parametrize("mode", ["int8", "int4", "lora"])
def test_a_table_in_another_form_is_multiplied_as_keras_does(mode: str) -> None:
    layer = keras.layers.ReversibleEmbedding(16, 8)
    layer(np.zeros((1, 3), np.int32))
    if mode == "lora":
        layer.enable_lora(2)
    else:
        layer.quantize(mode)
    hidden = np.random.default_rng(1).random((1, 3, 8), np.float32)
    expected = layer(hidden, reverse=True)
    with tied_tables.uncopied():
        np.testing.assert_array_equal(layer(hidden, reverse=True), expected)
