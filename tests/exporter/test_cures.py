"""Every cure is needed: a minimal model exports with it, and without it is refused or answers otherwise. All leave Keras as it was."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
import tiny_models
from keras.src.backend.tensorflow import math as keras_math
from keras.src.backend.tensorflow import nn as keras_nn
from keras.src.backend.tensorflow import numpy as keras_numpy
from keras.src.ops import nn as keras_ops_nn

from litert_sdkgen.errors import ExportError, VerificationError
from litert_sdkgen.exporter import cures, plain, routes
from litert_sdkgen.exporter.cures import (
    argument_of_maximum,
    bincount,
    boolean_index,
    empty_convolution,
    error_function,
    fourier_transform,
    half_precision,
    integer_kernels,
    low_rank_adapters,
    normalization,
    runtime_matmul,
    tensor_array,
)
from litert_sdkgen.exporter.plan import ExportPlan, NamedSpec, PlannedSignature
from litert_sdkgen.manifest.model import Source

ops = keras.ops


class Function(keras.layers.Layer):
    """A layer around a function."""

    def __init__(self, function: Callable[..., Any]) -> None:
        super().__init__()
        self.function = function

    def call(self, *tensors: Any) -> Any:
        return self.function(*tensors)


def of(function: Callable[..., Any], *shapes: tuple[int, ...], dtype: str = "float32") -> keras.Model:
    inputs = [keras.Input(shape, dtype=dtype, name=f"x{i}") for i, shape in enumerate(shapes)]
    return keras.Model(inputs, Function(function)(*inputs))


def halves(policy: str) -> keras.Model:
    x = keras.Input((16,), name="x")
    y = keras.layers.Dense(24, activation="gelu", dtype=policy)(x)
    return keras.Model(x, keras.layers.Dense(4, dtype=policy)(keras.layers.LayerNormalization(dtype=policy)(y)))


def filled_by_a_loop(x: Any) -> Any:
    """As RWKV-7 does: each step reads what the step before has computed, and two arrays follow one another."""
    state = ops.zeros((1, 4))
    for _ in range(2):
        array = tf.TensorArray("float32", size=3)
        for t in range(3):
            state = state * 0.5 + x[:, t]
            array = array.write(t, state)
        x = ops.transpose(array.stack(), [1, 0, 2])
    return x


CASES: dict[Any, Callable[[], keras.Model]] = {
    argument_of_maximum: lambda: of(lambda x: (ops.argmax(x, -1), ops.argmin(x, 1, keepdims=True), ops.argmax(x)), (5, 7)),
    bincount: lambda: of(keras.layers.CategoryEncoding(num_tokens=2, output_mode="count"), (5,), dtype="int32"),
    boolean_index: lambda: of(lambda x: ops.take(ops.reshape(ops.arange(6.0), (2, 3)), ops.cast(x > 0.5, "int32"), axis=0), (5,)),
    error_function: lambda: of(lambda x: ops.erf(x * 4.0 - 2.0), (9,)),
    fourier_transform: lambda: of(lambda x: (*ops.fft2((x, 2.0 * x)), *ops.fft((x, x - 1.0))), (6, 10)),
    half_precision: lambda: halves("bfloat16"),
    normalization: lambda: of(lambda x: ops.normalize(ops.relu(x - 5.0)) + ops.normalize(x, order=3), (6,)),
    runtime_matmul: lambda: of(lambda a, b: ops.relu(ops.matmul(a[0] - 0.5, b[0])), (3, 4), (4, 5)),
    tensor_array: lambda: of(filled_by_a_loop, (3, 4)),
}


def exported(model: keras.Model, directory: Path) -> Any:
    keras.utils.set_random_seed(3)
    return routes.export(plain.plan(tiny_models.varied(model), "m"), directory / "m").manifest


@contextmanager
def without(cure: Any) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cures, "CURES", tuple(other for other in cures.CURES if other is not cure))
        yield


def test_every_cure_has_a_case() -> None:
    elsewhere = {empty_convolution, integer_kernels, low_rank_adapters}  # below, and in test_layers.py
    assert set(CASES) | elsewhere == set(cures.CURES)


@pytest.mark.parametrize("cure", CASES, ids=lambda cure: cure.__name__.rpartition(".")[2])
def test_is_needed_and_enough(cure: Any, tmp_path: Path) -> None:
    manifest = exported(CASES[cure](), tmp_path)
    assert manifest.model.route == "streaming" and manifest.verification.max_abs_difference < 1e-5
    with without(cure), pytest.raises(ExportError):
        exported(CASES[cure](), tmp_path)


@pytest.mark.parametrize("policy", ["float16", "mixed_float16", "mixed_bfloat16"])
def test_models_of_halves_are_exported_in_float32(policy: str, tmp_path: Path) -> None:
    model = halves(policy)
    manifest = exported(model, tmp_path)
    assert [tensor.dtype for tensor in (*manifest.signatures[0].inputs, *manifest.signatures[0].outputs)] == ["float32", "float32"]
    assert model.layers[1].compute_dtype == policy.removeprefix("mixed_"), "the model is as it was"


def without_pictures() -> ExportPlan:
    """Words and pictures share a model; this signature has the words only."""
    words, pictures = keras.Input((4, 6), name="words"), keras.Input((None, 8, 8, 3), name="pictures")
    seen = Function(lambda x: ops.reshape(x, (-1, 8, 8, 3)))(pictures)
    seen = keras.layers.Conv2D(6, 2, strides=4, activation="relu")(seen)
    seen = Function(lambda x: ops.reshape(x, (1, -1, 6)))(seen)
    model = tiny_models.varied(keras.Model([words, pictures], keras.layers.Dense(3)(ops.concatenate([words, seen], axis=1))))

    def function(tensor: Any) -> list[Any]:
        return [model([ops.convert_to_tensor(tensor), ops.zeros((1, 0, 8, 8, 3))])]

    signature = PlannedSignature("words", function, (NamedSpec("words", "words", "float32", (1, 4, 6)),), ("output",))
    return ExportPlan("m", "tensors", Source("keras", "Model"), model, (signature,))


def test_convolutions_of_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keras.utils.set_random_seed(3)
    plan = without_pictures()
    assert routes.export(plan, tmp_path / "m").manifest.signatures[0].outputs[0].shape == (1, 4, 3)
    nothing: Callable[[Any], AbstractContextManager[None]] = lambda model: nullcontext()  # noqa: E731
    monkeypatch.setattr(empty_convolution, "applied", nothing)
    with pytest.raises(tf.errors.InvalidArgumentError, match="Incompatible shapes"):
        routes.export(plan, tmp_path / "m")


def state() -> list[Any]:
    return [
        *(getattr(keras_numpy, name) for name in ("argmax", "argmin", "matmul", "take")),
        *(getattr(keras_math, name) for name in ("erf", "fft", "fft2")),
        *(getattr(tf, name) for name in ("TensorArray", "cast", "convert_to_tensor")),
        keras_nn.conv,
        keras_ops_nn._normalize,
    ]


def test_everything_is_put_back_even_after_an_error() -> None:
    before, model = state(), halves("mixed_float16")
    policies = [layer.dtype_policy.name for layer in model.layers]
    with pytest.raises(KeyError), cures.applied(model):
        assert not any(a is b for a, b in zip(state(), before, strict=True))
        assert {layer.dtype_policy.name for layer in model.layers} == {"float32"}
        raise KeyError
    assert all(a is b for a, b in zip(state(), before, strict=True))
    assert [layer.dtype_policy.name for layer in model.layers] == policies
    assert {variable.dtype for variable in halves("float16").variables} == {"float16"}


@pytest.mark.parametrize("axis", [None, 0, 1, -1])
def test_maximum_is_found_as_keras_finds_it(axis: int | None) -> None:
    x = np.random.default_rng(1).normal(size=(4, 6)).astype("float32")
    for keepdims in (False, True):
        expected = ops.argmax(x, axis, keepdims), ops.argmin(x, axis, keepdims)
        with argument_of_maximum.applied(None):
            got = ops.argmax(x, axis, keepdims), ops.argmin(x, axis, keepdims)
        for a, b in zip(expected, got, strict=True):
            np.testing.assert_array_equal(a, b)
            assert a.dtype == b.dtype


def test_long_transforms_are_refused_instead_of_written_as_huge_matrices(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="FFT"):
        exported(of(lambda x: ops.fft((x, x))[0], (4096,)), tmp_path)


def test_the_error_function_is_close() -> None:
    x = np.linspace(-6, 6, 2001, dtype="float32")
    expected = np.asarray(ops.erf(x))
    with error_function.applied(None):
        np.testing.assert_allclose(ops.erf(x), expected, atol=5e-7)


def test_an_array_filled_inside_a_loop_of_tensorflow_stays_one() -> None:
    def filled() -> Any:
        array = tf.TensorArray("int32", size=4).write(0, 7)
        _, array = tf.while_loop(lambda i, _: i < 4, lambda i, a: (i + 1, a.write(i, i * i)), (tf.constant(1), array))
        return array.stack()

    with tensor_array.applied(None):
        assert np.asarray(tf.function(filled, autograph=False)()).tolist() == [7, 1, 4, 9]


def test_the_lost_relu_of_computed_matrices_is_a_silent_fault(tmp_path: Path) -> None:
    """The converter says nothing: comparing with Keras is what finds it."""
    with without(runtime_matmul), pytest.raises(VerificationError, match="differs from Keras"):
        exported(CASES[runtime_matmul](), tmp_path)
