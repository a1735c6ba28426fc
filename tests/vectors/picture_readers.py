"""What KerasHub's `generate` makes of pictures, with the small models that are exported for the JVM tests.

`picture_<i>.png`, of any sizes, and `tiny_parseq.json`: the text of each, greedy, up to the model's own stop token. `tiny_blip2_t5.json`
and `tiny_blip2_opt.json`: lists of `{"picture", "prompt", "text"}`, in the same way; `tiny_marked_t5gemma2.json` has texts without a
picture too, which is null then.
"""

import json
import pathlib

import keras_hub
import numpy as np
import tiny_encoder_decoders
import tiny_picture_readers

from litert_sdkgen.hub import pictures

from .encoder_decoders import SOURCES

SIZES = ((16, 48), (40, 90), (31, 200), (64, 64), (12, 19))
SHORT = ("The quick brown fox", "", "Naïve café: “日本語”")
"""Prompts that fit into a context."""


MARKER = "<start_of_image>"


def write(directory: pathlib.Path) -> None:
    """Every picture with every model."""
    files = [pictures.synthetic(seed, *size) for seed, size in enumerate(SIZES)]
    for i, png in enumerate(files):
        (directory / f"picture_{i}.png").write_bytes(png)
    model = tiny_picture_readers.parseq(keras_hub.samplers.GreedySampler())
    texts = ["".join(model.generate(pictures.decode(png)[np.newaxis])[0]) for png in files]
    (directory / "tiny_parseq.json").write_text(json.dumps(texts), encoding="utf-8")
    for name, build, given, prompts, options in (
        ("tiny_blip2_t5", tiny_picture_readers.blip2_t5, "encoder_text", SOURCES, {}),
        ("tiny_blip2_opt", tiny_picture_readers.blip2_opt, "text", SHORT, {"strip_prompt": True}),
    ):
        model, entries = build(keras_hub.samplers.GreedySampler()), []
        for i, prompt in enumerate(prompts):
            images = pictures.decode(files[i % len(files)])[np.newaxis]
            (text,) = model.generate({"images": images, given: [prompt]}, **options)
            entries.append({"picture": i % len(files), "prompt": prompt, "text": text})
        (directory / f"{name}.json").write_text(json.dumps(entries), encoding="utf-8")
    model, entries = tiny_encoder_decoders.t5gemma2_with_pictures(keras_hub.samplers.GreedySampler()), []
    for i, prompt in enumerate((*SHORT, *(f"{text}{MARKER} two" for text in SHORT), f"{MARKER}\n{MARKER[1:]}")):
        shown = {"images": pictures.decode(files[i % len(files)])[np.newaxis]} if MARKER in prompt else {}
        text = model.generate({"encoder_text": [prompt], "decoder_text": [""], **shown})[0]
        entries.append({"picture": i % len(files) if shown else None, "prompt": prompt, "text": text})
    (directory / "tiny_marked_t5gemma2.json").write_text(json.dumps(entries), encoding="utf-8")
