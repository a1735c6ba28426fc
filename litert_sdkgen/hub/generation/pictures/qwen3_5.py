"""Qwen3.5: pictures where the text has markers; how many places one takes follows from the size of the file's pictures.

Positions count in three directions: those of a picture's places are its rows and columns, and the text behind it goes on where its longer
side ends. The state remembers how far positions are behind the places of the context.
"""

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
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
from ..cached_steps import StateLayout
from ..linear_attention_state import Grid, sees
from .prompt_pictures import ImageSize, PromptPictures

KERAS_CLASS = keras_hub.models.Qwen3_5CausalLM
PLACES_BY_SIZE = True
_VISION = ("vision_start_token", "vision_end_token", "image_token", "video_token")


def describe(model: Any, image_size: ImageSize | None) -> PromptPictures | None:
    """Pictures of `image_size`, or else of the least square that KerasHub's converter makes.

    Raises:
        UsageError: a size that its converter does not make of any picture.
    """
    if not sees(model):
        return None
    backbone, preprocessor = model.backbone, model.preprocessor
    converter, encoder = preprocessor.image_converter, backbone.vision_encoder
    height, width = _size(converter, image_size)
    grid = [1, height // converter.patch_size, width // converter.patch_size]
    merged = Grid(*(side // encoder.spatial_merge_size for side in grid[1:]))

    def embed(pixels: Any) -> Any:
        # Keras makes tensors of arrays, whose values a graph does not know: a list is none, and the patches of one picture need no bounds.
        with replaced(encoder, "blocks", [_unbounded(block) for block in encoder.blocks]):
            return keras.ops.expand_dims(encoder(_patches(converter, pixels), grid_thw=[grid]), 0)

    def placed(layout: StateLayout, embeddings: Any, position: Any, cache: Sequence[Any]) -> list[Any]:
        def only_pictures(image_embeddings: Any, text_embeddings: Any, vision_indices: Any) -> Any:
            return keras.ops.cast(image_embeddings, text_embeddings.dtype)

        tokens = keras.ops.zeros((1, merged.places), "int32")
        with replaced(backbone, "interleave_embeddings", only_pictures):
            return layout.step(model, tokens, position, cache, grid=merged, img_embeddings=embeddings, vision_indices=())[2]

    def inputs(row: Any, mask: Any, pictures: Sequence[Any]) -> Mapping[str, Any]:
        if not pictures:
            return {"token_ids": row, "padding_mask": mask}
        grids = np.array([grid] * len(pictures), "int32")
        return {
            "token_ids": row,
            "padding_mask": mask,
            "pixel_values": np.concatenate([np.asarray(_patches(converter, pixels[None])) for pixels in pictures]),
            "image_grid_thw": grids,
            "vision_indices": np.asarray(preprocessor._compute_vision_indices(row)),
            "position_ids": np.asarray(preprocessor._compute_position_ids(row, grids, None)),
        }

    @contextlib.contextmanager
    def shown(inputs: Mapping[str, Any]) -> Iterator[None]:
        if "pixel_values" not in inputs:
            yield
            return
        found = encoder(inputs["pixel_values"], inputs["image_grid_thw"])
        with replaced(backbone, "vision_encoder", lambda patches, grids: found):
            yield

    return PromptPictures(
        shape=(height, width, 3),
        places=merged.places,
        dimensions=backbone.hidden_dim,
        embed=embed,
        inputs=inputs,
        shown=shown,
        placed=placed,
        marker=_marker(preprocessor),
        most=None,
        left_out="behind a picture generate() counts positions by its places, where it has read the prompt by rows and columns",
    )


def preprocessed(preprocessor: Any, text: str, pictures: Sequence[Any], length: int) -> Any:
    """Where there are pictures KerasHub looks for their tokens itself: its tokenizer would take them apart."""
    with tokenizing(preprocessor):
        return preprocessor.generate_preprocess([text], sequence_length=length)


@contextlib.contextmanager
def tokenizing(preprocessor: Any) -> Iterator[None]:
    """The tokenizer of a preprocessor for pictures keeps their tokens whole meanwhile, as its prompts with pictures have them."""
    if preprocessor.image_converter is None:
        yield
        return
    import tokenizers

    tokenizer = preprocessor.tokenizer
    tokenizer._maybe_initialized_tokenizers()
    whole = tokenizers.Tokenizer.from_str(tokenizer._tokenizer.to_str())
    whole.add_special_tokens([getattr(tokenizer, name) for name in _VISION])
    with replaced(tokenizer, "_tokenizer", whole):
        yield


def image_step(converter: Any, height: int, width: int, channels: int, feeds: dict[str, str]) -> ImageStep:
    """What `converter` does to pictures that it makes `height` x `width`; others are stretched. The file itself cuts them into patches.

    Raises:
        ExportError: a class or settings that the device cannot repeat.
    """
    known = keras_hub.layers.Qwen3_5ImageConverter
    if any(getattr(type(converter), method) is not getattr(known, method) for method in ("call", "_call_ops", "_call_tf")):
        raise ExportError(f"{type(converter).__name__} prepares images in a way that the device cannot repeat yet")
    resizing = _resizing(converter, (height, width), converter.scale, converter.offset)
    return replace(image_converters.describe(resizing, height, width, channels, feeds), overshoot="cut")


def pixels(preprocessor: Any, picture: Any, height: int, width: int) -> Any:
    """float32[1, height, width, 3]: what `image_step` says of a picture, by KerasHub's own layers."""
    converter = preprocessor.image_converter
    resized = keras.ops.clip(_resizing(converter, (height, width))(picture[None]), 0.0, 255.0)
    return np.asarray(_resizing(converter, None, converter.scale, converter.offset)(resized), np.float32)


def _resizing(converter: Any, size: ImageSize | None, scale: Any = None, offset: Any = None) -> Any:
    return keras_hub.layers.ImageConverter(
        image_size=size, scale=scale, offset=offset, crop_to_aspect_ratio=False, interpolation=converter.interpolation,
        antialias=converter.antialias, data_format=converter.data_format, dtype=converter.dtype_policy,
    )  # fmt: skip


def _size(converter: Any, wanted: ImageSize | None) -> ImageSize:
    stride = converter.patch_size * converter.spatial_merge_size
    if wanted is None:
        side = max(stride, round(converter.min_pixels**0.5 / stride) * stride)
        return side, side
    height, width = wanted
    if height < 1 or width < 1 or height % stride or width % stride:
        raise UsageError(f"--image-size: the model reads pieces of {stride}x{stride}: expected multiples of {stride}. Received: {wanted}")
    if not converter.min_pixels <= height * width <= converter.max_pixels:
        bounds = f"KerasHub gives a picture {converter.min_pixels} to {converter.max_pixels} pixels"
        raise UsageError(f"--image-size: {bounds}. Received: {wanted}, which are {height * width}")
    return height, width


def _patches(converter: Any, pixels: Any) -> Any:
    """float32[patches, frames, side, side, 3] of pixels [1, height, width, 3], row by row as the converter cuts them."""
    _, height, width, channels = pixels.shape
    side = converter.patch_size
    cut = keras.ops.reshape(pixels, (height // side, side, width // side, side, channels))
    patches = keras.ops.reshape(keras.ops.transpose(cut, (0, 2, 1, 3, 4)), (-1, 1, side, side, channels))
    return keras.ops.tile(patches, (1, converter.temporal_patch_size, 1, 1, 1))


def _unbounded(block: Any) -> Callable[[Any, Any, Any], Any]:
    return lambda patches, positions, bounds: block(patches, positions)


def _marker(preprocessor: Any) -> PlaceMarker:
    """With the tokens around it, as Qwen's chat template has it: so no two pictures touch, and none is the end of a prompt."""
    tokenizer, placeholder = preprocessor.tokenizer, preprocessor.image_token
    before, after = tokenizer.vision_start_token, tokenizer.vision_end_token
    return PlaceMarker(f"{before}{placeholder}{after}", before, placeholder, after, int(preprocessor.image_token_id))
