"""Whisper: mel bands of Slaney's kind of the power, in decimal logarithms that span eight at most."""

from typing import Any

import keras_hub

from ...errors import ExportError
from ...manifest.steps import LogMelStep
from .described import FILTERS_FILE, Described, filters, require

KERAS_CLASS = keras_hub.layers.WhisperAudioConverter
FEEDS = {"features": "encoder_features"}


def describe(converter: Any, frames: int, feeds: dict[str, str]) -> Described:
    """From live attributes; the model reads the whole of what the converter makes, since it has a highest value."""
    require(converter, {"compute_dtype": "float32"})
    length = int(converter.num_samples)
    if frames != length // converter.stride:
        raise ExportError(f"the WhisperAudioConverter makes {length // converter.stride} frames, and the model reads {frames}")
    step = LogMelStep(
        sampling_rate=int(converter.sampling_rate),
        length=length,
        frames=frames,
        frame=int(converter.num_fft_bins),
        stride=int(converter.stride),
        transform=int(converter.num_fft_bins),
        filters=FILTERS_FILE,
        margin="mirrored",
        spectrum="power",
        floor=1e-10,
        floor_is="least",
        logarithm="10",
        range=8.0,
        mean=(-4.0,),
        deviation=(4.0,),
        feeds=feeds,
    )
    return Described(step, filters(converter.mel_filters))
