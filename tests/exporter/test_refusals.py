"""What no phone can run, or what is not what Keras computes, is refused: with a reason, and with nothing on disk."""

from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from litert_sdkgen.errors import ExportError, RouteUnsupported, VerificationError
from litert_sdkgen.exporter import plain, routes
from litert_sdkgen.exporter.quantization import Quantization
from litert_sdkgen.exporter.tolerance import Tolerance


class Spectrum(keras.layers.Layer):
    """An operation without a builtin kernel."""

    def call(self, x: Any) -> Any:
        return tf.math.real(tf.signal.fft2d(tf.cast(x, tf.complex64)))


class OtherInGraphs(keras.layers.Layer):
    """Disagrees with itself: eager Keras doubles, a traced graph adds a hundredth."""

    def call(self, x: Any) -> Any:
        return x * 2.0 if tf.executing_eagerly() else x * 2.0 + 0.01


class NotANumber(keras.layers.Layer):
    def call(self, x: Any) -> Any:
        return x * float("nan")


class NegativeIsNotANumber(keras.layers.Layer):
    """NaN for the plan's samples of negative mean only."""

    def call(self, x: Any) -> Any:
        return keras.ops.sqrt(keras.ops.sum(x) - 2.0) * keras.ops.ones_like(x)


def model_of(layer: keras.layers.Layer, shape: tuple[int, ...] = (8,)) -> keras.Model:
    x = keras.Input(shape, name="x")
    return keras.Model(x, layer(x))


def refused(model: keras.Model, directory: Path, error: type[Exception], **options: Any) -> str:
    with pytest.raises(error) as caught:
        routes.export(plain.plan(model, "m"), directory / "deep" / "m", **options)
    assert list(directory.iterdir()) == [], "a refused export leaves nothing, not even the folders above"
    return str(caught.value)


def test_an_operation_without_a_kernel_is_named_with_its_layer(tmp_path: Path) -> None:
    message = refused(model_of(Spectrum(name="spectrum"), (8, 8)), tmp_path, ExportError)
    assert "no phone can run this model" in message
    assert "FFT2D" in message and "spectrum" in message


def test_a_lookup_table_is_refused_as_a_resource(tmp_path: Path) -> None:
    layer = keras.layers.IntegerLookup(vocabulary=[3, 5], output_mode="int")
    x = keras.Input((2,), dtype="int64", name="x")
    message = refused(keras.Model(x, layer(x)), tmp_path, RouteUnsupported)
    assert "lookup table" in message and "preprocessing" in message


def test_another_answer_than_keras_is_found(tmp_path: Path) -> None:
    message = refused(model_of(OtherInGraphs()), tmp_path, VerificationError)
    assert "output 'output' of sample 0 differs from Keras by 0.01" in message
    assert "--tolerance" in message


def test_the_tolerance_can_be_loosened_and_is_recorded(tmp_path: Path) -> None:
    bundle = routes.export(plain.plan(model_of(OtherInGraphs()), "m"), tmp_path / "m", tolerance=Tolerance(0.05))
    assert bundle.manifest.verification.tolerance == 0.05
    assert bundle.manifest.verification.max_abs_difference == pytest.approx(0.01, rel=0.01)


def test_nothing_but_nan_proves_nothing(tmp_path: Path) -> None:
    assert "NaN" in refused(model_of(NotANumber()), tmp_path, VerificationError)


def test_inputs_for_which_keras_gives_nan_are_left_out_and_named(tmp_path: Path) -> None:
    bundle = routes.export(plain.plan(model_of(NegativeIsNotANumber(), (4,)), "m"), tmp_path / "m")
    figures = bundle.manifest.verification
    assert figures.samples + len(figures.left_out) == 6
    assert figures.samples > 0 and all("Keras itself gives NaN" in entry for entry in figures.left_out)


def test_a_failed_export_leaves_the_former_bundle(tmp_path: Path) -> None:
    good = routes.export(plain.plan(model_of(keras.layers.Dense(2)), "m"), tmp_path / "m")
    before = {path.name: path.read_bytes() for path in good.directory.iterdir()}
    with pytest.raises(VerificationError):
        routes.export(plain.plan(model_of(OtherInGraphs()), "m"), tmp_path / "m")
    assert {path.name: path.read_bytes() for path in good.directory.iterdir()} == before
    assert [path.name for path in tmp_path.iterdir()] == ["m"]


def test_a_refusal_by_the_caller_stops_the_export(tmp_path: Path) -> None:
    def approve(manifest: object) -> None:
        raise ExportError("not this one")

    assert refused(model_of(keras.layers.Dense(2)), tmp_path, ExportError, approve=approve) == "not this one"


def test_a_folder_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    from litert_sdkgen.errors import SdkgenError

    with pytest.raises(SdkgenError, match="cannot write"):
        routes.export(plain.plan(model_of(keras.layers.Dense(2)), "m"), tmp_path / "file" / "m")


def test_int8_weights_that_change_answers_are_refused(tmp_path: Path) -> None:
    """Two huge weights of each output cancel out; the small ones, which decide, fall below one step of eight bits."""
    x = keras.Input((62,), name="x")
    doubled = keras.layers.Concatenate()([x[:, :1], x[:, :1], x])
    model = keras.Model(x, keras.layers.Dense(64, use_bias=False, name="wide")(doubled))
    kernel = np.random.default_rng(5).normal(0, 1, (64, 64)).astype("float32")
    kernel[0], kernel[1] = 8192.0, -8192.0
    model.get_layer("wide").set_weights([kernel])
    assert routes.export(plain.plan(model, "m"), tmp_path / "float").manifest.verification.min_cosine is None
    with pytest.raises(VerificationError, match=r"cosine 0\.0.*--quantize float16"):
        routes.export(plain.plan(model, "m"), tmp_path / "m", Quantization("dynamic_int8"))
    assert not (tmp_path / "m").exists()
