"""Quantization by ai-edge-quantizer: each mode's file is smaller, runs, keeps its float32 boundary, and is near Keras."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import tiny_language_models
import tiny_models
import tiny_vision

from litert_sdkgen.errors import ExportError, UsageError, VerificationError
from litert_sdkgen.exporter import plain, recipes, routes
from litert_sdkgen.exporter.plan import ExportPlan
from litert_sdkgen.exporter.quantization import Quantization
from litert_sdkgen.exporter.tolerance import Tolerance
from litert_sdkgen.hub.planning import plan_for
from litert_sdkgen.hub.registry import Request
from litert_sdkgen.progress import silent


@pytest.fixture(scope="module")
def plan() -> ExportPlan:
    keras.utils.set_random_seed(3)
    x = keras.Input((16, 16, 3), name="x")
    y = keras.layers.Conv2D(24, 3, activation="relu")(x)
    y = keras.layers.GlobalAveragePooling2D()(keras.layers.Conv2D(48, 3, activation="relu")(y))
    return plain.plan(tiny_models.varied(keras.Model(x, keras.layers.Dense(64, name="scores")(y))), "m")


@pytest.mark.parametrize("mode", recipes.RECIPES)
def test_every_mode(mode: str, plan: ExportPlan, tmp_path: Path) -> None:
    float32 = routes.export(plan, tmp_path / "none")
    bundle = routes.export(plan, tmp_path / mode, Quantization.of(mode))
    manifest = bundle.manifest
    assert manifest.model.quantization.mode == mode
    assert manifest.model.bytes < 0.55 * float32.manifest.model.bytes
    assert manifest.contract == float32.manifest.contract, "the boundary stays float32, so apps need no new wrapper"
    assert manifest.verification.min_cosine is not None and manifest.verification.min_cosine > 0.95
    assert manifest.model.route == "streaming"


def test_calibration_from_a_file_decides_the_ranges(plan: ExportPlan, tmp_path: Path) -> None:
    np.savez(tmp_path / "good.npz", x=np.random.default_rng(1).uniform(0, 1, (8, 16, 16, 3)).astype("float32"))
    np.savez(tmp_path / "dark.npz", x=np.full((2, 16, 16, 3), 1e-3, "float32"))
    np.savez(tmp_path / "both.npz", x=np.concatenate([np.load(tmp_path / name)["x"][:2] for name in ("dark.npz", "good.npz")]))
    for name in ("good", "both"):  # every example counts, wherever it stands
        routes.export(plan, tmp_path / name, Quantization.of("int8", tmp_path / f"{name}.npz"))
    with pytest.raises(VerificationError, match="activations in 8 bits: try --quantize dynamic_int8 or int16x8"):
        routes.export(plan, tmp_path / "dark", Quantization.of("int8", tmp_path / "dark.npz"))
    assert not (tmp_path / "dark").exists()


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ({"y": np.zeros((1, 16, 16, 3))}, "expected the arrays x. Received: y"),
        ({"x": np.zeros((0, 16, 16, 3))}, "at least one"),
        ({"x": np.zeros((2, 8, 8, 3))}, r"expected examples of shape \(1, 16, 16, 3\)"),
    ],
)
def test_calibration_that_does_not_fit(arrays: dict[str, np.ndarray], message: str, plan: ExportPlan, tmp_path: Path) -> None:
    np.savez(tmp_path / "data.npz", **arrays)
    with pytest.raises(UsageError, match=message):
        routes.export(plan, tmp_path / "m", Quantization.of("int8", tmp_path / "data.npz"))
    (tmp_path / "data.npz").write_text("nothing")
    with pytest.raises(UsageError, match="expected an .npz file"):
        routes.export(plan, tmp_path / "m", Quantization.of("int8", tmp_path / "data.npz"))


def test_a_refusal_of_the_library_is_an_error_of_the_export(plan: ExportPlan, tmp_path: Path) -> None:
    (tmp_path / "m.tflite").write_bytes(b"not a model")
    with pytest.raises(ExportError, match="ai-edge-quantizer cannot quantize"):
        recipes.apply(tmp_path / "m.tflite", Quantization("int8"), dict)


@pytest.mark.parametrize("mode", ["weight_int8", "int4"])
def test_signatures_that_share_weights(mode: str, tmp_path: Path) -> None:
    """The library finds tensors by name, and both signatures have tensors of the same names. Random weights stand 4 bits badly."""
    plan = plan_for(tiny_language_models.gpt2(), Request("m", context_length=24))[0]
    routes.streaming(plan, tmp_path / "float32.tflite", "none")
    written = routes.write_verified(plan, tmp_path / "m.tflite", Quantization.of(mode), Tolerance(0.0, 0.9), silent)
    assert [signature.key for signature in written.verified.signatures] == ["prefill_12", "decode"]
    assert (tmp_path / "m.tflite").stat().st_size < 0.9 * (tmp_path / "float32.tflite").stat().st_size


CANNOT = [
    (tiny_language_models.gpt2, "a causal_lm cannot be quantized with calibrated activations: kv_cache_k_0"),
    (tiny_vision.sam, "ai-edge-quantizer cannot quantize this model to int8: Ranks of scales"),
]


@pytest.mark.parametrize(("model", "reason"), CANNOT, ids=lambda value: getattr(value, "__name__", ""))
def test_models_of_several_steps_keep_activations_in_float32(model: Callable[[], Any], reason: str, tmp_path: Path) -> None:
    """No example of a single call shows which values a cache takes; the library does not know all the operations of SAM."""
    plan = plan_for(model(), Request("m"))[0]
    with pytest.raises(ExportError, match=rf"{reason}.* Try --quantize dynamic_int8"):
        routes.export(plan, tmp_path / "m", Quantization.of("int8"))
    assert list(tmp_path.iterdir()) == []
