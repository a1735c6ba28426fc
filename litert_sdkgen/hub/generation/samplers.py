"""How KerasHub chooses the next token, in the manifest's form."""

from typing import Any

import keras_hub

from ...errors import ExportError
from ...manifest.generation import Sampler


def describe(sampler: Any) -> Sampler:
    """The manifest's form of a KerasHub sampler. Its seed stays behind: on a device the caller gives one.

    Raises:
        ExportError: a sampler of a kind that the device does not have.
    """
    samplers = keras_hub.samplers
    temperature = float(sampler.temperature)
    kinds = {
        samplers.GreedySampler: lambda: Sampler("greedy"),
        samplers.TopKSampler: lambda: Sampler("top_k", temperature, k=int(sampler.k)),
        samplers.TopPSampler: lambda: Sampler("top_p", temperature, k=None if sampler.k is None else int(sampler.k), p=float(sampler.p)),
        samplers.BeamSampler: lambda: Sampler("beam", temperature, beams=int(sampler.num_beams)),
        samplers.ContrastiveSampler: lambda: Sampler("contrastive", temperature, k=int(sampler.k), alpha=float(sampler.alpha)),
        samplers.RandomSampler: lambda: Sampler("random", temperature),
    }
    if type(sampler) not in kinds:
        known = ", ".join(kind.__name__ for kind in kinds)
        raise ExportError(f"the device has no {type(sampler).__name__} (known: {known}). Choose one: model.compile(sampler='greedy')")
    return kinds[type(sampler)]()
