"""PaliGemma: one picture in front of every prompt. Picture and prompt attend to each other in both directions, the answer looks back."""

from collections.abc import Sequence
from typing import Any

import keras
import keras_hub
import numpy as np

from ..cached_steps import CacheLayout, call_with_cache
from .prompt_pictures import ImageSize, PromptPictures

KERAS_CLASS = keras_hub.models.PaliGemmaCausalLM


def describe(model: Any, image_size: ImageSize | None) -> PromptPictures:
    backbone = model.backbone

    def prefix(layout: CacheLayout, embeddings: Any, tokens: Any, is_token: Any, cache: Sequence[Any]) -> list[Any]:
        # KerasHub aligns a mask of the text with the end of the cache.
        room = layout.context_length - backbone.image_sequence_length - tokens.shape[1]
        mask = keras.ops.pad(is_token, ((0, 0), (0, room)))
        pictured = keras.ops.cast(embeddings, model.compute_dtype)
        return call_with_cache(model, layout, tokens, 0, cache, img_embeddings=pictured, padding_mask=mask)[2]

    return PromptPictures(
        shape=(backbone.image_size, backbone.image_size, 3),
        places=backbone.image_sequence_length,
        dimensions=backbone.hidden_dim,
        embed=backbone.vit_encoder,
        inputs=lambda row, mask, pictures: {"token_ids": row, "padding_mask": mask, "images": np.stack(pictures)},
        prefix=prefix,
    ).check_size(image_size)


def preprocessed(preprocessor: Any, text: str, pictures: Sequence[Any], length: int) -> Any:
    """A text alone gets a black picture, since KerasHub wants one."""
    images = np.stack(pictures or [np.zeros((1, 1, 3), "float32")])
    return preprocessor.generate_preprocess({"images": images, "prompts": [text]}, sequence_length=length)
