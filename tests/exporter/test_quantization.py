"""Weights in half and in 8 bits, by the converter."""

from pathlib import Path

import pytest
import tiny_models

from litert_sdkgen.exporter import routes
from litert_sdkgen.exporter.quantization import Quantization
from litert_sdkgen.hub.planning import plan_for
from litert_sdkgen.hub.registry import Request


@pytest.fixture(scope="module")
def model() -> object:
    import keras

    keras.utils.set_random_seed(3)
    x = keras.Input((64,), name="x")
    y = keras.layers.Dense(256, activation="relu")(x)
    return tiny_models.varied(keras.Model(x, keras.layers.Dense(16)(y)))


def test_sizes_and_differences(model: object, tmp_path: Path) -> None:
    sizes, worst = {}, {}
    for mode in ("none", "float16", "dynamic_int8"):
        plan, _ = plan_for(model, Request("m"))
        bundle = routes.export(plan, tmp_path / mode, Quantization.of(mode))
        assert bundle.manifest.model.quantization.mode == mode
        sizes[mode], worst[mode] = bundle.manifest.model.bytes, bundle.manifest.verification.max_abs_difference
    assert sizes["float16"] < 0.6 * sizes["none"]
    assert sizes["dynamic_int8"] < 0.4 * sizes["none"]
    assert worst["none"] < worst["float16"] < worst["dynamic_int8"]
    assert bundle.manifest.verification.min_cosine is not None and bundle.manifest.verification.min_cosine > 0.98
