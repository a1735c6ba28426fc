"""Gemma 3n: natural logarithms of mel bands of the magnitude, of a sound whose high tones are emphasized."""

from typing import Any

import keras_hub
import numpy as np

from ...manifest.steps import LogMelStep
from .described import FILTERS_FILE, Described, filters, per_band, require

KERAS_CLASS = keras_hub.layers.Gemma3nAudioConverter
FEEDS = {"features": "input_features", "frame_mask": "input_features_mask"}


def describe(converter: Any, frames: int, feeds: dict[str, str]) -> Described:
    """From live attributes. KerasHub's frames are as many as a sound has; here silence, which the mask leaves out, makes up their number,
    as `padding="max_length"` does it.
    """
    require(converter, {"compute_dtype": "float32", "dither": 0.0, "padding_side": "right", "padding_value": 0.0})
    frame, stride, emphasis = int(converter.frame_length), int(converter.hop_length), float(converter.preemphasis)
    step = LogMelStep(
        sampling_rate=int(converter.sampling_rate),
        length=(frames - 1) * stride + frame,
        frames=frames,
        frame=frame,
        stride=stride,
        transform=int(converter.fft_length),
        filters=FILTERS_FILE,
        margin="none",
        spectrum="magnitude",
        floor=float(converter.mel_floor),
        floor_is="least",
        logarithm="e",
        scale=float(converter.input_scale_factor),
        emphasis=max(emphasis, 0.0),
        first=float(np.float32(1.0 - emphasis)) if emphasis > 0 and converter.preemphasis_htk_flavor else 1.0,
        mean=per_band(converter.per_bin_mean),
        deviation=per_band(converter.per_bin_stddev),
        counted="begun",
        feeds=feeds,
    )
    return Described(step, filters(converter.mel_filters))
