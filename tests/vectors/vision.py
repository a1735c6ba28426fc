"""What KerasHub's `generate` makes of pictures and texts, with the small models that see and are exported for the JVM tests.

`<bundle>.json`: a list of `{"prompt", "pictures", "sounds", "text", "stripped"}`: greedy, up to the model's own stop tokens, with the
prompt and without it; `pictures` are numbers of `picture_<n>.png`, `sounds` those of `sound_<n>.f32`, 16,000 samples a second.
`tokens.json`: a list of `{"prompt", "tokens"}`, what `generate_preprocess` makes of prompts for `tiny_gemma3`, and `qwen_tokens.json` for
`tiny_seeing_qwen3_5`. `qwen_answers.json`: a list of `{"prompt", "pictures", "tokens"}`, what the forward pass of that model makes of
`qwen_<n>.png`.
"""

import json
import pathlib
import random
from typing import Any

import keras_hub
import numpy as np
import tiny_vision_language_models
from vectors import sentence_piece

from litert_sdkgen.hub import pictures
from litert_sdkgen.hub.generation import prompts

_PROMPTS = 300
MARKER = "<start_of_image>"
TEXTS = ("The quick brown fox", "", "Naïve café: “日本語” 😀")
_MARKED: list[tuple[str, list[int], list[int]]] = [
    *((text, [], []) for text in TEXTS),
    *((f"{text}{MARKER} two", [i], []) for text in TEXTS[:2] for i in (0, 2)),
    (f"{MARKER}{MARKER}", [0, 1], []),
    (f"A {MARKER}\n and {MARKER}\n\n?", [1, 0], []),
]
HEARD = "<start_of_audio>"
_SAMPLES = (8064, 5000, 513, 15000)
ASKED: dict[str, list[tuple[str, list[int], list[int]]]] = {
    "tiny_pali_gemma": [(text, [i], []) for text in TEXTS for i in (0, 1, 2)],
    "tiny_gemma3": _MARKED,
    "tiny_gemma3n": [
        *_MARKED,
        *((f"{text}{HEARD} two", [], [i]) for text in TEXTS[:2] for i in (0, 1, 2)),
        (f"{HEARD}{MARKER} two", [0], [1]),
        (f"{MARKER} and {HEARD}?", [2], [0]),
        (f"{HEARD} and {HEARD}?", [], [1, 1]),
    ],
    # KerasHub makes pictures 0 and 1 as large as those of the file, and picture 2 not.
    "tiny_gemma4": [(prompt.replace(MARKER, "<|image|>"), shown, []) for prompt, shown, _ in _MARKED if 2 not in shown]
    + [("The quick brown fox<|image|> two", [1], [])],
    "tiny_hearing_gemma4": [
        *((f"{text}<|audio|> two", [], [i]) for text in TEXTS[:2] for i in range(4)),
        ("<|audio|><|image|> two", [0], [1]),
        ("<|image|> and <|audio|>?", [1], [0]),
    ],
}


def write(directory: pathlib.Path) -> None:
    """Pictures 0 and 1 have one size: KerasHub would put black around the smaller one of a prompt's two."""
    pngs = [pictures.synthetic(seed, *size) for seed, size in enumerate(((48, 64), (48, 64), (61, 40)))]
    for i, png in enumerate(pngs):
        (directory / f"picture_{i}.png").write_bytes(png)
    sounds = [_sound(i, count) for i, count in enumerate(_SAMPLES)]
    for i, samples in enumerate(sounds):
        (directory / f"sound_{i}.f32").write_bytes(samples.tobytes())
    for name, build in tiny_vision_language_models.MODELS.items():
        model = build(keras_hub.samplers.GreedySampler())
        entries = []
        for prompt, shown, heard in ASKED[name]:
            given: dict[str, Any] = {"prompts": prompt}
            if shown:
                images = [pictures.decode(pngs[i]) for i in shown]
                given["images"] = images[0] if len(images) == 1 else images
            if heard and name == "tiny_hearing_gemma4":
                given["audio"] = sounds[heard[0]]
            elif heard:
                given["audios"] = [[sounds[i] for i in heard]]
                given |= {"prompts": [prompt]} | ({"images": [given["images"]]} if shown else {})
            texts = [np.ravel(model.generate(dict(given), strip_prompt=strip))[0] for strip in (False, True)]
            entries.append({"prompt": prompt, "pictures": shown, "sounds": heard, "text": str(texts[0]), "stripped": str(texts[1])})
        (directory / f"{name}.json").write_text(json.dumps(entries), encoding="utf-8")
    (directory / "tokens.json").write_text(json.dumps(_tokens()), encoding="utf-8")
    _write_qwen(directory)


def _write_qwen(directory: pathlib.Path) -> None:
    model = tiny_vision_language_models.qwen3_5()
    marker, preprocessor = tiny_vision_language_models.QWEN_MARKER, model.preprocessor
    pngs = [pictures.synthetic(seed, *size) for seed, size in enumerate(tiny_vision_language_models.QWEN_PICTURES)]
    for i, png in enumerate(pngs):
        (directory / f"qwen_{i}.png").write_bytes(png)
    answers = []
    for prompt, shown in ((f"{marker}The quick", [0]), (f"Two: {marker}\n{marker}?", [1, 0]), (f"Odd{marker}", [2]), (f"{marker}", [3])):
        tokens = tiny_vision_language_models.qwen_answer(model, prompt, [pictures.decode(pngs[i]) for i in shown])
        answers.append({"prompt": prompt, "pictures": shown, "tokens": tokens})
    (directory / "qwen_answers.json").write_text(json.dumps(answers), encoding="utf-8")
    generator, found = random.Random(4), []
    for _ in range(_PROMPTS):
        prompt = sentence_piece.random_text(generator)
        at = generator.randrange(len(prompt) + 1)
        prompt = f"{prompt[:at]}{marker}{prompt[at:]}{generator.choice(('', marker, '<|im_end|>', '<|vision_end|>'))}"
        tokens = preprocessor._tokenize_with_special_tokens(prompt, [6] * prompt.count("<|image_pad|>"), [])
        found.append({"prompt": prompt, "tokens": [int(token) for token in tokens]})
    (directory / "qwen_tokens.json").write_text(json.dumps(found), encoding="utf-8")


def _sound(seed: int, count: int) -> Any:
    """A tone that rises, and noise."""
    times = np.arange(count) / 16000
    noise = np.random.default_rng(seed).normal(0, 0.05, count)
    return (0.5 * np.sin(2 * np.pi * (300 + 200 * seed + 900 * times) * times) + noise).astype("<f4")


def _tokens() -> list[dict[str, Any]]:
    """Markers anywhere in texts of all kinds; the tokens without padding."""
    preprocessor = tiny_vision_language_models.gemma3().preprocessor
    generator, found = random.Random(3), []
    for _ in range(_PROMPTS):
        prompt = sentence_piece.random_text(generator)
        for added in (MARKER, "\n" + MARKER, MARKER + "\n", "\n\n", "<end_of_image>")[: generator.randrange(6)]:
            at = generator.randrange(len(prompt) + 1)
            prompt = prompt[:at] + added + prompt[at:]
        found.append({"prompt": prompt, "tokens": prompts.prompt_tokens(preprocessor, prompt)})
    return found
