"""BLIP-2 with OPT: one picture in front of every prompt, as places between the vision encoder and the language model (the Q-Former's)."""

from collections.abc import Sequence
from typing import Any

import keras
import keras_hub
import numpy as np

from ....errors import ExportError
from ..cached_steps import CacheLayout, call_with_cache
from .prompt_pictures import ImageSize, PromptPictures

KERAS_CLASS = keras_hub.models.BLIP2CausalLM


def describe(model: Any, image_size: ImageSize | None) -> PromptPictures:
    """The places of the Q-Former in front of a prompt.

    Raises:
        ExportError: a model without a vision encoder, of which KerasHub puts all tokens of a prompt at one position.
    """
    backbone, preprocessor = model.backbone, model.preprocessor
    if not backbone.multimodal or preprocessor.text_only_model:
        raise ExportError(
            f"the {type(model).__name__} has no part that reads pictures; KerasHub puts all tokens of its prompts at one position then. "
            "Its forward pass can be exported with --task tensors"
        )
    places = int(backbone.num_query_tokens)

    def prefix(layout: CacheLayout, embeddings: Any, tokens: Any, is_token: Any, cache: Sequence[Any]) -> list[Any]:
        # KerasHub wants a mask of the whole cache.
        mask = keras.ops.pad(is_token, ((0, 0), (0, layout.context_length - places - tokens.shape[1])))
        pictured = keras.ops.cast(embeddings, model.compute_dtype)
        return call_with_cache(model, layout, tokens, 0, cache, projected_features=pictured, padding_mask=mask)[2]

    size = backbone.vision_encoder.image_size
    height, width = size if isinstance(size, tuple | list) else (size, size)
    return PromptPictures(
        shape=(int(height), int(width), 3),
        places=places,
        dimensions=backbone.language_model.hidden_dim,
        embed=model._encode_images,
        inputs=lambda row, mask, pictures: {"token_ids": row, "padding_mask": mask, "images": np.stack(pictures)},
        prefix=prefix,
        positions=backbone.language_model.max_sequence_length,
    ).check_size(image_size)


def preprocessed(preprocessor: Any, text: str, pictures: Sequence[Any], length: int) -> Any:
    """KerasHub takes texts without a picture too."""
    return preprocessor.generate_preprocess({"text": [text]} | ({"images": np.stack(pictures)} if pictures else {}), sequence_length=length)
