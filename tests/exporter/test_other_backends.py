"""Models that were trained on another backend of Keras arrive as their saved files, which know no backend."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import litert_sdkgen
from litert_sdkgen.litert import LiteRtFile

from . import trained_model


@pytest.fixture(scope="module")
def by_jax(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("jax")
    environment = {**os.environ, "KERAS_BACKEND": "jax", "JAX_PLATFORMS": "cpu"}
    subprocess.run([sys.executable, trained_model.__file__, str(folder)], env=environment, check=True, capture_output=True)
    return folder


@pytest.mark.parametrize("saved", ["m.keras", "m.weights.h5"])
@pytest.mark.parametrize("backend", ["jax", "torch"])
def test_a_model_trained_elsewhere_answers_as_there(backend: str, saved: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    trained: Path = request.getfixturevalue("by_jax") if backend == "jax" else Path(__file__).with_name("trained_by_torch")
    model: Any = trained / saved
    if saved == "m.weights.h5":
        model = trained_model.built()
        model.load_weights(trained / saved)
    bundle = litert_sdkgen.export(model, tmp_path / "app", name="m", target="jvm")
    answers = np.load(trained / "answers.npz")
    assert answers["backend"] == backend
    with LiteRtFile(bundle.model_file) as file:
        for picture, scores in zip(answers["x"], answers["scores"], strict=True):
            got = file.run("serving_default", {"picture": picture[None]})["scores"]
            np.testing.assert_allclose(got[0], scores, atol=1e-5)
