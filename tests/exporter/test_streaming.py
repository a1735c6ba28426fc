"""The streaming route: large variables pass the converter by, and the file is as good as if they had not."""

from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import tiny_models

from litert_sdkgen.exporter import plain, routes, tracing, trials, writer
from litert_sdkgen.exporter.plan import ExportPlan, PlannedSignature
from litert_sdkgen.exporter.quantization import Quantization
from litert_sdkgen.exporter.tolerance import Tolerance
from litert_sdkgen.exporter.verification import verify
from litert_sdkgen.hub.planning import plan_for
from litert_sdkgen.hub.registry import Request


@pytest.fixture(autouse=True)
def everything_streams(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small models have no large variables: here nearly all count as large."""
    monkeypatch.setattr(routes, "_STREAMED", 8)


def streamed(model: Any, path: Path, quantize: Any = "none") -> Any:
    """The figures of a file that the streaming route wrote, verified."""
    plan, _ = plan_for(model, Request("m"))
    routes.streaming(plan, path, quantize)
    return verify(path, plan, Tolerance.of(quantize)).figures


def convolutions() -> keras.Model:
    """Convolutions with batch normalization behind them, in both forms, and a wide head."""
    x = keras.Input((16, 16, 3), name="x")
    y = keras.layers.Conv2D(12, 3, use_bias=False)(x)
    y = keras.layers.ReLU()(keras.layers.BatchNormalization()(y))
    y = keras.layers.DepthwiseConv2D(3, use_bias=False)(y)
    y = keras.layers.Activation("relu6")(keras.layers.BatchNormalization(scale=False)(y))
    y = keras.layers.SeparableConv2D(20, 3, strides=2, padding="same", activation="relu")(y)
    y = keras.layers.Conv2DTranspose(8, 3, strides=2)(y)
    return keras.Model(x, keras.layers.Dense(40, name="head")(keras.layers.GlobalAveragePooling2D()(y)))


def attention() -> keras.Model:
    x = keras.Input((10, 16), name="x")
    y = keras.layers.MultiHeadAttention(2, 8)(x, x, use_causal_mask=True)
    y = keras.layers.LayerNormalization()(x + y)
    y = keras.layers.EinsumDense("abc,cd->abd", (10, 24), activation="gelu", bias_axes="d")(y)
    return keras.Model(x, y)


def relu_without_bias() -> keras.Model:
    """The converter forgets the activation of such a layer when its matrix is an argument that it must turn around."""
    x = keras.Input((16,), name="x")
    y = keras.layers.Dense(32, activation="relu", use_bias=False)(x - 0.5)
    return keras.Model(x, keras.layers.Dense(8, activation="relu6", use_bias=False)(y - 0.1))


def tied() -> keras.Model:
    """One matrix as embedding and, transposed, as output layer."""
    table = keras.layers.Embedding(50, 12)
    ids = keras.Input((7,), dtype="int32", name="ids")
    hidden = keras.layers.Dense(12)(table(ids))

    class Reverse(keras.layers.Layer):
        def call(self, h: Any) -> Any:
            return keras.ops.matmul(h, keras.ops.transpose(table.embeddings))

    return keras.Model(ids, Reverse()(hidden))


def recurrent() -> keras.Model:
    x = keras.Input((6, 5), name="x")
    return keras.Model(x, keras.layers.Bidirectional(keras.layers.LSTM(7, return_sequences=True))(x) * 2.0)


MODELS = {
    "convolutions": convolutions,
    "attention": attention,
    "relu_without_bias": relu_without_bias,
    "tied": tied,
    "recurrent": recurrent,
    "two_dtypes": tiny_models.plain_dense,
    "bert": tiny_models.bert_classifier,
    "distil_bert": tiny_models.distil_bert_classifier,
    "image": tiny_models.image_classifier,
}


@pytest.mark.parametrize("quantize", ["none", "float16", "dynamic_int8"])
@pytest.mark.parametrize("case", MODELS)
def test_equals_keras(case: str, quantize: str, tmp_path: Path) -> None:
    keras.utils.set_random_seed(31)
    figures = streamed(tiny_models.varied(MODELS[case]()), tmp_path / "m.tflite", quantize)
    if quantize == "none":
        assert figures.max_abs_difference < 2e-5


def test_a_tied_matrix_is_stored_once(tmp_path: Path) -> None:
    keras.utils.set_random_seed(1)
    ids = keras.Input((4,), dtype="int32", name="ids")
    table = keras.layers.Embedding(3000, 16)
    model = keras.Model(ids, [table(ids), table(ids + 1)])
    streamed(model, tmp_path / "m.tflite")
    assert (tmp_path / "m.tflite").stat().st_size < 1.1 * 3000 * 16 * 4


def test_batch_normalization_leaves_no_operator(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from ai_edge_litert.tools import flatbuffer_utils

    from litert_sdkgen.exporter.graph.graph import Ops, code_of

    monkeypatch.setattr(routes, "_STREAMED", 64)  # the filters, but not the statistics
    keras.utils.set_random_seed(31)
    x = keras.Input((16, 16, 3), name="x")
    y = keras.layers.Conv2D(12, 3, use_bias=False)(x)
    y = keras.layers.ReLU()(keras.layers.BatchNormalization()(y))
    y = keras.layers.DepthwiseConv2D(3)(y)
    y = keras.layers.Activation("relu6")(keras.layers.BatchNormalization()(y))
    streamed(tiny_models.varied(keras.Model(x, y)), tmp_path / "m.tflite")
    model = flatbuffer_utils.read_model(str(tmp_path / "m.tflite"))
    assert {code_of(code) for code in model.operatorCodes} == {Ops.CONV_2D, Ops.DEPTHWISE_CONV_2D}


@pytest.mark.parametrize("quantize", ["none", "dynamic_int8"])
def test_weights_behind_the_flatbuffer_as_in_files_above_two_gigabytes(
    quantize: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "_INLINE_LIMIT", 0)
    streamed(tiny_models.bert_classifier(), tmp_path / "m.tflite", quantize)


def test_two_signatures_share_their_weights(tmp_path: Path) -> None:
    keras.utils.set_random_seed(5)
    x = keras.Input((None, 32), name="x")
    model = tiny_models.varied(keras.Model(x, keras.layers.Dense(64)(keras.layers.Dense(512, activation="relu")(x))))

    def signature(key: str, steps: int) -> PlannedSignature:
        arguments, specs = plain.input_specs(model, {"x": ("float32", (1, steps, 32))})
        planned = plain.signature_of(model, arguments, specs)
        return PlannedSignature(key, planned.function, planned.inputs, planned.output_names)

    one = plain.plan(model, "m", {"x": ("float32", (1, 4, 32))})
    two = ExportPlan("m", "tensors", one.source, model, (signature("short", 2), signature("long", 9)))
    routes.streaming(one, tmp_path / "one.tflite", "none")
    routes.streaming(two, tmp_path / "two.tflite", "none")
    found = verify(tmp_path / "two.tflite", two, Tolerance.of("none"))
    assert [s.key for s in found.signatures] == ["short", "long"]
    assert (tmp_path / "two.tflite").stat().st_size < (tmp_path / "one.tflite").stat().st_size + 4096


def test_repeated_exports_are_byte_identical(tmp_path: Path) -> None:
    model = tiny_models.bert_classifier()
    for name in ("a", "b"):
        streamed(model, tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_the_manifest_names_the_route_and_why_others_were_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bundle = routes.export(plain.plan(tiny_models.plain_dense(), "m"), tmp_path / "a")
    assert (bundle.manifest.model.route, bundle.manifest.model.refused_routes) == ("streaming", {})
    monkeypatch.setattr(routes.passes, "run", lambda graph: graph.subgraph.operators.clear())  # a faulty pass
    bundle = routes.export(plain.plan(tiny_models.plain_dense(), "m"), tmp_path / "b")
    assert bundle.manifest.model.route == "direct" and set(bundle.manifest.model.refused_routes) == {"streaming"}


def test_the_lost_relu_is_why_matrices_come_transposed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the cure the converter drops the activation, and verification is what finds it."""
    from litert_sdkgen.errors import VerificationError

    keras.utils.set_random_seed(31)
    model = relu_without_bias()
    assert streamed(model, tmp_path / "m.tflite").max_abs_difference < 1e-5

    def untransposed(index: int, variable: Any) -> Any:
        return tracing.Weight.of(tracing.Source(f"variable {index}", tuple(variable.shape), lambda: np.asarray(variable)))

    monkeypatch.setattr(tracing, "_weight", untransposed)
    monkeypatch.setattr(tracing.tf, "transpose", lambda value: value)
    with pytest.raises(VerificationError, match="differs from Keras"):
        streamed(model, tmp_path / "m.tflite")


def test_progress_tells_bytes_and_comparisons(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A model of many parameters is compared on one seed, and only with those masks that none of its samples has."""
    calls: list[tuple[Any, ...]] = []
    plan, _ = plan_for(tiny_models.bert_classifier(), Request("m"))
    quantization, tolerance = Quantization.of("none", None), Tolerance.of("none")
    monkeypatch.setattr(trials, "_LARGE_MODEL", 1000)
    routes.write_verified(plan, tmp_path / "m.tflite", quantization, tolerance, lambda *call: calls.append(call))
    written = [call for call in calls if call[0] == "writing the file"]
    assert written[-1][1] == written[-1][2] > 1000 and all(done <= total for _, done, total in written)
    titles = [title for title, _, _ in trials.of_plan(plan)]
    assert titles == [*(f"sample {i}" for i in range(len(plan.samples))), "seed 1, empty mask"]
    runs = len(titles)
    assert [call for call in calls if call[-1] == "runs"] == [("comparing with Keras on LiteRT", i, runs, "runs") for i in range(runs)]
