"""Gemma 3: a few pictures, each where the text has a marker. The places of one attend to each other, the rest looks back."""

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import keras
import keras_hub
import numpy as np

from ....exporter.cures.replacement import replaced
from ..cached_steps import CacheLayout, StateLayout, call_with_cache
from . import marked
from .prompt_pictures import ImageSize, PromptPictures

KERAS_CLASS = keras_hub.models.Gemma3CausalLM
preprocessed = marked.preprocessed


def describe(model: Any, image_size: ImageSize | None) -> PromptPictures | None:
    backbone, preprocessor = model.backbone, model.preprocessor
    if backbone.text_only_model or preprocessor.text_only_model:
        return None
    places = int(backbone.num_vision_tokens_per_image)

    def placed(layout: StateLayout, embeddings: Any, position: Any, cache: Sequence[Any]) -> list[Any]:
        assert isinstance(layout, CacheLayout)  # what this model has
        with _one_picture(model, position + places):
            return call_with_cache(model, layout, keras.ops.zeros((1, places), "int32"), position, cache, img_embeddings=embeddings)[2]

    def inputs(row: Any, mask: Any, pictures: Sequence[Any]) -> Mapping[str, Any]:
        if not pictures:
            return {"token_ids": row, "padding_mask": mask}
        is_place = row == preprocessor.tokenizer.image_placeholder_id
        indices = np.flatnonzero(is_place[0]).astype("int32")[None]
        return {
            "token_ids": row, "padding_mask": mask, "vision_mask": is_place, "vision_indices": indices, "images": np.stack(pictures)[None]
        }  # fmt: skip

    return PromptPictures(
        shape=(backbone.image_size, backbone.image_size, 3),
        places=places,
        dimensions=backbone.hidden_dim,
        embed=lambda pixels: backbone.vision_encoder(keras.ops.expand_dims(pixels, 0)),
        inputs=inputs,
        placed=placed,
        marker=marked.marker(preprocessor),
        most=int(preprocessor.max_images_per_prompt),
    ).check_size(image_size)


@contextlib.contextmanager
def _one_picture(model: Any, end: Any) -> Iterator[None]:
    """A call reads nothing but a picture meanwhile, each place of which attends to all that stands before `end`."""

    def attention_mask(x: Any, padding_mask: Any, vision_mask: Any, cache: Any, cache_update_index: Any) -> Any:
        length = cache[0].shape[1]
        seen = keras.ops.arange(length, dtype="int32") < end
        return keras.ops.broadcast_to(seen, (1, x.shape[1], length))

    def only_pictures(image_embeddings: Any, text_embeddings: Any, vision_indices: Any) -> Any:
        return keras.ops.cast(image_embeddings, text_embeddings.dtype)

    with contextlib.ExitStack() as stack:
        stack.enter_context(replaced(model.backbone, "interleave_embeddings", only_pictures))
        for layer in model.backbone.transformer_layers:
            stack.enter_context(replaced(layer, "_compute_attention_mask", attention_mask))
        yield
