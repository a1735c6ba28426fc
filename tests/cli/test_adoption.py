"""export --tflite: files made elsewhere become bundles with their own names, order and sizes, or are refused with the reason."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
import tiny_models
from ai_edge_litert.interpreter import Interpreter
from ai_edge_litert.tools import flatbuffer_utils

from litert_sdkgen.bundle import Bundle
from litert_sdkgen.litert import LiteRtFile

from .conftest import Cli


def adopted(cli: Cli, file: Path, directory: Path, *options: object) -> Bundle:
    outcome = cli("export", "--tflite", file, "--out", directory / "app", "--name", "m", *options)
    assert outcome.code == 0, outcome.err
    assert "from the file itself on the classic Interpreter" in outcome.out
    return Bundle.read(directory / "app/src/main/assets/m")


def by_keras(model: keras.Model, directory: Path) -> Path:
    """A file as Keras' own exporter makes it: sizes open, inputs in an order of its own."""
    path = directory / "by_keras.tflite"
    model.export(path, format="litert", verbose=False)
    return path


def converted(function: Any, directory: Path, configure: Callable[[Any], None] = lambda converter: None) -> Path:
    converter = tf.lite.TFLiteConverter.from_concrete_functions([function.get_concrete_function()], tf.Module())
    configure(converter)
    path = directory / "converted.tflite"
    path.write_bytes(converter.convert())
    return path


def changed(path: Path, change: Callable[[Any], None]) -> Path:
    model = flatbuffer_utils.read_model(str(path))
    change(model)
    flatbuffer_utils.write_model(model, str(path))
    return path


def test_a_file_of_keras_own_exporter(cli: Cli, tmp_path: Path) -> None:
    z, a = keras.Input((None, 4), name="z"), keras.Input((3,), name="a", dtype="int32")
    embedded = keras.layers.Flatten()(keras.layers.Embedding(9, 2)(a))
    outputs = {"steps": keras.layers.Dense(2)(z), "sum": keras.layers.Dense(5)(embedded)}
    model = tiny_models.varied(keras.Model({"z": z, "a": a}, outputs))
    file = by_keras(model, tmp_path)
    bundle = adopted(cli, file, tmp_path, "--input", "z:float32[1,7,4]")
    manifest = bundle.manifest
    assert (manifest.model.route, manifest.source.kind, manifest.verification.reference) == ("adopted", "tflite", "tflite")
    assert "keras" not in manifest.source.versions
    (signature,) = manifest.signatures
    assert {tensor.name: (tensor.dtype, tensor.shape) for tensor in signature.inputs} == {
        "z": ("float32", (1, 7, 4)),
        "a": ("int32", (1, 3)),
    }
    runner = Interpreter(str(file)).get_signature_runner()
    assert {tensor.name for tensor in signature.outputs} == set(runner.get_output_details()) == {"steps", "sum"}
    inputs = {"z": np.random.default_rng(1).normal(size=(1, 7, 4)).astype("float32"), "a": np.array([[1, 5, 8]], "int32")}
    with LiteRtFile(bundle.model_file) as written:
        got = written.run(signature.key, inputs)
    for name, expected in runner(**inputs).items():
        np.testing.assert_allclose(got[name], expected, atol=1e-6)
    assert cli("verify", bundle.directory).code == 0
    assert cli("generate", bundle.directory, "--out", tmp_path / "app/src/main/kotlin", "--check").code == 0


def test_the_bytes_of_a_file_with_fixed_sizes_stay(cli: Cli, exported: Path, tmp_path: Path) -> None:
    bundle = adopted(cli, exported / "model.tflite", tmp_path)
    assert bundle.model_file.read_bytes() == (exported / "model.tflite").read_bytes()


def test_list_order_and_positions_are_the_files_own(cli: Cli, exported: Path, tmp_path: Path) -> None:
    def turn(model: Any) -> None:
        model.subgraphs[0].inputs = np.array(model.subgraphs[0].inputs[::-1], np.int32)

    path = tmp_path / "turned.tflite"
    path.write_bytes((exported / "model.tflite").read_bytes())
    inputs = adopted(cli, changed(path, turn), tmp_path).manifest.signatures[0].inputs
    assert [(tensor.name, tensor.list_index, tensor.position) for tensor in inputs] == [("b", 0, 0), ("a", 1, 1)]


def test_a_file_without_signatures_gets_one_with_the_names_of_its_tensors(cli: Cli, exported: Path, tmp_path: Path) -> None:
    path = tmp_path / "bare.tflite"
    path.write_bytes((exported / "model.tflite").read_bytes())

    def strip(model: Any) -> None:
        model.signatureDefs = []
        subgraph = model.subgraphs[0]
        for index, name in zip(subgraph.inputs, (b"x:0", b"x"), strict=True):
            subgraph.tensors[index].name = name
        subgraph.tensors[subgraph.outputs[0]].name = b""

    (signature,) = adopted(cli, changed(path, strip), tmp_path).manifest.signatures
    assert [tensor.name for tensor in (*signature.inputs, *signature.outputs)] == ["x", "x_1", "output_0"]


@pytest.fixture
def quantized(tmp_path: Path) -> Path:
    """int8 inputs and outputs with scale and zero point."""
    kernel = np.random.default_rng(3).normal(0, 0.3, (8, 8, 3, 6)).astype("float32")

    @tf.function(input_signature=[tf.TensorSpec((1, 8, 8, 3), name="image")])
    def scores(image: tf.Tensor) -> dict[str, tf.Tensor]:
        return {"scores": tf.reshape(tf.nn.conv2d(image, kernel, 1, "VALID"), (1, 6))}

    def configure(converter: Any) -> None:
        generator = np.random.default_rng(5)
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
        converter.representative_dataset = lambda: ([generator.uniform(-1, 1, (1, 8, 8, 3)).astype("float32")] for _ in range(20))
        converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
        converter.inference_input_type = converter.inference_output_type = tf.uint8

    return converted(scores, tmp_path, configure)


def test_quantized_boundaries_carry_real_values(cli: Cli, quantized: Path, tmp_path: Path) -> None:
    said = cli("export", "--tflite", quantized, "--out", tmp_path / "compiled").err
    assert "image, scores: uint8, which LiteRT's CompiledModel on Android does not have. Generate with --runner interpreter" in said
    bundle = adopted(cli, quantized, tmp_path, "--runner", "interpreter")
    (signature,) = bundle.manifest.signatures
    for tensor in (*signature.inputs, *signature.outputs):
        assert tensor.dtype == "uint8" and tensor.quantization is not None and tensor.quantization.scale > 0
    (image,) = signature.inputs
    values = np.random.default_rng(7).uniform(-1, 1, image.shape).astype("float32")
    np.save(tmp_path / "image.npy", values)
    outcome = cli("run", bundle.directory, "--input", f"{image.name}={tmp_path / 'image.npy'}")
    assert outcome.code == 0, outcome.err
    shown = np.array(outcome.out.partition(": ")[2].split(), "float32")
    interpreter = Interpreter(str(quantized))
    interpreter.allocate_tensors()
    scale, zero_point = interpreter.get_input_details()[0]["quantization"]
    interpreter.set_tensor(
        interpreter.get_input_details()[0]["index"], np.clip(np.rint(values / scale) + zero_point, 0, 255).astype("uint8")
    )
    interpreter.invoke()
    detail = interpreter.get_output_details()[0]
    expected = detail["quantization"][0] * (interpreter.get_tensor(detail["index"]).astype("float32") - detail["quantization"][1])
    np.testing.assert_allclose(shown, expected.ravel(), rtol=1e-6)
    assert cli("verify", bundle.directory).code == 0
    recorded = json.loads((bundle.directory / "samples.json").read_text())["samples"][0]["inputs"][image.name]
    assert any(value != int(value) for value in recorded), "samples hold real values, as a device's callers give them"


@pytest.mark.parametrize("kind", ["flex", "custom"])
def test_operations_that_no_device_has_are_named(kind: str, cli: Cli, exported: Path, tmp_path: Path) -> None:
    if kind == "flex":

        def allow(converter: Any) -> None:
            converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS, tf.lite.OpsSet.SELECT_TF_OPS]

        function = tf.function(lambda x: {"y": tf.linalg.inv(x)}, input_signature=[tf.TensorSpec((4, 4), name="x")])
        path, name = converted(function, tmp_path, allow), "FlexMatrixInverse"
    else:

        def rename(model: Any) -> None:
            model.operatorCodes[0].builtinCode = model.operatorCodes[0].deprecatedBuiltinCode = 32
            model.operatorCodes[0].customCode = b"TFLite_Detection_PostProcess"

        path, name = tmp_path / "custom.tflite", "TFLite_Detection_PostProcess"
        path.write_bytes((exported / "model.tflite").read_bytes())
        changed(path, rename)
    outcome = cli("export", "--tflite", path, "--out", tmp_path / "app")
    assert outcome.code == 1
    assert f"no phone can run this model: LiteRT has no builtin operation for {name}" in outcome.error
    assert not (tmp_path / "app").exists()


def test_a_dtype_that_wrappers_do_not_know(cli: Cli, exported: Path, tmp_path: Path) -> None:
    path = tmp_path / "double.tflite"
    path.write_bytes((exported / "model.tflite").read_bytes())

    def double(model: Any) -> None:
        model.subgraphs[0].tensors[model.subgraphs[0].inputs[0]].type = 10

    outcome = cli("export", "--tflite", changed(path, double), "--out", tmp_path / "app")
    assert outcome.code == 1 and "the tensor 'a' has the dtype float64; wrappers know float32, int32" in outcome.error, outcome.error


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ([], "input 'z' has no fixed size along axis 1. Pin it: --input z:DTYPE[1,N,4]"),
        (["--input", "y:float32[1,7,4]"], "the model has no input 'y'; it has z"),
        (["--input", "z:int32[1,7,4]"], "'z' has the dtype float32. Received: int32"),
        (["--input", "z:float32[1,7,5]"], "'z' has the shape (None, None, 4), which (1, 7, 5) does not fit"),
        (["--input", "z:float32[1,7,4]", "--quantize", "float16"], "--quantize float16: a finished file keeps its weights"),
    ],
)
def test_refusals_say_what_to_do(options: list[str], message: str, cli: Cli, tmp_path: Path) -> None:
    z = keras.Input((None, 4), name="z")
    path = by_keras(keras.Model(z, keras.layers.Dense(2)(z)), tmp_path)
    outcome = cli("export", "--tflite", path, "--out", tmp_path / "app", *options)
    assert outcome.code in (1, 2) and message in outcome.error, outcome.error
    assert not (tmp_path / "app").exists()


def test_what_is_no_model_is_usage_and_damage_is_told(cli: Cli, keras_file: Path, exported: Path, tmp_path: Path) -> None:
    for path, message in ((keras_file, "expected a .tflite file"), (tmp_path / "none.tflite", "cannot be read")):
        outcome = cli("export", "--tflite", path, "--out", tmp_path / "app")
        assert outcome.code == 2 and message in outcome.err
    content = (exported / "model.tflite").read_bytes()
    for length in (16, 100, len(content) // 2, len(content) - 40):
        (tmp_path / "cut.tflite").write_bytes(content[:length])
        outcome = cli("export", "--tflite", tmp_path / "cut.tflite", "--out", tmp_path / "app")
        assert outcome.code == 1 and "cut.tflite" in outcome.error, outcome.error
    assert not (tmp_path / "app").exists()
