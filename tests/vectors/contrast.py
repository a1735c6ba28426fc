"""What KerasHub's contrastive search makes of texts.

`contrast.json`: a list of `{"bundle", "prompt", "stripped"}`, each by the sampler that the bundle's model was compiled with.
"""

import json
import pathlib

import keras_hub
import tiny_language_models

SAMPLERS = {"k": 4, "alpha": 0.6}, {"k": 3, "alpha": 0.9, "temperature": 0.7}
MODELS = {
    "tiny_contrast_gpt2": (tiny_language_models.gpt2, SAMPLERS[0]),
    "tiny_contrast_llama3": (tiny_language_models.llama3, SAMPLERS[1]),
}
CONTEXT = 40
PROMPTS = ("The quick brown fox", "", "Naïve café: “日本語” 😀")


def model(name: str) -> object:
    """The model of a bundle."""
    build, sampler = MODELS[name]
    return build(keras_hub.samplers.ContrastiveSampler(**sampler), context=CONTEXT)


def write(directory: pathlib.Path) -> None:
    """Every prompt with every model."""
    entries = []
    for name in MODELS:
        keras_model = model(name)
        entries += [{"bundle": name, "prompt": text, "stripped": keras_model.generate(text, strip_prompt=True)} for text in PROMPTS]
    (directory / "contrast.json").write_text(json.dumps(entries), encoding="utf-8")
