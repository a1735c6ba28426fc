"""Sound as what an encoder reads: samples of any number in a fixed length, with the answer of the number that there are.

Moonshine normalizes over time, so that padding would change its answer; its mask leaves out each sample of exactly `padding_value`,
wherever it stands. Here the padding takes no part in the normalization, and the mask is KerasHub's.
"""

import contextlib
from collections.abc import Iterator
from typing import Any

import keras
import numpy as np

from ...exporter.cures.replacement import replaced
from ...exporter.plan import Continuation, NamedSpec
from ...exporter.samples import pattern
from ...manifest.steps import AudioStep, PromptPacker
from .encoded_steps import Source

_PATTERN = 3
_SILENT = 16
"""The pattern has a sample of 0 here and there, which KerasHub's mask leaves out. Where too few remain for one place, its attention sees
nothing, and takes the mean of everything."""


def describe(model: Any, samples: str, count: str, length: int) -> AudioStep:
    """The manifest's form of what KerasHub's preprocessor does to sound, at most `length` samples."""
    converter = model.preprocessor.audio_converter
    return AudioStep(int(converter.sampling_rate), shortest(model), length, {"samples": samples, "sample_count": count})


def least_length(model: Any) -> int:
    """The fewest samples for which a file can be made, and checked."""
    return shortest(model) + _SILENT + 1


def shortest(model: Any) -> int:
    """The fewest samples of which the model's convolutions make a place for the encoder."""
    size = 1
    for layer in (model.backbone.conv3, model.backbone.conv2, model.backbone.conv1):
        size = (size - 1) * layer.strides[0] + layer.kernel_size[0]
    return int(size)


def source(model: Any, step: AudioStep) -> Source:
    """The samples in an input of the step's length, and how many they are."""
    converter, backbone = model.preprocessor.audio_converter, model.backbone

    @contextlib.contextmanager
    def read(samples: Any, count: Any) -> Iterator[dict[str, Any]]:
        is_sound = _first(step.length, count)
        if converter.do_normalize:
            mean, variance = _moments(samples, is_sound)
            samples = (samples - mean) / keras.ops.sqrt(variance + 1e-7)
        samples = keras.ops.where(is_sound, samples, converter.padding_value)
        used = keras.ops.logical_and(is_sound, keras.ops.not_equal(samples, converter.padding_value))
        conv = backbone.conv1
        frames = (count - conv.kernel_size[0]) // conv.strides[0] + 1
        layer = backbone.group_norm
        with replaced(backbone, "group_norm", lambda x: _group_norm(layer, x, frames)):
            values = keras.ops.cast(keras.ops.expand_dims(samples, -1), model.compute_dtype)
            yield {"encoder_input_values": values, "encoder_padding_mask": used}

    inputs = (
        NamedSpec(step.feeds["samples"], "encoder_input_values", "float32", (1, step.length), low=-1.0),
        NamedSpec(step.feeds["sample_count"], None, "int32", (1,), low=step.shortest, high=step.length + 1),
    )
    return Source(inputs, read)


def beginning(preprocessor: Any, length: int) -> PromptPacker:
    """The tokens with which a transcription begins."""
    packed = preprocessor.generate_preprocess({"audio": np.ones((1, length), "float32")})
    tokens, mask = packed["decoder_token_ids"][0], packed["decoder_padding_mask"][0]
    return PromptPacker(tuple(int(token) for token, is_used in zip(tokens, mask, strict=True) if is_used))


def asked(preprocessor: Any, step: AudioStep, start: PromptPacker) -> list[tuple[Continuation, dict[str, Any]]]:
    """Continuations without tokens, each with KerasHub's inputs for the encoder: the shortest sound, the longest, and between."""
    found = []
    for i, count in enumerate((step.shortest + _SILENT, (step.shortest + step.length) // 2, step.length - 1, step.length)):
        samples = pattern(_PATTERN + i, (1, count), "float32")
        packed = preprocessor.generate_preprocess({"audio": samples})
        inputs = {name: np.asarray(value) for name, value in packed.items() if name.startswith("encoder_")}
        found.append((Continuation(start.start, (), sound=(_PATTERN + i, count)), inputs))
    return found


def _first(length: int, count: Any) -> Any:
    """bool[1, length]: True at the first `count` places."""
    return keras.ops.expand_dims(keras.ops.arange(length, dtype="int32"), 0) < count


def _moments(x: Any, is_counted: Any) -> tuple[Any, Any]:
    """Mean and variance of the places of `x` that count, over all but the first axis."""
    weights = keras.ops.cast(is_counted, x.dtype) * keras.ops.ones_like(x)
    axes = list(range(1, len(x.shape)))
    total = keras.ops.sum(weights, axis=axes, keepdims=True)
    mean = keras.ops.sum(x * weights, axis=axes, keepdims=True) / total
    return mean, keras.ops.sum(keras.ops.square(x - mean) * weights, axis=axes, keepdims=True) / total


def _group_norm(layer: Any, x: Any, frames: Any) -> Any:
    """Keras' `GroupNormalization` of one group over the first `frames` places of `x`."""
    values = keras.ops.cast(x, "float32")
    mean, variance = _moments(values, keras.ops.expand_dims(_first(x.shape[1], frames), -1))
    scale = keras.ops.rsqrt(variance + layer.epsilon) * layer.gamma
    return keras.ops.cast(values * scale + (layer.beta - mean * scale), x.dtype)
