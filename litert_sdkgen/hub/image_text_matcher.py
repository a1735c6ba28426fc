"""The task that KerasHub lacks for its models of pictures and texts: how well texts fit a picture."""

from dataclasses import dataclass
from typing import Any, Literal

import keras_hub
from keras_hub.src.utils import preset_utils

from .own_task import OwnTask


@dataclass(frozen=True)
class Head:
    """Where a backbone keeps the scale (and bias) of its logits, and what its family trains them with.

    Without `any_length` its texts have all the tokens that it has positions for, with padding.
    """

    layer: str
    activation: Literal["softmax", "sigmoid"]
    any_length: bool = True


_HEADS = {
    keras_hub.models.CLIPBackbone: Head("clip_head", "softmax"),
    keras_hub.models.MetaCLIP2Backbone: Head("metaclip_2_head", "softmax"),
    keras_hub.models.SigLIPBackbone: Head("siglip_head", "sigmoid", any_length=False),
}


class ImageTextMatcher(OwnTask):
    """A CLIP, MetaCLIP 2 or SigLIP backbone with its preprocessor, which has an image converter."""

    backbones = _HEADS
    made_by = keras_hub.models.CausalLMPreprocessor
    files = (preset_utils.IMAGE_CONVERTER_CONFIG_FILE, preset_utils.TOKENIZER_CONFIG_FILE)

    def __init__(self, backbone: Any, preprocessor: Any, **options: Any) -> None:
        self.backbone = backbone
        self.preprocessor = preprocessor
        super().__init__(inputs=backbone.input, outputs=backbone.output, **options)

    @property
    def head(self) -> Head:
        """The kind of the backbone's head."""
        return next(head for backbone, head in _HEADS.items() if isinstance(self.backbone, backbone))
