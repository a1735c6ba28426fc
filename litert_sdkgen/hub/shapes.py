"""Sizes that a KerasHub model leaves open: from the caller, else the preprocessor, else the model's own limits."""

import math
from typing import Any

from .registry import Request

_DEFAULT_LENGTH = 128
_NOT_PICTURES = ("pixel_values", "pixel_position_ids", "boxes", "audio_mel", "input_features")  # although they have four axes


class OpenSizes:
    """Called with an input's name and an axis that Keras leaves open, gives a size, None where only the caller can know it."""

    def __init__(self, model: Any, request: Request, ranks: dict[str, int]) -> None:
        """`ranks`: number of axes of each input by name."""
        self._model = model
        self._backbone = getattr(model, "backbone", model)
        self._preprocessor = getattr(model, "preprocessor", None)
        self._request = request
        self._ranks = ranks

    def __call__(self, name: str, axis: int) -> int | None:
        if self._ranks.get(name) == 4 and axis in (1, 2) and name not in _NOT_PICTURES:
            return self._picture_side(name, axis)
        if axis == 1:
            return self._along_first(name)
        match name:
            case "pixel_values" if axis == 3:  # Gemma 4: the colors of a patch
                return 3 * int(self._vision_encoder.patch_size) ** 2
            case "pixel_values" | "pixel_position_ids":  # Gemma 4: patches, of which pool_size squared make a token
                return self._tokens_per_picture() * int(getattr(self._vision_encoder, "pool_size", 1)) ** 2
            case "audio_mel" | "audio_mel_mask":  # Gemma 4: two convolutions, each of which halves the frames
                return 4 * self._tokens_per_clip()
            case "input_features" | "input_features_mask":  # Gemma 3n
                return self._tokens_per_clip() * self._frames_per_token()
            case "masks":  # Segment Anything: four times as fine as the picture's embedding
                return 4 * int(self._backbone.prompt_encoder.image_embedding_size[axis - 2])
        return None

    def _along_first(self, name: str) -> int | None:
        match name:
            case "images" | "pixel_values" | "pixel_position_ids":
                return self._pictures()
            case "vision_indices":
                return self._pictures() * self._tokens_per_picture()
            case "audio_mel" | "audio_mel_mask" | "input_features" | "input_features_mask":
                return self._clips()
            case "audio_indices":
                return self._clips() * self._tokens_per_clip()
            case "mask_positions":
                most = getattr(self._preprocessor, "mask_selection_length", None)
                return min(self._length(name), most or _DEFAULT_LENGTH)
            case "points" | "labels":  # SAM: without a box, KerasHub wants a padding point behind the real one
                return 2
            case "boxes" | "box_labels" | "masks":
                return 1
            case "encoder_features":  # Whisper
                return int(self._backbone.max_encoder_sequence_length)
            case "encoder_padding_mask" if "encoder_input_values" in self._ranks:
                return None  # as many as there are samples of sound
        return None if name == "encoder_input_values" else self._length(name)

    def _length(self, name: str) -> int:
        if self._request.sequence_length is not None:
            return self._request.sequence_length
        prefix = name.removesuffix("token_ids").removesuffix("negative_").removesuffix("padding_mask").strip("_")
        for owner, attribute in (
            (getattr(self._backbone, prefix, None), "max_sequence_length"),  # Stable Diffusion has several text encoders
            (self._preprocessor, f"{prefix}_sequence_length"),
            (self._preprocessor, "sequence_length"),
        ):
            length = getattr(owner, attribute, None)
            if isinstance(length, int):
                return min(length, self._most(length))
        return min(_DEFAULT_LENGTH, self._most(_DEFAULT_LENGTH))

    def _most(self, otherwise: int) -> int:
        names = ("max_sequence_length", "max_label_length", "max_position_embeddings", "max_decoder_sequence_length")
        return next((int(most) for name in names if (most := getattr(self._backbone, name, None))), otherwise)

    def _picture_side(self, name: str, axis: int) -> int | None:
        converter = getattr(self._preprocessor, "image_converter", None)
        size = self._request.image_size or getattr(converter, "image_size", None)
        return int(size[axis - 1]) if size else None

    @property
    def _vision_encoder(self) -> Any:
        return getattr(self._backbone, "vision_encoder", None)

    def _pictures(self) -> int:
        return int(getattr(self._preprocessor, "max_images_per_prompt", None) or 1)

    def _clips(self) -> int:
        names = ("max_audio_clips_per_prompt", "max_audios_per_prompt")
        return next((int(most) for name in names if (most := getattr(self._preprocessor, name, None))), 1)

    def _tokens_per_picture(self) -> int:
        encoder = self._vision_encoder
        return int(getattr(encoder, "num_vision_tokens_per_image", None) or self._backbone.vision_soft_tokens_per_image)

    def _tokens_per_clip(self) -> int:
        tokens = getattr(self._backbone, "num_audio_tokens_per_clip", None)
        return int(tokens or self._backbone.audio_soft_tokens_per_image)

    def _frames_per_token(self) -> int:
        encoder = self._backbone.audio_encoder
        return math.prod(int(stride[0]) for stride in encoder.sscp_conv_stride_size) * int(encoder.reduction_factor)
