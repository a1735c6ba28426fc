"""The task that KerasHub lacks for its backbones that hear: what the encoder makes of a sound."""

from typing import Any

import keras_hub
from keras_hub.src.utils import preset_utils

_ENCODERS = {keras_hub.models.WhisperBackbone: ("encoder_features", "encoder_sequence_output")}
"""Backbones, and the names of their encoder's input and output."""


class AudioEncoder(keras_hub.models.Task):  # type: ignore[misc]  # KerasHub has no types
    """The encoder of a backbone alone; its decoder, which needs tokens, stays out."""

    def __init__(self, backbone: Any, audio_converter: Any, **options: Any) -> None:
        self.backbone = backbone
        self.preprocessor = None
        self.audio_converter = audio_converter
        taken, given = _ENCODERS[type(backbone)]
        super().__init__(inputs=backbone.input[taken], outputs=backbone.output[given], **options)

    @classmethod
    def from_preset(cls, preset: str, **options: Any) -> "AudioEncoder":
        """The backbone of `preset` with its converter."""
        backbone = keras_hub.models.Backbone.from_preset(preset, **options)
        return cls(backbone, keras_hub.layers.AudioConverter.from_preset(preset))

    @classmethod
    def fits(cls, preset: str) -> bool:
        """Whether the preset's backbone has an encoder of sound, and the preset says how sound becomes tensors."""
        if preset_utils.get_preset_loader(preset).check_backbone_class() not in _ENCODERS:
            return False
        return preset_utils.check_file_exists(preset, preset_utils.AUDIO_CONVERTER_CONFIG_FILE)  # type: ignore[no-any-return]
