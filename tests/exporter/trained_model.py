"""A small model, trained and saved by the backend that KERAS_BACKEND names: `python trained_model.py FOLDER`.

`trained_by_torch/` was made so with Keras 3.15.1 and PyTorch 2.6.0, whose wheels bring gigabytes of CUDA, too much for a test environment.
"""

import sys
from pathlib import Path

import keras
import numpy as np


def built() -> keras.Model:
    x = keras.Input((8, 8, 3), name="picture")
    y = keras.layers.BatchNormalization()(keras.layers.Conv2D(8, 3, activation="relu")(x))
    y = keras.layers.Bidirectional(keras.layers.GRU(6))(keras.layers.Reshape((36, 8))(y))
    return keras.Model(x, keras.layers.Dense(3, activation="softmax", name="scores")(y))


def train(folder: Path) -> None:
    """Writes the model whole and as its weights, and what this backend answers for four pictures."""
    keras.utils.set_random_seed(4)
    model = built()
    x = np.random.default_rng(1).uniform(size=(32, 8, 8, 3)).astype("float32")
    model.compile("adam", "sparse_categorical_crossentropy")
    model.fit(x, np.arange(32) % 3, epochs=2, verbose=0)
    model.save(folder / "m.keras")
    model.save_weights(folder / "m.weights.h5")
    scores = model.predict(x[:4], verbose=0)
    np.savez_compressed(folder / "answers.npz", x=x[:4], scores=scores, backend=keras.backend.backend())


if __name__ == "__main__":
    train(Path(sys.argv[1]))
