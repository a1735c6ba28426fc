"""Sounds that are hard to repeat, and converters that read them."""

from collections.abc import Iterator
from typing import Any

import keras_hub
import numpy as np

RATE = 16000
_GEMMA3N = {
    "feature_size": 16, "sampling_rate": RATE, "padding_value": 0.0, "return_attention_mask": True, "frame_length_ms": 32.0,
    "hop_length_ms": 10.0, "min_frequency": 125.0, "max_frequency": 7600.0, "preemphasis": 0.97, "preemphasis_htk_flavor": True,
    "fft_overdrive": True, "dither": 0.0, "input_scale_factor": 1.0, "mel_floor": 1e-5, "per_bin_mean": None, "per_bin_stddev": None,
    "padding_side": "right",
}  # fmt: skip


def gemma3n_converter(**options: Any) -> Any:
    """Gemma 3n's settings but for the number of bands, and `options`."""
    return keras_hub.layers.Gemma3nAudioConverter(**_GEMMA3N | options)


def sounds(generator: np.random.Generator) -> Iterator[Any]:
    """float32 from none to two seconds: one sample, silence, noise loud and soft, tones whose neighbours are empty, clicks, speech-like."""
    times = np.arange(2 * RATE) / RATE
    speech = 0.3 * np.sin(2 * np.pi * (200 + 300 * np.sin(3 * times)) * times) * np.sin(2 * times) + generator.normal(0, 0.01, len(times))
    for samples in (
        [],
        [0.5],
        np.zeros(700),
        generator.uniform(-1, 1, 15877),
        generator.normal(0, 1e-4, 16001),
        np.sin(times[:9999] * 2 * np.pi * 440),
        1e-3 * np.sin(times[:20000] * 2 * np.pi * 3000),
        np.sign(np.sin(times[:5000] * 2 * np.pi * 100)),
        np.eye(1, 8000, 5001)[0],
        speech[: RATE - 1],
        speech,
    ):
        yield np.asarray(samples, "<f4")
