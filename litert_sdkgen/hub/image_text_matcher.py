"""The task that KerasHub lacks for its models of pictures and texts: how well texts fit a picture."""

from dataclasses import dataclass
from typing import Any, Literal

import keras_hub
from keras_hub.src.utils import preset_utils


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
_FILES = (preset_utils.IMAGE_CONVERTER_CONFIG_FILE, preset_utils.TOKENIZER_CONFIG_FILE)


class ImageTextMatcher(keras_hub.models.Task):  # type: ignore[misc]  # KerasHub has no types
    """A CLIP, MetaCLIP 2 or SigLIP backbone with its preprocessor, which has an image converter."""

    def __init__(self, backbone: Any, preprocessor: Any, **options: Any) -> None:
        self.backbone = backbone
        self.preprocessor = preprocessor
        super().__init__(inputs=backbone.input, outputs=backbone.output, **options)

    @property
    def head(self) -> Head:
        """The kind of the backbone's head."""
        return next(head for backbone, head in _HEADS.items() if isinstance(self.backbone, backbone))

    @classmethod
    def from_preset(cls, preset: str, **options: Any) -> "ImageTextMatcher":
        """The backbone of `preset` with its preprocessor."""
        backbone = keras_hub.models.Backbone.from_preset(preset, **options)
        return cls(backbone, keras_hub.models.CausalLMPreprocessor.from_preset(preset))

    @classmethod
    def fits(cls, preset: str) -> bool:
        """Whether the preset's backbone compares pictures with texts, and the preset says how both become tensors."""
        loader = preset_utils.get_preset_loader(preset)
        if loader.check_backbone_class() not in _HEADS:
            return False
        own = isinstance(loader, preset_utils.KerasPresetLoader)  # a foreign checkpoint always has what makes both
        return not own or all(preset_utils.check_file_exists(preset, file) for file in _FILES)
