"""A small Segment Anything 3, whose scores lie on both sides of its threshold."""

from typing import Any

import keras
import keras_hub
from tiny_image_texts import byte_pairs
from tiny_models import varied

_models, _layers = keras_hub.models, keras_hub.layers
_SIZES: dict[str, Any] = {"num_layers": 1, "hidden_dim": 16, "intermediate_dim": 32, "num_heads": 2}


def sam3(height: int = 28, width: int = 42, queries: int = 8, embedding: int = 16) -> Any:
    """Stretched as its presets do; at 28x42 masks of 8x12, and 2x3 places of `embedding` numbers for the picture."""
    keras.utils.set_random_seed(43)
    tokenizer = _models.SAM3Tokenizer(*byte_pairs())
    image: dict[str, Any] = {"image_shape": (height, width, 3), "patch_size": 14}
    backbone = _models.SAM3PromptableConceptBackbone(
        vision_encoder=_layers.SAM3VisionEncoder(
            **_SIZES | image | {"hidden_dim": embedding},
            fpn_hidden_dim=16, fpn_scale_factors=[4.0, 2.0, 1.0, 0.5], pretrain_image_shape=(42, 42, 3),
            window_size=2, global_attn_indexes=[0],
        ),
        text_encoder=_layers.SAM3TextEncoder(
            **_SIZES, vocabulary_size=tokenizer.vocabulary_size(), embedding_dim=16, max_sequence_length=16
        ),
        geometry_encoder=_layers.SAM3GeometryEncoder(**_SIZES, roi_size=7),
        detr_encoder=_layers.SAM3DetrEncoder(**_SIZES),
        detr_decoder=_layers.SAM3DetrDecoder(**_SIZES | image, num_queries=queries),
        mask_decoder=_layers.SAM3MaskDecoder(num_upsampling_stages=3, hidden_dim=16, num_heads=2),
    )  # fmt: skip
    converter = _layers.SAM3ImageConverter(image_size=(height, width), crop_to_aspect_ratio=False, scale=1 / 127.5, offset=-1.0)
    preprocessor = _models.SAM3PromptableConceptImageSegmenterPreprocessor(tokenizer, converter, sequence_length=12)
    return varied(_models.SAM3PromptableConceptImageSegmenter(backbone, preprocessor=preprocessor))
