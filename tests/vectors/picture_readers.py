"""What KerasHub's `generate` makes of pictures, with the small models that are exported for the JVM tests.

`picture_<i>.png`, of any sizes, and `tiny_parseq.json`: the text of each, greedy, up to the model's own stop token.
"""

import json
import pathlib

import keras_hub
import numpy as np
import tiny_picture_readers

from litert_sdkgen.hub import pictures

SIZES = ((16, 48), (40, 90), (31, 200), (64, 64), (12, 19))


def write(directory: pathlib.Path) -> None:
    """Every picture with every model."""
    files = [pictures.synthetic(seed, *size) for seed, size in enumerate(SIZES)]
    for i, png in enumerate(files):
        (directory / f"picture_{i}.png").write_bytes(png)
    model = tiny_picture_readers.parseq(keras_hub.samplers.GreedySampler())
    texts = ["".join(model.generate(pictures.decode(png)[np.newaxis])[0]) for png in files]
    (directory / "tiny_parseq.json").write_text(json.dumps(texts), encoding="utf-8")
