"""Recipes: rules that fit are followed and recorded; what the library would pass over in silence is refused."""

import copy
import json
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import tiny_models

from litert_sdkgen.errors import ExportError, UsageError
from litert_sdkgen.exporter import plain, recipe_file, routes
from litert_sdkgen.exporter.plan import ExportPlan
from litert_sdkgen.exporter.quantization import Quantization
from litert_sdkgen.manifest.quantization import QuantizationRule

INT8 = {"num_bits": 8, "symmetric": True, "granularity": "CHANNELWISE", "dtype": "INT"}
RULE: dict[str, Any] = {
    "regex": ".*",
    "operation": "FULLY_CONNECTED",
    "algorithm_key": "min_max_uniform_quantize",
    "op_config": {"weight_tensor_config": INT8, "compute_precision": "INTEGER", "explicit_dequantize": False},
}


@pytest.fixture(scope="module")
def plan() -> ExportPlan:
    keras.utils.set_random_seed(4)
    x = keras.Input((64,), name="x")
    y = keras.layers.Dense(128, activation="relu", name="wide")(x)
    return plain.plan(tiny_models.varied(keras.Model(x, keras.layers.Dense(64, name="last")(y))), "m")


def test_layers_are_quantized_each_in_its_own_way(plan: ExportPlan, tmp_path: Path) -> None:
    kept = {"regex": "last", "operation": "FULLY_CONNECTED", "algorithm_key": "no_quantize"}
    sizes = {}
    for name, rules in {"all": [RULE], "hybrid": [RULE, kept]}.items():
        path = tmp_path / f"{name}.json"
        path.write_text(json.dumps(rules))
        model = routes.export(plan, tmp_path / name, Quantization.of(str(path))).manifest.model
        sizes[name] = model.bytes
    assert model.quantization.mode == "recipe"
    assert model.quantization.rules == (
        QuantizationRule(".*", "FULLY_CONNECTED", "min_max_uniform_quantize", 8),
        QuantizationRule("last", "FULLY_CONNECTED", "no_quantize"),
    )
    assert sizes["hybrid"] - sizes["all"] > 0.7 * 3 * 64 * 128, "the last layer stays float32"


def test_calibrated_rules_take_the_callers_examples(plan: ExportPlan, tmp_path: Path) -> None:
    rule = copy.deepcopy(RULE) | {"operation": "*"}
    rule["op_config"]["activation_tensor_config"] = {"num_bits": 8, "symmetric": False, "granularity": "TENSORWISE", "dtype": "INT"}
    examples = {"x": np.random.default_rng(1).uniform(0, 1, (16, 64)).astype("float32")}
    model = routes.export(plan, tmp_path / "m", Quantization.of([rule], examples)).manifest.model
    assert model.quantization.report is not None and model.quantization.report.examples == 16
    assert model.quantization.rules[0].activation_bits == 8


def test_rules_that_fit_nothing_are_refused(plan: ExportPlan, tmp_path: Path) -> None:
    for change in ({"operation": "CONV_2D"}, {"regex": "no_such_layer"}):
        with pytest.raises(ExportError, match="no rule of the recipe fits any operation of this model, which has: FULLY_CONNECTED"):
            routes.export(plan, tmp_path / "m", Quantization.of([RULE | change]))
    assert list(tmp_path.iterdir()) == []


def rule(**changes: Any) -> list[dict[str, Any]]:
    return [RULE | changes]


def weights(**changes: Any) -> list[dict[str, Any]]:
    return rule(op_config=RULE["op_config"] | {"weight_tensor_config": INT8 | changes})


@pytest.mark.parametrize(
    ("form", "message"),
    [
        ({}, r"expected a list of rules. Received: {}"),
        ([], r"expected a list of rules. Received: \[\]"),
        (["x"], "rule 0: expected an object. Received: 'x'"),
        ([RULE, {}], "rule 1: regex is missing"),
        (rule(scope="x"), "rule 0: key: expected one of algorithm_key, op_config, operation, regex. Received: 'scope'"),
        (rule(regex=3), "regex: expected a string. Received: 3"),
        (rule(regex="("), r"regex: expected a regular expression. Received: '\(' \("),
        (rule(operation="FULLY_CONECTED"), "Received: 'FULLY_CONECTED'. Did you mean 'FULLY_CONNECTED'"),
        (rule(algorithm_key="min_max"), "algorithm_key: expected one of no_quantize"),
        (rule(op_config=None), "op_config: expected an object. Received: None"),
        (rule(op_config={}), "op_config: weight_tensor_config is missing"),
        (rule(op_config=RULE["op_config"] | {"compute_precision": "INT"}), "compute_precision: expected one of INTEGER, FLOAT"),
        (weights(bits=8), "op_config.weight_tensor_config: expected one of .*num_bits.* Received: 'bits'"),
        (weights(num_bits=7), "num_bits: expected one of 2, 4, 8, 16. Received: 7"),
        (weights(granularity="CHANELWISE"), "Did you mean 'CHANNELWISE'"),
        (weights(dtype="INT8"), "dtype: expected one of INT, UINT, FLOAT. Received: 'INT8'. Did you mean 'INT'"),
        (weights(symmetric=False), "ai-edge-quantizer refuses it: "),
    ],
)
def test_rules_that_cannot_be_followed(form: Any, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        recipe_file.parse(form)


def test_files_that_hold_no_rules(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"--quantize .*none.json: expected a JSON file"):
        Quantization.of(tmp_path / "none.json")
    (tmp_path / "m.json").write_text("[")
    with pytest.raises(UsageError, match="expected a JSON file with the rules"):
        Quantization.of(tmp_path / "m.json")
