"""What KerasHub's `generate` makes of texts, with the small language models that are exported for the JVM tests.

`<bundle>.json`: a list of `{"prompt", "text", "stripped"}`: greedy, up to the model's own stop tokens, with the prompt and without it.
`beams.json`: a list of `{"bundle", "prompt", "beams", "temperature", "stripped"}`: KerasHub's beam search.
`drawn.json`: a list of `{"bundle", "prompt", "options", "tokens", "text"}`: what this package's own loop draws on the exported file.
"""

import json
import pathlib
from collections.abc import Iterator
from typing import Any

import keras_hub
import tiny_language_models

from litert_sdkgen.bundle import Bundle
from litert_sdkgen.generation import CachedModel, Options, generate
from litert_sdkgen.hub.generation.running import Text
from litert_sdkgen.litert import LiteRtFile
from litert_sdkgen.manifest.generation import Sampler

MODELS = {"tiny_causal_lm": tiny_language_models.llama3, "tiny_gpt2": tiny_language_models.gpt2, "tiny_gemma": tiny_language_models.gemma}
PROMPTS = (
    "The quick brown fox",
    "",
    " two  spaces ",
    "Naïve café: “日本語” 😀",
    "I did not expect to like it, but I did! Hello world, how are you?",
)
OPTIONS: tuple[dict[str, Any], ...] = (
    {"sampler": {"method": "top_k", "k": 5, "temperature": 1.0}, "seed": 1},
    {"sampler": {"method": "top_p", "p": 0.9, "k": 20, "temperature": 0.7}, "seed": -7},
    {"sampler": {"method": "random", "temperature": 1.5}, "seed": 2**40, "max_tokens": 25},
    {"sampler": {"method": "random", "temperature": 1.0}, "seed": 3, "max_tokens": 90, "context_end": "slide"},
    {"sampler": {"method": "top_p", "p": 0.6, "k": None, "temperature": 2.0}, "seed": 4, "stop": ["e", " the", "\n\n"]},
)


def write(directory: pathlib.Path) -> None:
    """Every prompt with every model."""
    drawn, beams = [], []
    for name, build in MODELS.items():
        model = build(keras_hub.samplers.GreedySampler())
        entries = []
        for prompt in PROMPTS:
            entries.append({"prompt": prompt, "text": model.generate(prompt), "stripped": model.generate(prompt, strip_prompt=True)})
        (directory / f"{name}.json").write_text(json.dumps(entries), encoding="utf-8")
        drawn += answers(Bundle.read(directory.parent.parent / name), model.preprocessor)
        for sampler in (keras_hub.samplers.BeamSampler(3), keras_hub.samplers.BeamSampler(5, temperature=2.0)):
            model.compile(sampler=sampler)
            for prompt in PROMPTS:
                form = {"bundle": name, "prompt": prompt, "beams": sampler.num_beams, "temperature": sampler.temperature}
                beams.append(form | {"stripped": model.generate(prompt, strip_prompt=True)})
    (directory / "beams.json").write_text(json.dumps(beams), encoding="utf-8")
    (directory / "drawn.json").write_text(json.dumps(drawn), encoding="utf-8")


def answers(bundle: Bundle, preprocessor: Any) -> Iterator[dict[str, Any]]:
    """Each prompt with each of `OPTIONS`."""
    (step,), post = bundle.manifest.preprocess, bundle.manifest.postprocess
    assert step.type == "text" and step.packer.type == "prompt" and post is not None and post.type == "generation"
    with LiteRtFile(bundle.model_file) as file:
        model = CachedModel(file, step, post, bundle.manifest.state)
        for prompt in PROMPTS:
            for given in OPTIONS:
                options = {key: value for key, value in given.items() if key not in ("sampler", "stop")}
                own = Options(Sampler(**given["sampler"]), post.stop_tokens, start=step.packer.start, **options)
                text, tokens = Text(preprocessor, frozenset(post.special_tokens)), []
                drawn = (tokens.append(token) or token for token in generate(model, text.tokens(prompt), own))
                shown = "".join(text.stream(drawn, given.get("stop", ())))
                yield {"bundle": bundle.manifest.name, "prompt": prompt, "options": given, "tokens": tokens, "text": shown}
