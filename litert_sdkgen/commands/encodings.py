"""`run` for an encoder of sound: what it makes of a file, or how alike the first of several is to each of the others."""

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import sound_file

if TYPE_CHECKING:
    import numpy as np

    from ..bundle import Bundle


def lines(bundle: "Bundle", arguments: Namespace) -> list[str]:
    """The hidden states of one sound; of several the cosine between the means of the first and of each other one, the most alike first.

    Raises:
        UsageError: no WAV file.
        PresetError: KerasHub's converter cannot be found, where the bundle's graph does not take samples.
    """
    from ..answers.similarity import cosine
    from ..errors import UsageError
    from ..hub import running
    from ..litert import LiteRtFile
    from .tensor_values import shown

    contents, post, (step,) = arguments.content, bundle.manifest.postprocess, bundle.manifest.preprocess
    if not contents:
        raise UsageError("run: expected a WAV file, or several to compare the first with. Received: 0")
    assert post is not None and post.type == "hidden_states" and (step.type == "audio" or step.type == "log_mel")  # those of the task
    prepare = running.sound_preparation(bundle, arguments.preset)
    means = []
    with LiteRtFile(bundle.model_file) as file:
        for content in contents:
            samples = sound_file.read(Path(content), step.sampling_rate)
            states = file.run(bundle.manifest.signatures[0].key, prepare(samples))[post.output]
            means.append(_mean(states, len(samples) / step.length))
    if len(contents) == 1:
        return [shown(post.output, states)]
    similar = [(cosine(means[0], mean), content) for mean, content in zip(means[1:], contents[1:], strict=True)]
    return [f"{similarity:.6f} {content}" for similarity, content in sorted(similar, key=lambda pair: -pair[0])[: arguments.top]]


def _mean(states: "np.ndarray[Any, Any]", part: float) -> list[float]:
    """Over the frames that begin within the sound, which takes `part` of all of them."""
    used = max(1, min(states.shape[1], -int(-part * states.shape[1] // 1)))
    return [float(value) for value in states[0, :used].mean(axis=0)]
