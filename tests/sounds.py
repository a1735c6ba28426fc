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


def random_sounds(generator: np.random.Generator, count: int = 20) -> Iterator[Any]:
    """float32 of any length up to two seconds: tones, sums of tones, chirps and bursts of noise, loud and soft."""
    for i in range(count):
        times = np.arange(int(2 * RATE * generator.uniform() ** 0.5)) / RATE
        loudness = 10 ** generator.uniform(-5, 0)
        if i % 4 == 0:
            shape = np.sin(2 * np.pi * generator.uniform(20, 7900) * times + generator.uniform(0, 6))
        elif i % 4 == 1:
            shape = sum(np.sin(2 * np.pi * generator.uniform(50, 7000) * times) * 10 ** generator.uniform(-4, 0) for _ in range(4)) / 4
        elif i % 4 == 2:
            shape = np.sin(2 * np.pi * (generator.uniform(100, 3000) + 900 * np.sin(generator.uniform(1, 5) * times)) * times)
        else:
            shape = generator.normal(0, 0.3, len(times)) * np.abs(np.sin(3 * times)) ** 4
        yield np.clip(loudness * shape, -1, 1).astype("<f4")


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
