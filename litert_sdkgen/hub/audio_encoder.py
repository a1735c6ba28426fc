"""The task that KerasHub lacks for its backbones that hear: what the encoder makes of a sound."""

from typing import Any

import keras_hub
from keras_hub.src.utils import preset_utils

from .own_task import OwnTask

_ENCODERS = {keras_hub.models.WhisperBackbone: ("encoder_features", "encoder_sequence_output")}
"""Backbones, and the names of their encoder's input and output."""


class AudioEncoder(OwnTask):
    """The encoder of a backbone alone; its decoder, which needs tokens, stays out."""

    backbones = _ENCODERS
    made_by = keras_hub.layers.AudioConverter
    files = (preset_utils.AUDIO_CONVERTER_CONFIG_FILE,)

    def __init__(self, backbone: Any, audio_converter: Any, **options: Any) -> None:
        self.backbone = backbone
        self.preprocessor = None
        self.audio_converter = audio_converter
        taken, given = _ENCODERS[type(backbone)]
        super().__init__(inputs=backbone.input[taken], outputs=backbone.output[given], **options)
