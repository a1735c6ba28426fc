"""Gemma 4: natural logarithms of mel bands of the magnitude; half a frame of silence in front."""

from typing import Any

import keras_hub

from ...errors import ExportError
from ...manifest.steps import LogMelStep
from .described import FILTERS_FILE, Described, filters, per_band, require

KERAS_CLASS = keras_hub.layers.Gemma4AudioConverter
FEEDS = {"features": "audio_mel", "frame_mask": "audio_mel_mask"}


def describe(converter: Any, frames: int, feeds: dict[str, str]) -> Described:
    """From live attributes; of the converter's frames the model reads the first ones."""
    require(converter, {"compute_dtype": "float32"})
    length, stride = int(converter.num_samples), int(converter.stride)
    if frames > length // stride:
        raise ExportError(f"the Gemma4AudioConverter makes {length // stride} frames, and the model reads {frames}")
    if converter.frame_length > converter.num_fft_bins:
        raise ExportError(f"the Gemma4AudioConverter cuts frames of {converter.frame_length} samples to {converter.num_fft_bins}")
    step = LogMelStep(
        sampling_rate=int(converter.sampling_rate),
        length=length,
        frames=frames,
        frame=int(converter.frame_length),
        stride=stride,
        transform=int(converter.num_fft_bins),
        filters=FILTERS_FILE,
        margin="silent",
        spectrum="magnitude",
        floor=float(converter.mel_floor),
        floor_is="added",
        logarithm="e",
        mean=per_band(converter.per_bin_mean),
        deviation=per_band(converter.per_bin_stddev),
        counted="whole",
        feeds=feeds,
    )
    return Described(step, filters(converter.mel_filters))
