"""Gemma 4: one sound in a prompt, of as many places as it is long; it looks back only, so that what is behind it changes nothing."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import keras
import keras_hub
import numpy as np

from ....errors import ExportError
from ....manifest.generation import PlaceMarker
from ....manifest.steps import LogMelStep
from ... import audio_converters
from ..pictures import gemma4
from .prompt_sounds import FEATURES, FRAME_MASK, PromptSounds

KERAS_CLASS = keras_hub.models.Gemma4CausalLM
_COMPARED = (1, 4, 5, 11)
"""Moments of sounds whose places are counted in what the preprocessor makes of them."""


def describe(model: Any) -> PromptSounds | None:
    """Of a model whose preprocessor has an audio converter.

    Raises:
        ExportError: a converter that the device cannot repeat, or another number of places in the preprocessor than in the model.
    """
    backbone, preprocessor = model.backbone, model.preprocessor
    encoder, converter = backbone.audio_encoder, preprocessor.audio_converter
    if encoder is None or converter is None:
        return None
    frames = int(converter.num_samples // converter.stride)
    each = math.prod(stride for stride, _ in encoder.sscp_stride_sizes) * int(encoder.reduction_factor)
    placeholder, start, end = preprocessor.audio_placeholder, preprocessor.start_of_audio_token, preprocessor.end_of_audio_token
    hidden = tuple(int(preprocessor.tokenizer.token_to_id(token)) for token in (placeholder, start, end))
    marker = PlaceMarker(marker=placeholder, before=start, placeholder=placeholder, after=end, token=hidden[0])
    _check_places(preprocessor, marker, each)

    def embed(bands: Any, mask: Any) -> Any:
        return encoder(bands, keras.ops.cast(mask, "bool"))

    def inputs(row: Any, features: Sequence[Any]) -> Mapping[str, Any]:
        (bands,) = features
        is_place, used = row == marker.token, np.arange(frames) < len(bands)
        return {
            "audio_mel": np.pad(bands, ((0, frames - len(bands)), (0, 0)))[None, None],
            "audio_mel_mask": used.astype("int32")[None, None],
            "audio_mask": is_place,
            "audio_indices": np.flatnonzero(is_place[0]).astype("int32")[None],
        }

    return PromptSounds(
        converter=audio_converters.described_by(converter, frames, {"features": FEATURES, "frame_mask": FRAME_MASK}),
        places=-(-frames // each),
        dimensions=backbone.hidden_dim,
        embed=embed,
        inputs=inputs,
        placed=gemma4.reader(model, "audio_interleave_embeddings", "audio_embeddings", "audio_mask"),
        marker=marker,
        most=1,  # KerasHub takes a second one for that of another prompt
        frames_per_place=each,
        hidden=hidden,
    )


def features(preprocessor: Any, samples: Any, step: LogMelStep) -> Any:
    """As `generate` makes them of one sound, without the silence behind it."""
    converter = preprocessor.audio_converter
    return converter(samples[None])[:, : len(samples) // converter.stride]


def _check_places(preprocessor: Any, marker: PlaceMarker, each: int) -> None:
    """The preprocessor counts them by a formula of its own."""
    for frames in _COMPARED:
        samples = np.zeros(frames * preprocessor.audio_converter.stride, "float32")
        given = {"prompts": [marker.marker], "audio": [samples]}
        tokens = np.asarray(preprocessor.generate_preprocess(given, sequence_length=2 * max(_COMPARED) + 8)["token_ids"])
        places, expected = int((tokens == marker.token).sum()), -(-frames // each)
        if places != expected:
            raise ExportError(
                f"the {type(preprocessor).__name__} leaves {places} places for a sound of {frames} moments, "
                f"of which the model makes {expected}"
            )
