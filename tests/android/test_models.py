"""The sample's models are as good as `metrics.json` says."""

import json

import numpy as np
import pytest
from PIL import Image

from .sample import APP

MODELS = APP / "models"


def test_digits_that_were_held_out_are_read_as_well_as_stated() -> None:
    import keras_hub

    held = json.loads((MODELS / "digits_held_out.json").read_text())
    labels, columns = np.array(held["labels"]), held["columns"]
    sheet = np.asarray(Image.open(MODELS / "digits_held_out.png"), np.float32)
    pictures = sheet.reshape(-1, 8, columns, 8).transpose(0, 2, 1, 3).reshape(-1, 8, 8)[: len(labels)]
    model = keras_hub.models.ImageClassifier.from_preset(str(MODELS / "digits"))
    stated = json.loads((MODELS / "metrics.json").read_text())["digits"]
    assert len(labels) == stated["held_out"]
    for name, given in (("right", pictures), ("right_dark_on_light", 255 - pictures)):
        answers = np.asarray(model.predict(given[..., None], verbose=0)).argmax(-1)
        assert int((answers == labels).sum()) == stated[name]


def test_the_regression_has_the_inputs_that_the_app_fills() -> None:
    import keras

    model = keras.models.load_model(MODELS / "diabetes_progression.keras")
    patient = {"age": [[59]], "sex": [[2]], "bmi": [[32.1]], "blood_pressure": [[101.0]], "serum": [[157, 93.2, 38, 4, 4.8598, 87]]}
    inputs = {t.name: np.array(patient[t.name], t.dtype) for t in model.inputs}
    assert np.asarray(model(inputs)["progression"]).item() == pytest.approx(204.853, abs=1e-2)
