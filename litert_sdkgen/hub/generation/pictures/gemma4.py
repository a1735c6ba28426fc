"""Gemma 4: a few pictures, each where the text has its placeholder; all places look back only, as in KerasHub's `generate`.

The preprocessor leaves as many places for every picture as the largest one fills; behind those that a smaller one fills stand embeddings of
nothing. What the encoder reads are patches with their rows and columns; here the file cuts them, of pictures of one size.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import keras
import keras_hub
import numpy as np

from ....errors import ExportError, UsageError
from ....exporter.cures.replacement import replaced
from ....manifest.generation import PlaceMarker
from ....manifest.steps import ImageStep
from ... import image_converters
from ..cached_steps import CacheLayout, StateLayout, call_with_cache
from .prompt_pictures import ImageSize, Placed, PromptPictures

KERAS_CLASS = keras_hub.models.Gemma4CausalLM


def describe(model: Any, image_size: ImageSize | None) -> PromptPictures | None:
    """Pictures of `image_size`, or else of the square that KerasHub's converter makes of a square one.

    Raises:
        ExportError: the preprocessor leaves another number of places for a picture than its converter fills.
        UsageError: a size that its converter does not make of any picture.
    """
    backbone, preprocessor = model.backbone, model.preprocessor
    converter = preprocessor.image_converter
    if backbone.vision_encoder is None or converter is None:
        return None
    places, most = int(preprocessor.num_vision_tokens_per_image), int(converter.max_soft_tokens)
    if places != most:
        raise ExportError(
            f"the {type(preprocessor).__name__} leaves {places} places for a picture, for which its converter makes {most}: "
            "set num_vision_tokens_per_image to that"
        )
    height, width = _size(converter, image_size)
    positions = _positions(converter, height, width)

    def embed(pixels: Any) -> Any:
        return backbone.vision_encoder(
            {"pixel_values": _patches(converter, pixels)[None], "pixel_position_ids": keras.ops.convert_to_tensor(positions[None])}
        )[0]

    def inputs(row: Any, mask: Any, pictures: Sequence[Any]) -> Mapping[str, Any]:
        if not pictures:
            return {"token_ids": row, "padding_mask": mask}
        is_place = row == preprocessor.tokenizer.image_placeholder_id
        return {
            "token_ids": row,
            "padding_mask": mask,
            "vision_mask": is_place,
            "vision_indices": np.flatnonzero(is_place[0]).astype("int32")[None],
            "pixel_values": np.stack([np.asarray(_patches(converter, pixels[None]))[0] for pixels in pictures])[None],
            "pixel_position_ids": np.repeat(positions, len(pictures), 0)[None],
        }

    return PromptPictures(
        shape=(height, width, 3),
        places=places,
        dimensions=backbone.hidden_dim,
        embed=embed,
        inputs=inputs,
        placed=reader(model, "interleave_embeddings", "img_embeddings", "vision_mask"),
        marker=_marker(preprocessor),
        most=int(preprocessor.max_images_per_prompt),
    )


def reader(model: Any, interleaving: str, embeddings_name: str, mask_name: str) -> Placed:
    """Reads embeddings where the backbone's layer `interleaving` would put them among those of tokens."""
    backbone = model.backbone

    def placed(layout: StateLayout, embeddings: Any, position: Any, cache: Sequence[Any]) -> list[Any]:
        def only_given(image_embeddings: Any, text_embeddings: Any, vision_indices: Any) -> Any:
            return keras.ops.cast(image_embeddings, text_embeddings.dtype)

        assert isinstance(layout, CacheLayout)  # what the class has
        shape = embeddings.shape[:2]
        given = {embeddings_name: embeddings, mask_name: keras.ops.ones(shape, "bool")}
        with replaced(backbone, interleaving, only_given):
            return call_with_cache(model, layout, keras.ops.zeros(shape, "int32"), position, cache, **given)[2]

    return placed


def preprocessed(preprocessor: Any, text: str, pictures: Sequence[Any], length: int) -> Any:
    """KerasHub counts the places of pictures among the tokens."""
    marker = None if preprocessor.image_converter is None else _marker(preprocessor)
    room = 0 if marker is None else text.count(marker.marker) * (preprocessor.num_vision_tokens_per_image + 2)
    return preprocessor.generate_preprocess({"prompts": [text]}, sequence_length=length + room)


def image_step(converter: Any, height: int, width: int, channels: int, feeds: dict[str, str]) -> ImageStep:
    """What `converter` does to pictures that it makes `height` x `width`; others are stretched. The file itself cuts them into patches.

    Raises:
        ExportError: a class that the device cannot repeat.
    """
    if type(converter).call is not keras_hub.layers.Gemma4ImageConverter.call:
        raise ExportError(f"{type(converter).__name__} prepares images in a way that the device cannot repeat yet")
    resizing = _resizing((height, width), converter.scale, converter.offset)
    return replace(image_converters.describe(resizing, height, width, channels, feeds), overshoot="cut")


def pixels(preprocessor: Any, picture: Any, height: int, width: int) -> Any:
    """float32[1, height, width, 3]: what `image_step` says of a picture, by KerasHub's own layers."""
    converter = preprocessor.image_converter
    resized = keras.ops.clip(_resizing((height, width))(picture[None]), 0.0, 255.0)
    return np.asarray(_resizing(None, converter.scale, converter.offset)(resized), np.float32)


def _resizing(size: ImageSize | None, scale: Any = None, offset: Any = None) -> Any:
    return keras_hub.layers.ImageConverter(
        image_size=size, scale=scale, offset=offset, crop_to_aspect_ratio=False, interpolation="bicubic", antialias=True,
        data_format="channels_last", dtype="float32",
    )  # fmt: skip


def _size(converter: Any, wanted: ImageSize | None) -> ImageSize:
    """Height and width, in pieces of which each fills a place."""
    piece, most = int(converter.patch_size * converter.pooling_kernel_size), int(converter.max_soft_tokens)
    if wanted is None:
        side = piece * math.isqrt(most)
        return side, side
    height, width = wanted
    if height < 1 or width < 1 or height % piece or width % piece:
        raise UsageError(f"--image-size: the model reads pieces of {piece}x{piece}: expected multiples of {piece}. Received: {wanted}")
    if height // piece * (width // piece) > most:
        found = height // piece * (width // piece)
        raise UsageError(f"--image-size: the model reads at most {most} pieces of {piece}x{piece}. Received: {wanted}, which are {found}")
    return height, width


def _patches(converter: Any, pixels: Any) -> Any:
    """float32[1, patches, values] of pixels [1, height, width, 3], row by row as the converter cuts them, and zeros behind."""
    _, height, width, channels = pixels.shape
    side = converter.patch_size
    cut = keras.ops.reshape(pixels, (1, height // side, side, width // side, side, channels))
    patches = keras.ops.reshape(keras.ops.transpose(cut, (0, 1, 3, 2, 4, 5)), (1, -1, side * side * channels))
    return keras.ops.pad(patches, ((0, 0), (0, _most_patches(converter) - patches.shape[1]), (0, 0)))


def _positions(converter: Any, height: int, width: int) -> Any:
    """int32[1, patches, 2]: the column and the row of each patch, and -1 behind them."""
    rows, columns = height // converter.patch_size, width // converter.patch_size
    found = np.full((1, _most_patches(converter), 2), -1, "int32")
    found[0, : rows * columns] = [(column, row) for row in range(rows) for column in range(columns)]
    return found


def _most_patches(converter: Any) -> int:
    return int(converter.max_soft_tokens * converter.pooling_kernel_size**2)


def _marker(preprocessor: Any) -> PlaceMarker:
    """The placeholder itself is what a user writes."""
    return PlaceMarker(
        marker=preprocessor.image_placeholder,
        before=preprocessor.start_of_image_token,
        placeholder=preprocessor.image_placeholder,
        after=preprocessor.end_of_image_token,
        token=int(preprocessor.tokenizer.image_placeholder_id),
    )
