"""A text model whose batch and length are open, and what Keras answers at several of them."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import tiny_models

from litert_sdkgen.exporter import routes, run_time_sizes
from litert_sdkgen.hub.planning import plan_for
from litert_sdkgen.hub.registry import Request

_NAMES = ("batch", "sequence")
_SIZES = ((1, 16), (3, 5), (2, 9), (3, 5))


def write(directory: Path) -> None:
    """Writes `bundle/` and `cases.json`: sizes, inputs and outputs by name, flat."""
    model = tiny_models.bert_classifier()
    plan, _ = plan_for(model, Request("any_length", sequence_length=16, dynamic=_NAMES), "tensors")
    bundle = routes.export(run_time_sizes.opened(plan, _NAMES), directory / "bundle")
    inputs = [tensor.name for tensor in bundle.manifest.signatures[0].inputs]
    cases = [_case(model, inputs, sizes, np.random.default_rng(seed)) for seed, sizes in enumerate(_SIZES)]
    (directory / "cases.json").write_text(json.dumps(cases), encoding="utf-8")


def _case(model: Any, inputs: list[str], sizes: tuple[int, int], generator: np.random.Generator) -> dict[str, Any]:
    values = {name: generator.integers(0, 2, sizes).astype("int32") for name in inputs}
    return {
        "sizes": dict(zip(_NAMES, sizes, strict=True)),
        "inputs": {name: value.ravel().tolist() for name, value in values.items()},
        "logits": np.asarray(model(values)).ravel().tolist(),
    }
