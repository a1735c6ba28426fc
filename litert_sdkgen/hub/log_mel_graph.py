"""Log-mel bands inside a graph: the step of an audio converter by operations that every LiteRT runtime has.

There is no Fourier transform among them. Over a fixed length it is a product with a matrix: with the window in it, one convolution.
"""

import json
import math
from typing import Any

import keras
import numpy as np

from ..manifest.steps import LogMelStep
from .audio_converters import Described


def log_mel(described: Described, samples: Any) -> Any:
    """float32[1, frames, bands] of `samples`, float32[1, length] at the converter's sampling rate."""
    step = described.step
    spectra = keras.ops.conv(_blocks(step, samples), _transform(step), strides=step.stride // _block(step), padding="valid")
    bins = step.transform // 2 + 1
    power = keras.ops.square(spectra[..., :bins]) + keras.ops.square(spectra[..., bins:])
    bands = keras.ops.matmul(power if step.spectrum == "power" else keras.ops.sqrt(power), _filters(described))
    raised = bands + step.floor if step.floor_is == "added" else keras.ops.maximum(bands, step.floor)
    logarithms = keras.ops.log(raised) * (1 / math.log(10) if step.logarithm == "10" else 1.0)
    if step.range is not None:
        logarithms = keras.ops.maximum(logarithms, keras.ops.max(logarithms) - step.range)
    mean, deviation = (np.array(values or otherwise, np.float32) for values, otherwise in ((step.mean, 0.0), (step.deviation, 1.0)))
    return (logarithms - mean) / deviation


def _block(step: LogMelStep) -> int:
    """As many samples lie in one frame, or in the next one, as a whole."""
    return math.gcd(step.frame, step.stride)


def _blocks(step: LogMelStep, samples: Any) -> Any:
    """The samples that all frames together read, float32[1, blocks, samples of a block]."""
    signal = samples * step.scale
    if step.emphasis or step.first != 1.0:
        signal = keras.ops.concatenate([signal[:, :1] * step.first, signal[:, 1:] - step.emphasis * signal[:, :-1]], axis=1)
    margin = 0 if step.margin == "none" else step.frame // 2
    size = (step.frames - 1) * step.stride + step.frame
    if step.margin == "mirrored":
        signal = keras.ops.pad(signal, ((0, 0), (margin, margin)), mode="reflect")
    else:
        signal = keras.ops.pad(signal, ((0, 0), (margin, max(0, size - margin - step.length))))
    return keras.ops.reshape(signal[:, :size], (1, size // _block(step), _block(step)))


def _transform(step: LogMelStep) -> Any:
    """The kernel of the convolution, [blocks of a frame, samples of a block, 2 * frequencies]: cosines, then sines, under Hann's window."""
    places, bins = np.arange(step.frame), np.arange(step.transform // 2 + 1)
    angles = 2 * np.pi * (np.outer(places, bins) % step.transform) / step.transform
    window = (0.5 - 0.5 * np.cos(2 * np.pi * places / step.frame))[:, None]
    kernel = np.concatenate([window * np.cos(angles), window * np.sin(angles)], axis=1)
    return kernel.astype(np.float32).reshape(step.frame // _block(step), _block(step), 2 * len(bins))


def _filters(described: Described) -> Any:
    """float32[frequencies, bands]."""
    bands = json.loads(described.assets[described.step.filters])
    matrix = np.zeros((described.step.transform // 2 + 1, len(bands)), np.float32)
    for i, band in enumerate(bands):
        matrix[band["first"] : band["first"] + len(band["weights"]), i] = band["weights"]
    return matrix
