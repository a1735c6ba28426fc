"""Gemma 3n: a few pictures, each where the text has a marker; all places look back only."""

from collections.abc import Mapping, Sequence
from typing import Any

import keras
import keras_hub
import numpy as np

from ....errors import ExportError
from ....exporter.cures.replacement import replaced
from ..cached_steps import CacheLayout, StateLayout, call_with_cache
from . import marked
from .prompt_pictures import ImageSize, Placed, PromptPictures

KERAS_CLASS = keras_hub.models.Gemma3nCausalLM
preprocessed = marked.preprocessed


def describe(model: Any, image_size: ImageSize | None) -> PromptPictures | None:
    """Of a model whose preprocessor has an image converter.

    Raises:
        ExportError: the preprocessor leaves another number of places for a picture than the encoder fills.
    """
    backbone, preprocessor = model.backbone, model.preprocessor
    encoder = backbone.vision_encoder
    if encoder is None or preprocessor.image_converter is None:
        return None
    _, rows, columns, _ = encoder.output.shape
    places = int(preprocessor.num_vision_tokens_per_image)
    if rows * columns != places:
        raise ExportError(
            f"the {type(preprocessor).__name__} leaves {places} places for a picture, of which the encoder makes {rows * columns}: "
            "set num_vision_tokens_per_image to that"
        )

    def embed(pixels: Any) -> Any:
        features = keras.ops.reshape(encoder(pixels), (1, places, -1))
        return backbone.embed_vision(features * encoder.num_features**0.5)

    def inputs(row: Any, mask: Any, pictures: Sequence[Any]) -> Mapping[str, Any]:
        return {"token_ids": row, "padding_mask": mask} | ({"images": np.stack(pictures)[None]} if pictures else {})

    return PromptPictures(
        shape=tuple(encoder.image_shape),
        places=places,
        dimensions=backbone.text_hidden_size,
        embed=embed,
        inputs=inputs,
        placed=reader(model, backbone.image_token_id),
        marker=marked.marker(preprocessor),
        most=int(preprocessor.max_images_per_prompt),
    ).check_size(image_size)


def reader(model: Any, placeholder: int) -> Placed:
    """Reads embeddings at the places of the token `placeholder`."""
    backbone = model.backbone

    def placed(layout: StateLayout, embeddings: Any, position: Any, cache: Sequence[Any]) -> list[Any]:
        assert isinstance(layout, CacheLayout)  # what this model has
        tokens = keras.ops.full(embeddings.shape[:2], placeholder, "int32")
        with replaced(backbone, "embedding_processor", lambda inputs: _embedded(backbone, embeddings, inputs["token_ids"])):
            return call_with_cache(model, layout, tokens, position, cache)[2]

    return placed


def _embedded(backbone: Any, embeddings: Any, tokens: Any) -> tuple[Any, Any]:
    """What the layers read at places of a picture: its embeddings, and what each layer gets besides, partly of the placeholder."""
    model = backbone.language_model
    known = keras.ops.where(tokens < backbone.vocab_size_per_layer_input, tokens, 0)
    embeddings = keras.ops.cast(embeddings, model.compute_dtype)
    return embeddings, model.project_per_layer_inputs(embeddings, model.get_per_layer_inputs(known))
