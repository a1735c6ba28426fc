"""Trains `digits/`, the sample's image classifier, on the handwritten digits that scikit-learn carries (1797 pictures of 8x8 pixels).

    pip install "litert-sdkgen[keras]" scikit-learn
    python train_digits.py

A fifth of the pictures is held out; `digits_held_out.png` shows it, 8x8 pixels each, and `metrics.json` tells how many are read right.
"""

import json
from pathlib import Path

import keras
import keras_hub
import numpy as np
from PIL import Image
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

HERE = Path(__file__).resolve().parent
SIZE = 32
SEED = 4
EPOCHS = 60
COLUMNS = 24


def main() -> None:
    keras.utils.set_random_seed(SEED)
    digits = load_digits()
    pictures = np.round(digits.images * (255 / 16)).astype(np.uint8)
    train_x, test_x, train_y, test_y = train_test_split(pictures, digits.target, test_size=0.2, random_state=SEED, stratify=digits.target)
    model = classifier()
    learner = keras.Sequential([keras.Input((SIZE, SIZE, 1)), *augmentation(), model.backbone, *model.layers[2:]])
    steps = EPOCHS * (len(train_x) // 32)
    learner.compile(
        keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(2e-3, steps)),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    learner.fit(np.asarray(model.preprocessor.image_converter(as_input(train_x))), train_y, batch_size=32, epochs=EPOCHS, verbose=2)

    answers, inverted = (np.asarray(model.predict(as_input(x), verbose=0)).argmax(-1) for x in (test_x, 255 - test_x))
    metrics = {
        "train": len(train_x),
        "held_out": len(test_x),
        "right": int((answers == test_y).sum()),
        "right_dark_on_light": int((inverted == test_y).sum()),
    }
    model.save_to_preset(str(HERE / "digits"))
    save_held_out(test_x, test_y)
    (HERE / "metrics.json").write_text(json.dumps({"digits": metrics}, indent=2) + "\n")
    print(metrics)


def classifier() -> keras_hub.models.ImageClassifier:
    """A small ResNet for one channel. Antialiasing lets it take pictures of any size, a large drawing as well as a photograph."""
    converter = keras_hub.layers.ResNetImageConverter(
        image_size=(SIZE, SIZE), scale=1 / 255, antialias=True, crop_to_aspect_ratio=False, pad_to_aspect_ratio=True
    )
    backbone = keras_hub.models.ResNetBackbone(
        input_conv_filters=[64],
        input_conv_kernel_sizes=[3],
        stackwise_num_filters=[64, 32],
        stackwise_num_blocks=[1, 1],
        stackwise_num_strides=[1, 2],
        block_type="basic_block",
        image_shape=(SIZE, SIZE, 1),
    )
    return keras_hub.models.ResNetImageClassifier(
        backbone, num_classes=10, preprocessor=keras_hub.models.ResNetImageClassifierPreprocessor(converter)
    )


def as_input(pictures: np.ndarray) -> np.ndarray:
    return pictures[..., None].astype(np.float32)


def augmentation() -> list[keras.layers.Layer]:
    """What lies between 8x8 pixels from 1998 and a finger on glass: place, size, slant, sharp edges, thickness, dark on light."""
    zeros = {"fill_mode": "constant", "fill_value": 0.0}
    return [
        keras.layers.RandomTranslation(0.12, 0.12, **zeros),
        keras.layers.RandomZoom((-0.15, 0.3), (-0.15, 0.4), **zeros),
        keras.layers.RandomRotation(0.03, **zeros),
        Ink(),
    ]


class Ink(keras.layers.Layer):
    """While training: edges up to 6 times as steep, strokes thinner or thicker, and half of the pictures inverted."""

    def call(self, pictures, training=False):  # type: ignore[no-untyped-def]
        if not training:
            return pictures
        count = keras.ops.shape(pictures)[0]
        gain = keras.random.uniform((count, 1, 1, 1), 1.0, 6.0)
        level = keras.random.uniform((count, 1, 1, 1), 0.3, 0.65)
        sharp = keras.ops.clip((pictures - level) * gain + 0.5, 0.0, 1.0)
        soft = keras.random.uniform((count, 1, 1, 1)) < 0.4
        inked = keras.ops.where(soft, pictures, sharp)
        invert = keras.random.uniform((count, 1, 1, 1)) < 0.5
        return keras.ops.where(invert, 1.0 - inked, inked)


def save_held_out(pictures: np.ndarray, labels: np.ndarray) -> None:
    """One sheet, row by row; places left over at its end stay black."""
    rows = -(-len(pictures) // COLUMNS)
    sheet = np.zeros((rows * COLUMNS, 8, 8), np.uint8)
    sheet[: len(pictures)] = pictures
    image = sheet.reshape(rows, COLUMNS, 8, 8).transpose(0, 2, 1, 3).reshape(rows * 8, COLUMNS * 8)
    Image.fromarray(image).save(HERE / "digits_held_out.png", optimize=True)
    (HERE / "digits_held_out.json").write_text(json.dumps({"columns": COLUMNS, "labels": labels.tolist()}) + "\n")


if __name__ == "__main__":
    main()
