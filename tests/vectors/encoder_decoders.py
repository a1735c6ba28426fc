"""What KerasHub's `generate` makes of texts, with the small models with an encoder that are exported for the JVM tests.

`<bundle>.json`: a list of `{"source", "text"}`: greedy, up to the model's own stop token. For `tiny_moonshine` a source is a list of 16-bit
samples. `beams.json`: a list of `{"bundle", "source", "beams", "text"}`: KerasHub's beam search. `decoder_prompts.json`: a list of
`{"bundle", "source", "decoder_prompt", "text"}`, whose text begins with the prompt.
"""

import json
import pathlib

import keras_hub
import numpy as np
import tiny_encoder_decoders

from .generation import PROMPTS

SOURCES = (*PROMPTS, "The cat sat on the mat and looked at the moon. " * 20)
"""The last one is longer than an encoder takes."""
DECODER_PROMPTS = ("The", "One two three", "Naïve café")


def write(directory: pathlib.Path) -> None:
    """Every source with every model."""
    begun = []
    for name, build in tiny_encoder_decoders.MODELS.items():
        model = build(keras_hub.samplers.GreedySampler())
        for source, prompt in zip(SOURCES, DECODER_PROMPTS, strict=False):
            text = model.generate({"encoder_text": source, "decoder_text": prompt})
            begun.append({"bundle": name, "source": source, "decoder_prompt": prompt, "text": text})
        entries = [{"source": source, "text": model.generate(source)} for source in SOURCES]
        (directory / f"{name}.json").write_text(json.dumps(entries), encoding="utf-8")
    (directory / "decoder_prompts.json").write_text(json.dumps(begun), encoding="utf-8")
    beams = []
    for name, count in (("tiny_bart", 3), ("tiny_t5", 5)):
        model = tiny_encoder_decoders.MODELS[name](keras_hub.samplers.BeamSampler(count))
        beams += [{"bundle": name, "source": source, "beams": count, "text": model.generate(source)} for source in SOURCES[:3]]
    (directory / "beams.json").write_text(json.dumps(beams), encoding="utf-8")
    model = tiny_encoder_decoders.moonshine(keras_hub.samplers.GreedySampler())
    generator = np.random.default_rng(7)
    sounds = [np.clip(generator.normal(0, 3000, count), -32768, 32767).astype(int).tolist() for count in (911, 1600, 2444, 3000)]
    entries = [{"source": sound, "text": model.generate({"audio": np.array([sound], "float32") / 32768})[0]} for sound in sounds]
    (directory / "tiny_moonshine.json").write_text(json.dumps(entries), encoding="utf-8")
