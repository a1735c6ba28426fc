"""The task that KerasHub lacks for its image backbones: a picture's features, pooled to one vector."""

import inspect
from typing import Any

import keras
import keras_hub
from keras_hub.src.utils import preset_utils

from .own_task import OwnTask


def _classifiers() -> dict[Any, Any]:
    found: list[Any] = [value for value in vars(keras_hub.models).values() if isinstance(value, type)]
    classes = [cls for cls in found if issubclass(cls, keras_hub.models.ImageClassifier)]
    return {cls.backbone_cls: cls for cls in classes if cls.backbone_cls is not None}


_CLASSIFIERS = _classifiers()
"""Backbones, and what classifies pictures by them."""


class ImageEmbedder(OwnTask):
    """The backbone of an image classifier, pooled as the head of its family does it before its own layers.

    That is the class token where the family's default is one (ViT, DeiT), else the average over all places. A backbone with several
    feature maps gives its last one.
    """

    backbones = _CLASSIFIERS
    made_by = keras_hub.models.ImageClassifierPreprocessor
    files = (preset_utils.IMAGE_CONVERTER_CONFIG_FILE,)

    def __init__(self, backbone: Any, preprocessor: Any, **options: Any) -> None:
        self.backbone = backbone
        self.preprocessor = preprocessor
        super().__init__(inputs=backbone.input, outputs=_pooled(backbone), **options)


def _pooled(backbone: Any) -> Any:
    features = backbone.output
    if isinstance(features, dict):
        features = features[list(features)[-1]]
    rank = len(features.shape)
    if rank == 3:
        pooling = inspect.signature(_CLASSIFIERS[type(backbone)].__init__).parameters.get("pooling")
        return features[:, 0] if pooling is not None and pooling.default == "token" else keras.ops.mean(features, axis=1)
    return keras.ops.mean(features, axis=(1, 2)) if rank == 4 else features
