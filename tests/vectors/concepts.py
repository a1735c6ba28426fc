"""What KerasHub's Segment Anything 3 finds for phrases, brought back to the pixels of `picture_<i>.png` by `tf.image.resize`.

`answers.json`: for each picture a list of phrases with the instances whose score is above a half, best first: score, box, the pixels of
the mask, and how many of them are so close to the threshold that rounding may decide.
"""

import json
import pathlib
from typing import Any

import numpy as np
import tiny_concepts
from vectors.masks import back

from litert_sdkgen.hub import pictures

PICTURES = ((48, 64), (61, 40), (28, 42))
PHRASES = ("the dogs", "A Photo of a CAT", "", "Naïve café — 日本語 😀", "the dogs and the photo " * 9)
CLOSE = 1e-3

Form = dict[str, Any]


def write(directory: pathlib.Path) -> None:
    """Writes the files to `directory`."""
    model, answers = tiny_concepts.sam3(), []
    for i, size in enumerate(PICTURES):
        (directory / f"picture_{i}.png").write_bytes(pictures.synthetic(70 + i, *size))
        picture = pictures.read(directory / f"picture_{i}.png")
        answers.append([{"phrase": phrase, "instances": instances(model, picture, phrase)} for phrase in PHRASES])
    (directory / "answers.json").write_text(json.dumps(answers), encoding="utf-8")


def instances(model: Any, picture: Any, phrase: str) -> list[Form]:
    """KerasHub's scores and boxes as it makes them for `predict`; its masks before the sigmoid, where large numbers differ still.

    The preprocessor is called directly: within `predict` it runs in a graph, where KerasHub's tokenizer leaves capitals as they are.
    """
    given = {"images": picture[None], "prompts": [phrase]}
    outputs = model(model.preprocessor(given))
    answer = {name: np.asarray(value) for name, value in model.post_process_prediction(outputs).items()}
    logits = np.asarray(outputs["pred_masks"])
    height, width = picture.shape[:2]
    found = []
    for i in np.argsort(-answer["scores"][0], kind="stable"):
        if answer["scores"][0, i] > 0.5:
            whole = back(model, picture, logits[..., i : i + 1], "bilinear", np.nan)
            found.append(
                {
                    "score": float(answer["scores"][0, i]),
                    "box": (answer["boxes"][0, i] * [width, height, width, height]).tolist(),
                    "class_ids": (whole > 0).astype(int).ravel().tolist(),
                    "close": int(np.sum(np.abs(whole) < CLOSE)),
                }
            )
    return found
