"""Models that were trained on another backend of Keras arrive as their saved files, which know no backend."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

import litert_sdkgen
from litert_sdkgen.litert import LiteRtFile

MODEL = """
def built(keras):
    x = keras.Input((8, 8, 3), name="picture")
    y = keras.layers.BatchNormalization()(keras.layers.Conv2D(8, 3, activation="relu")(x))
    y = keras.layers.Bidirectional(keras.layers.GRU(6))(keras.layers.Reshape((36, 8))(y))
    return keras.Model(x, keras.layers.Dense(3, activation="softmax", name="scores")(y))
"""
TRAIN = """
import sys
import keras
import numpy as np
assert keras.backend.backend() == "jax"
folder = sys.argv[1]
keras.utils.set_random_seed(4)
model = built(keras)
x = np.random.default_rng(1).uniform(size=(32, 8, 8, 3)).astype("float32")
model.compile("adam", "sparse_categorical_crossentropy")
model.fit(x, np.arange(32) % 3, epochs=2, verbose=0)
model.save(f"{folder}/m.keras")
model.save_weights(f"{folder}/m.weights.h5")
np.savez(f"{folder}/answers.npz", x=x[:4], scores=model.predict(x[:4], verbose=0))
"""


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a model that JAX has trained, whole and as its weights, and what JAX answers."""
    folder = tmp_path_factory.mktemp("jax")
    environment = {**os.environ, "KERAS_BACKEND": "jax", "JAX_PLATFORMS": "cpu"}
    subprocess.run([sys.executable, "-c", MODEL + TRAIN, str(folder)], env=environment, check=True, capture_output=True)
    return folder


def with_weights(folder: Path) -> keras.Model:
    names: dict[str, Any] = {}
    exec(MODEL, names)  # the one definition that both processes use
    model: keras.Model = names["built"](keras)
    model.load_weights(folder / "m.weights.h5")
    return model


@pytest.mark.parametrize("saved", ["m.keras", "m.weights.h5"])
def test_a_model_trained_by_jax_answers_as_there(saved: str, trained: Path, tmp_path: Path) -> None:
    model = trained / saved if saved == "m.keras" else with_weights(trained)
    bundle = litert_sdkgen.export(model, tmp_path / "app", name="m", target="jvm")
    answers = np.load(trained / "answers.npz")
    with LiteRtFile(bundle.model_file) as file:
        for picture, scores in zip(answers["x"], answers["scores"], strict=True):
            got = file.run("serving_default", {"picture": picture[None]})["scores"]
            np.testing.assert_allclose(got[0], scores, atol=1e-5)
