"""What KerasHub's tokenizers and packers make of texts with masks, and what stands at the masks by Keras' own numbers: `masking.json`.

For each family a bundle `masked_<family>` is exported from the same model.
"""

import json
import pathlib
import random
from collections.abc import Iterator
from typing import Any

import numpy as np
import tiny_text_models

from litert_sdkgen.answers.mask_filling import FilledText, fill
from litert_sdkgen.errors import UsageError
from litert_sdkgen.exporter.plan import NamedSpec
from litert_sdkgen.hub import masking

SEED = 5
TEXTS = 60
"""For each family, half of them pairs where it takes pairs."""

MASKS = 4
DECIDED = 1e-5
"""By so much the best token must be better than the next, so that two CPUs agree on it."""

PIECES = ["the", "film", "food", "fox", "was", "good", "s", ".", ", ", "!", "Ｘ", "é", "日本", "😀", "[MASK", "mask>", "<", "]"]
SPACES = ["", "", " ", " ", "  ", "\t", "\n", "\r\n", "\u00a0", "\u3000", "\u0301"]


def write(directory: pathlib.Path) -> None:
    """Writes the file to `directory`."""
    vectors = [family(name) for name in tiny_text_models.CLASSIFIERS]
    (directory / "masking.json").write_text(json.dumps(vectors, ensure_ascii=False), encoding="utf-8")


def family(name: str) -> dict[str, Any]:
    """One model's texts: those that it fills, and those that it refuses."""
    model = tiny_text_models.masked_lm(name)
    rng = random.Random(f"{SEED} {name}")
    mask = masking.describe(model.preprocessor)
    specs = [NamedSpec(key, key, "int32", (1, MASKS if key == masking.POSITIONS else 24)) for key in model.input]
    filled, refused = [], []
    for texts in random_texts(rng, mask.token, pairs=name != "ESM"):
        try:
            filled.append((texts, masking.inputs(model.preprocessor, texts, specs)))
        except UsageError:
            refused.append(list(texts))
    logits = np.asarray(model({key: np.concatenate([inputs[key] for _, inputs in filled]) for key in model.input}))
    cases = []
    for (texts, inputs), row in zip(filled, logits, strict=True):
        count = sum(text.count(mask.token) for text in texts)
        positions = inputs[masking.POSITIONS][0, :count].tolist()
        known, decode = model.preprocessor.tokenizer.vocabulary_size(), model.preprocessor.tokenizer.detokenize
        answer = fill(texts, mask.token, inputs["token_ids"][0].tolist(), positions, row, known, 5, decode)
        assert all(best.score - second.score > DECIDED for best, second, *_ in answer.candidates), f"choose another seed for {texts}"
        cases.append({"texts": texts, "inputs": {key: value[0].tolist() for key, value in inputs.items()}} | answer_form(answer))
    return {"bundle": f"masked_{name.lower()}", "cases": cases, "refused": refused}


def answer_form(answer: FilledText) -> dict[str, Any]:
    """The filled texts, and each mask's candidates."""
    masks = [
        {
            "position": position,
            "ids": [candidate.id for candidate in candidates],
            "tokens": [candidate.token for candidate in candidates],
            "scores": [candidate.score for candidate in candidates],
        }
        for position, candidates in zip(answer.positions, answer.candidates, strict=True)
    ]
    return {"filled": answer.texts, "masks": masks}


def random_texts(rng: random.Random, mask: str, pairs: bool) -> Iterator[tuple[str, ...]]:
    """Words and masks with all kinds of spaces or none between them; some too long for the model, some without a mask."""
    yield from ((mask,), ("",), (f"{mask}{mask}",), (f" {mask} ",), (mask * MASKS,), (mask * (MASKS + 1),), ("the film",))
    yield from ((f"[ＭASK] {mask}",), (f"{mask} ［ｍask］ ［MASK］",))
    yield from ((f"{'film ' * count}{mask}",) for count in (20, 21, 22, 23, 40))
    for number in range(TEXTS):
        count = 2 if pairs and number % 2 else 1
        yield tuple(random_text(rng, mask, rng.randint(1, 9)) for _ in range(count))


def random_text(rng: random.Random, mask: str, count: int) -> str:
    """`count` words or masks."""
    words = [rng.choice(PIECES) if rng.random() < 0.7 else mask for _ in range(count)]
    return "".join(rng.choice(SPACES) + word for word in words) + rng.choice(SPACES)
