"""What KerasHub's `generate` recommends, with the small EdRec that is exported for the JVM tests.

`tiny_edrec.json`: a list of `{"history", "beams", "ids"}`: greedy where `beams` is 1, else KerasHub's beam search; to the end of the
context.
"""

import json
import pathlib

import keras_hub
import numpy as np
import tiny_encoder_decoders
from tiny_encoder_decoders import recommended

_LENGTHS = (1, 2, 7, 13, 24)


def write(directory: pathlib.Path) -> None:
    """Every history with each way to choose."""
    generator = np.random.default_rng(12)
    histories = [generator.integers(0, 50, length).tolist() for length in _LENGTHS]
    entries = []
    for beams in (1, 3):
        model = tiny_encoder_decoders.edrec(keras_hub.samplers.BeamSampler(beams) if beams > 1 else "greedy")
        entries += [{"history": history, "beams": beams, "ids": recommended(model, history)} for history in histories]
    (directory / "tiny_edrec.json").write_text(json.dumps(entries), encoding="utf-8")
