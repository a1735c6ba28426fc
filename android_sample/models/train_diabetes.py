"""Trains `diabetes_progression.keras`, the sample's model with named inputs, on the diabetes data that scikit-learn carries.

    pip install "litert-sdkgen[keras]" scikit-learn
    python train_diabetes.py

442 patients: age, sex, body mass index, blood pressure and six blood serum measurements, and how far the disease had gone a year later
(25 to 346). A teaching example of typed inputs, no medical advice.
"""

import json
from pathlib import Path

import keras
import numpy as np
from sklearn.datasets import load_diabetes
from sklearn.model_selection import train_test_split

HERE = Path(__file__).resolve().parent
SEED = 4


def main() -> None:
    keras.utils.set_random_seed(SEED)
    data = load_diabetes(scaled=False)
    train_x, test_x, train_y, test_y = train_test_split(data.data, data.target, test_size=0.2, random_state=SEED)
    model = regressor(train_x, float(train_y.mean()))
    model.compile(keras.optimizers.Adam(3e-3), "mae")
    model.fit(named(train_x), train_y[:, None], epochs=120, batch_size=32, verbose=0)

    error = float(np.abs(model.predict(named(test_x), verbose=0)["progression"][:, 0] - test_y).mean())
    metrics = {
        "train": len(train_x),
        "held_out": len(test_x),
        "mean_absolute_error": round(error, 1),
        "mean_absolute_error_of_the_median": round(float(np.abs(np.median(train_y) - test_y).mean()), 1),
    }
    model.save(HERE / "diabetes_progression.keras")
    path = HERE / "metrics.json"
    known = json.loads(path.read_text()) if path.is_file() else {}
    path.write_text(json.dumps({**known, "diabetes_progression": metrics}, indent=2) + "\n")
    print(metrics)


def regressor(features: np.ndarray, mean: float) -> keras.Model:
    """Inputs of two dtypes, and one with several values."""
    age = keras.Input((1,), name="age", dtype="int32")
    sex = keras.Input((1,), name="sex", dtype="int32")
    bmi = keras.Input((1,), name="bmi")
    blood_pressure = keras.Input((1,), name="blood_pressure")
    serum = keras.Input((6,), name="serum")
    whole = [keras.ops.cast(tensor, "float32") for tensor in (age, sex)]
    x = keras.layers.Concatenate()([*whole, bmi, blood_pressure, serum])
    x = keras.layers.Normalization(mean=features.mean(0), variance=features.var(0))(x)
    x = keras.layers.Dense(16, activation="relu")(x)
    x = keras.layers.Dense(1, bias_initializer=keras.initializers.Constant(mean), name="progression")(x)
    return keras.Model([age, sex, bmi, blood_pressure, serum], {"progression": x}, name="diabetes_progression")


def named(features: np.ndarray) -> dict[str, np.ndarray]:
    return {
        "age": features[:, :1].astype(np.int32),
        "sex": features[:, 1:2].astype(np.int32),
        "bmi": features[:, 2:3].astype(np.float32),
        "blood_pressure": features[:, 3:4].astype(np.float32),
        "serum": features[:, 4:].astype(np.float32),
    }


if __name__ == "__main__":
    main()
