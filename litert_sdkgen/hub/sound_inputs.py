"""How sound becomes the inputs of a model that has named tensors."""

from collections.abc import Sequence
from typing import Any

import keras_hub

from ..exporter.plan import NamedSpec
from . import audio_converters
from .audio_converters import Described


def described(model: Any, inputs: Sequence[NamedSpec]) -> Described | None:
    """The step for the converter of the model's preprocessor, None for models without one.

    Raises:
        ExportError: a converter that the device cannot repeat, or that does not fit `inputs`.
    """
    converter = getattr(getattr(model, "preprocessor", None), "audio_converter", None)
    if converter is None and isinstance(model, keras_hub.models.WhisperBackbone):
        converter = _whisper(model, inputs)
    return None if converter is None else audio_converters.describe(converter, inputs)


def _whisper(backbone: Any, inputs: Sequence[NamedSpec]) -> Any:
    """KerasHub has no Whisper task that would hold a converter: the usual one, for as many bands and seconds as the encoder reads."""
    features = next(spec for spec in inputs if "encoder_features" in (spec.keras_name, spec.name))
    converter = keras_hub.layers.WhisperAudioConverter
    seconds = features.shape[1] * converter().stride // converter().sampling_rate
    return converter(num_mels=backbone.num_mels, max_audio_length=seconds)
