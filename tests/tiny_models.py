"""Small models of every kind that the tests export: random weights, and biases that are not zero, since zeros hide faults."""

import string
from pathlib import Path
from typing import Any

import keras
import keras_hub
import numpy as np

VOCABULARY = [
    "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]",
    "the", "film", "food", "was", "is", "good", "bad", ".", ",", "!", "'", "“", "”", "日",
    *string.ascii_lowercase, *string.digits, *(f"##{letter}" for letter in string.ascii_lowercase + string.digits),
]  # fmt: skip
IMAGENET_SCALE = [1 / 255 / 0.229, 1 / 255 / 0.224, 1 / 255 / 0.225]
IMAGENET_OFFSET = [-0.485 / 0.229, -0.456 / 0.224, -0.406 / 0.225]


def varied(model: Any, seed: int = 7) -> Any:
    """`model` with biases, gammas and moving statistics away from their initial values."""
    generator = np.random.default_rng(seed)
    for variable in model.weights:
        value = np.asarray(variable.numpy())
        if value.ndim <= 1 and value.dtype.kind == "f":
            noise = generator.normal(0, 0.2, value.shape).astype(value.dtype)
            variable.assign(np.abs(value + noise) + 0.1 if "variance" in variable.path else value + noise)
    return model


def bert_classifier(num_classes: int = 2, sequence_length: int = 32, **options: Any) -> Any:
    keras.utils.set_random_seed(11)
    tokenizer = keras_hub.tokenizers.BertTokenizer(VOCABULARY, lowercase=True)
    preprocessor = keras_hub.models.BertTextClassifierPreprocessor(tokenizer, sequence_length=sequence_length)
    backbone = keras_hub.models.BertBackbone(len(VOCABULARY), 2, 2, 16, 32, max_sequence_length=64)
    return varied(keras_hub.models.BertTextClassifier(backbone, num_classes, preprocessor=preprocessor, **options))


def distil_bert_classifier(num_classes: int = 3) -> Any:
    keras.utils.set_random_seed(12)
    tokenizer = keras_hub.tokenizers.DistilBertTokenizer(VOCABULARY, lowercase=False)
    preprocessor = keras_hub.models.DistilBertTextClassifierPreprocessor(tokenizer, sequence_length=24)
    backbone = keras_hub.models.DistilBertBackbone(len(VOCABULARY), 1, 2, 16, 32, max_sequence_length=64)
    return varied(keras_hub.models.DistilBertTextClassifier(backbone, num_classes, preprocessor=preprocessor))


def image_classifier(num_classes: int = 4, image_shape: tuple[int | None, int | None, int] = (None, None, 3), **converter: Any) -> Any:
    keras.utils.set_random_seed(13)
    settings = {"image_size": (32, 32), "scale": IMAGENET_SCALE, "offset": IMAGENET_OFFSET, **converter}
    preprocessor = keras_hub.models.ResNetImageClassifierPreprocessor(keras_hub.layers.ResNetImageConverter(**settings))
    backbone = keras_hub.models.ResNetBackbone(
        input_conv_filters=[64],
        input_conv_kernel_sizes=[3],
        stackwise_num_filters=[64, 16],
        stackwise_num_blocks=[1, 1],
        stackwise_num_strides=[1, 2],
        block_type="basic_block",
        image_shape=image_shape,
    )
    return varied(keras_hub.models.ResNetImageClassifier(backbone, num_classes, preprocessor=preprocessor))


def plain_image() -> keras.Model:
    """Takes blue first, and has the tensors of `image_classifier`."""
    keras.utils.set_random_seed(15)
    x = keras.Input((32, 32, 3), name="image")
    y = keras.layers.GlobalAveragePooling2D()(keras.layers.Conv2D(8, 5, strides=2, activation="relu")(x))
    return varied(keras.Model(x, keras.layers.Dense(4, name="logits")(y)))


def plain_dense() -> keras.Model:
    """Two inputs of different dtypes, one named output."""
    keras.utils.set_random_seed(14)
    a = keras.Input((4,), name="a")
    b = keras.Input((3,), dtype="int32", name="b")
    embedded = keras.layers.Flatten()(keras.layers.Embedding(9, 2)(b))
    return varied(keras.Model([a, b], {"sum": keras.layers.Dense(5)(a) + keras.layers.Dense(5)(embedded)}))


def save(model: keras.Model, directory: Path, name: str = "model.keras") -> Path:
    path = directory / name
    model.save(path)
    return path
