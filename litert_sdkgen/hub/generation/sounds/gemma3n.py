"""Gemma 3n: as many places for each sound; those behind its end hold an embedding that stands for padding."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import keras
import keras_hub
import numpy as np

from ....errors import ExportError
from ....exporter.cures.replacement import replaced
from ....manifest.steps import LogMelStep
from ... import audio_converters
from ...audio_converters import Described
from ..pictures import gemma3n, marked
from .prompt_sounds import FEATURES, FRAME_MASK, PromptSounds

KERAS_CLASS = keras_hub.models.Gemma3nCausalLM
_MULTIPLE, _LONGEST = 128, 480_000
"""KerasHub's converter makes the number of samples a multiple of the one, and cuts off what is beyond the other."""


def describe(model: Any) -> PromptSounds | None:
    """Of a model whose preprocessor has an audio converter.

    Raises:
        ExportError: a converter that the device cannot repeat, or another number of places in the preprocessor than in the model.
    """
    backbone, preprocessor = model.backbone, model.preprocessor
    processor, converter = backbone.embedding_processor, preprocessor.audio_converter
    if backbone.audio_encoder is None or converter is None:
        return None
    places, expected = int(preprocessor.num_audio_tokens_per_audio), int(processor.audio_soft_tokens_per_image)
    if places != expected:
        raise ExportError(
            f"the {type(preprocessor).__name__} leaves {places} places for a sound, of which the model makes {expected}: "
            "set num_audio_tokens_per_audio to that"
        )

    def inputs(_: Any, features: Sequence[Any]) -> Mapping[str, Any]:
        bands = np.stack(features)[None]
        return {"input_features": bands, "input_features_mask": np.zeros(bands.shape[:3], bool)}  # True would be padding

    return PromptSounds(
        converter=_converter(converter, backbone.audio_encoder, places),
        places=places,
        dimensions=backbone.text_hidden_size,
        embed=lambda bands, mask: _embedded(backbone, bands, mask, places),
        inputs=inputs,
        placed=gemma3n.reader(model, backbone.audio_token_id),
        marker=marked.sound_marker(preprocessor),
        most=int(preprocessor.max_audios_per_prompt),
    )


def features(preprocessor: Any, samples: Any, step: LogMelStep) -> Any:
    """As `generate` makes them of one sound."""
    return preprocessor.audio_converter(samples[None], padding="longest")[0]


def _converter(converter: Any, encoder: Any, places: int) -> Described:
    """For sounds that the places of a prompt hold, in frames that are full of samples as `padding="longest"` makes them."""
    frame, stride = int(converter.frame_length), int(converter.hop_length)
    if frame < stride + _MULTIPLE:
        raise ExportError(f"the Gemma3nAudioConverter cuts frames of {frame} samples {stride} apart; the device knows longer ones")
    most = places * _moments(encoder)
    length = min(_LONGEST, (frame + most * stride - 1) // _MULTIPLE * _MULTIPLE)
    frames = (length - frame) // stride + 1
    described = audio_converters.described_by(converter, frames, {"features": FEATURES, "frame_mask": FRAME_MASK})
    return replace(described, step=replace(described.step, length=length, counted="full", multiple=_MULTIPLE))


def _moments(encoder: Any) -> int:
    """How many frames become one embedding."""
    (first, _), (second, _) = encoder.sscp_conv_stride_size
    return int(first * second * encoder.reduction_factor)


def _embedded(backbone: Any, bands: Any, mask: Any, places: int) -> Any:
    """The embeddings of the frames that `mask` has, and of padding behind them. Each convolution sees zeros behind the sound, as where
    there are no more frames."""
    encoder = backbone.audio_encoder
    used = keras.ops.cast(mask, "bool")
    projection = encoder.subsample_conv_projection
    second, stride = projection.conv_1, encoder.sscp_conv_stride_size[0][0]

    def only_sound(x: Any) -> Any:
        return second(x * keras.ops.cast(used[:, None, ::stride, None], x.dtype))

    with replaced(projection, "conv_1", only_sound):
        encoded, is_padding = encoder((bands * keras.ops.cast(used[..., None], bands.dtype), keras.ops.logical_not(used)))
    embedder = backbone.embed_audio
    padding = embedder(keras.ops.full((1, places), embedder.vocab_offset + embedder.vocab_size - 1, "int32"))
    room = ((0, 0), (0, max(0, places - encoded.shape[1])))
    embedded = keras.ops.pad(embedder(encoded), (*room, (0, 0)))[:, :places]
    is_padding = keras.ops.pad(is_padding, room, constant_values=True)[:, :places]
    return keras.ops.where(is_padding[..., None], padding, embedded)
