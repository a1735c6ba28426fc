"""What verification is for: faults that a converter makes in silence, planted in the written file, and seen."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import tiny_models
from ai_edge_litert import schema_py_generated as schema
from ai_edge_litert.tools import flatbuffer_utils

from litert_sdkgen.errors import VerificationError
from litert_sdkgen.exporter import plain, routes
from litert_sdkgen.exporter.graph.graph import Ops, code_of
from litert_sdkgen.exporter.plan import ExportPlan
from litert_sdkgen.exporter.quantization import NOT_QUANTIZED, Quantization


@pytest.fixture(scope="module")
def plan() -> ExportPlan:
    """`dense(relu(dense(a))) - dense(b)`: every fault below has something to break."""
    keras.utils.set_random_seed(6)
    a, b = keras.Input((8,), name="a"), keras.Input((8,), name="b")
    hidden = keras.layers.Dense(64, activation="relu")(a)
    out = keras.layers.Subtract(name="difference")([keras.layers.Dense(64)(hidden), keras.layers.Dense(64)(b)])
    return plain.plan(tiny_models.varied(keras.Model([a, b], out)), "m")


def operators(model: Any, code: int) -> Iterator[Any]:
    return (o for o in model.subgraphs[0].operators if code_of(model.operatorCodes[o.opcodeIndex]) == code)


def lost_activation(model: Any) -> None:
    fused = [o.builtinOptions for o in operators(model, Ops.FULLY_CONNECTED) if o.builtinOptions.fusedActivationFunction]
    assert len(fused) == 1
    fused[0].fusedActivationFunction = schema.ActivationFunctionType.NONE


def swapped_operands(model: Any) -> None:
    (subtraction,) = operators(model, Ops.SUB)
    subtraction.inputs = np.array(subtraction.inputs[::-1], np.int32)


def swapped_names(model: Any) -> None:
    first, second = model.signatureDefs[0].inputs
    first.tensorIndex, second.tensorIndex = second.tensorIndex, first.tensorIndex


def swapped_positions(model: Any) -> None:
    """Right by name, and wrong for who fills inputs by position, as `run(List)` does."""
    model.subgraphs[0].inputs = np.array(model.subgraphs[0].inputs[::-1], np.int32)


def wrong_weights(model: Any) -> None:
    product = max(operators(model, Ops.FULLY_CONNECTED), key=lambda o: len(weights_of(model, o).data))
    buffer = weights_of(model, product)
    buffer.data = np.roll(np.frombuffer(bytes(buffer.data), np.uint8), 64)


def weights_of(model: Any, operator: Any) -> Any:
    return model.buffers[model.subgraphs[0].tensors[operator.inputs[1]].buffer]


QUANTIZATIONS = [NOT_QUANTIZED, Quantization("dynamic_int8"), Quantization("int8")]
FAULTS: list[tuple[Callable[[Any], None], str]] = [
    (lost_activation, "output 'difference' of sample 0"),
    (swapped_operands, "output 'difference' of sample 0"),
    (wrong_weights, "output 'difference' of sample 0"),
    (swapped_names, "signature 'serving_default': the file has the inputs"),
    (swapped_positions, "signature 'serving_default': the file has the inputs"),
]


@pytest.mark.parametrize("quantization", QUANTIZATIONS, ids=lambda q: q.mode)
@pytest.mark.parametrize(("fault", "message"), FAULTS, ids=lambda value: getattr(value, "__name__", ""))
def test_the_fault_is_seen_and_nothing_written(
    fault: Callable[[Any], None],
    message: str,
    quantization: Quantization,
    plan: ExportPlan,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def faulty(plan: ExportPlan, path: Path, *options: Any) -> None:
        routes.streaming(plan, path, *options)
        model = flatbuffer_utils.read_model(str(path))
        fault(model)
        flatbuffer_utils.write_model(model, str(path))

    monkeypatch.setattr(routes, "ROUTES", {"streaming": faulty})
    with pytest.raises(VerificationError, match=message):
        routes.export(plan, tmp_path / "m", quantization)
    assert list(tmp_path.iterdir()) == []


def largest(plan: ExportPlan, find: Callable[..., Any]) -> ExportPlan:
    """With a further output `place`, which `find` makes of `difference`."""
    (signature,) = plan.signatures

    def function(*tensors: Any) -> list[Any]:
        (difference,) = signature.function(*tensors)
        return [difference, find(difference, axis=-1)]

    names = ("difference", "place")
    return replace(plan, signatures=(replace(signature, function=function, output_names=names, choices={"place": "difference"}),))


@pytest.mark.parametrize("quantization", QUANTIZATIONS, ids=lambda q: q.mode)
def test_what_is_said_to_be_largest_is_that_in_the_files_own_numbers(quantization: Quantization, plan: ExportPlan, tmp_path: Path) -> None:
    bundle = routes.export(largest(plan, keras.ops.argmax), tmp_path / "m", quantization)
    samples = json.loads((bundle.directory / "samples.json").read_text())["samples"]
    assert [list(sample["outputs"]) for sample in samples] == [["difference"]] * len(samples), "either of two nearly equal numbers is right"
    with pytest.raises(VerificationError, match=r"output 'place' of sample 0: at \[0\] it is not where 'difference' is largest. The file"):
        routes.export(largest(plan, keras.ops.argmin), tmp_path / "n", quantization)


@pytest.mark.parametrize("quantization", QUANTIZATIONS, ids=lambda q: q.mode)
def test_without_a_fault_the_file_passes(quantization: Quantization, plan: ExportPlan, tmp_path: Path) -> None:
    assert routes.export(plan, tmp_path / "m", quantization).manifest.model.route == "streaming"
