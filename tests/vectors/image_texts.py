"""How well texts fit pictures by Keras' own numbers, and what becomes of texts before they are tokenized: `image_texts.json`.

`models` has for each family (a bundle of the same name) scores of texts for `picture_<i>.png`, and the tokens that KerasHub's preprocessor
makes of adversarial texts. `cleaning` has texts and what TensorFlow's string functions make of them.
"""

import json
import pathlib
import random
from typing import Any

import keras_hub
import numpy as np
import tensorflow as tf
import tiny_image_texts

from litert_sdkgen.exporter.plan import NamedSpec
from litert_sdkgen.hub import pictures
from litert_sdkgen.hub.tasks import image_text

SEED = 9
TEXTS = 300
PICTURES = ((48, 64), (61, 40), (32, 32))
LABELS = (
    ["a photo of a cat", "a photo of a dog"],
    ["the fox"],
    ["", "the fox", "THE FOX!", "the lazy dog " * 9, "München", "日本", "the fox"],
)
PIECES = [
    *(chr(code) for code in range(128)),
    "the",
    "FOX",
    "photo",
    "Cat",
    "  ",
    " \t\n",
    " \x0b ",
    "é",
    "É",
    "İ",
    "ß",
    "Σ",
    "日本",
    "　",
    "\u00a0",
    "😀",
    "—",
]


def write(directory: pathlib.Path) -> None:
    """Writes the files to `directory`."""
    for i, size in enumerate(PICTURES):
        (directory / f"picture_{i}.png").write_bytes(pictures.synthetic(60 + i, *size))
    texts = _texts()
    models = [_model(name, build(), directory, texts) for name, build in tiny_image_texts.MODELS.items()]
    words = keras_hub.models.SigLIPPreprocessor.canonicalize_inputs
    cleaning = {"lowercase": _cleaned(tf.strings.lower(texts), texts), "words": _cleaned(words(None, texts), texts)}
    form = {"models": models, "cleaning": cleaning}
    (directory / "image_texts.json").write_text(json.dumps(form, ensure_ascii=False), encoding="utf-8")


def scores_of(model: Any, picture: Any, texts: list[str]) -> list[float]:
    """The activation of KerasHub's own logits for one picture."""
    made = model.preprocessor({"images": picture[None], "prompts": texts})
    logits = model.backbone({"images": made["images"], "token_ids": made["token_ids"]})["vision_logits"]
    return list(map(float, np.asarray(getattr(tf.nn, model.head.activation)(logits))[0]))


def _model(name: str, model: Any, directory: pathlib.Path, texts: list[str]) -> dict[str, Any]:
    scores = [[scores_of(model, pictures.read(directory / f"picture_{i}.png"), labels) for labels in LABELS] for i in range(len(PICTURES))]
    spec = NamedSpec("token_ids", None, "int32", (1, model.preprocessor.sequence_length))
    tokens = [[text, image_text.inputs(model.preprocessor, (text,), (spec,))["token_ids"][0].tolist()] for text in texts]
    return {"bundle": name, "labels": LABELS, "scores": scores, "tokens": tokens}


def _texts() -> list[str]:
    rng = random.Random(SEED)
    written = [
        "",
        " ",
        "\x0b",
        " \x0b a \x0b\x0b b \x0b ",
        "a. . b",
        "!",
        "it's A_B-c",
        *(f"A{chr(code)} {chr(code)}z" for code in range(128)),
    ]
    return written + ["".join(rng.choices(PIECES, k=rng.randint(1, 30))) for _ in range(TEXTS)]


def _cleaned(strings: Any, texts: list[str]) -> list[list[str]]:
    return [[text, string.decode()] for text, string in zip(texts, strings.numpy(), strict=True)]
