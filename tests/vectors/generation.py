"""What KerasHub's `generate` makes of texts, with the small language models that are exported for the JVM tests.

`<bundle>.json`: a list of `{"prompt", "text", "stripped"}`: greedy, up to the model's own stop tokens, with the prompt and without it.
"""

import json
import pathlib

import keras_hub
import tiny_language_models

MODELS = {"tiny_causal_lm": tiny_language_models.llama3, "tiny_gpt2": tiny_language_models.gpt2, "tiny_gemma": tiny_language_models.gemma}
PROMPTS = (
    "The quick brown fox",
    "",
    " two  spaces ",
    "Naïve café: “日本語” 😀",
    "I did not expect to like it, but I did! Hello world, how are you?",
)


def write(directory: pathlib.Path) -> None:
    """Every prompt with every model."""
    for name, build in MODELS.items():
        model = build(keras_hub.samplers.GreedySampler())
        entries = []
        for prompt in PROMPTS:
            entries.append({"prompt": prompt, "text": model.generate(prompt), "stripped": model.generate(prompt, strip_prompt=True)})
        (directory / f"{name}.json").write_text(json.dumps(entries), encoding="utf-8")
