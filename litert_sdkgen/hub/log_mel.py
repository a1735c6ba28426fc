"""How sound becomes what Whisper's encoder reads. KerasHub has no Whisper task that would say so, only the converter."""

from collections.abc import Sequence
from typing import Any

import keras_hub

from ..exporter.plan import NamedSpec
from ..manifest.steps import LogMelStep

_INPUT = "encoder_features"


def steps(model: Any, inputs: Sequence[NamedSpec]) -> tuple[LogMelStep, ...]:
    """The step for a Whisper backbone that reads whole seconds, none for other models."""
    if not isinstance(model, keras_hub.models.WhisperBackbone):
        return ()
    (features,) = [spec for spec in inputs if spec.keras_name == _INPUT or spec.name == _INPUT]
    _, frames, bands = features.shape
    converter = keras_hub.layers.WhisperAudioConverter(num_mels=bands)
    seconds, rest = divmod(frames * converter.stride, converter.sampling_rate)
    return () if rest or not seconds else (describe(converter, seconds, features.name),)


def describe(converter: Any, seconds: int, name: str) -> LogMelStep:
    """The manifest's form of a `WhisperAudioConverter` for sounds of so many seconds, as the input `name` takes it."""
    rate = int(converter.sampling_rate)
    return LogMelStep(rate, rate * seconds, int(converter.num_fft_bins), int(converter.stride), int(converter.num_mels), {"features": name})
