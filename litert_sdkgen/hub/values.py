"""Which values make sense for a KerasHub input, so that verification tries those."""

from dataclasses import replace
from typing import Any

from ..exporter.plan import NamedSpec

_VOCABULARY = ("vocabulary_size", "text_vocab_size", "vocab_size")


def sensible(spec: NamedSpec, model: Any, length: int = 1) -> NamedSpec:
    """`spec` with the role and range that its Keras name implies; `length` is that of the token sequence which positions point into."""
    backbone, name = getattr(model, "backbone", model), spec.keras_name or spec.name
    match name:
        case "mask_positions" | "vision_indices" | "audio_indices" | "position_ids":
            return replace(spec, role="positions", low=0 if name == "position_ids" else 1, high=length)
        case "segment_ids":
            return replace(spec, high=getattr(backbone, "num_segments", spec.high))
        case "pixel_position_ids":
            encoder = backbone.vision_encoder
            return replace(spec, high=int(encoder.image_size) // int(encoder.patch_size))
        case "num_steps":
            return replace(spec, low=1, high=29)
        case "box_labels":
            return replace(spec, high=2)
        case "points" | "boxes" if hasattr(backbone, "prompt_encoder"):
            return replace(spec, high=float(min(backbone.prompt_encoder.input_image_size)))
    if name.endswith("mask"):
        return replace(spec, role="mask", high=2)
    if name.endswith("token_ids"):
        return replace(spec, high=_vocabulary(name, backbone, spec.high))
    return spec


def _vocabulary(name: str, backbone: Any, otherwise: float) -> float:
    """The vocabulary of the text encoder that `name` begins with (Stable Diffusion has several), else the model's."""
    owner = getattr(backbone, name.removesuffix("token_ids").removesuffix("negative_").strip("_"), backbone)
    return next((float(size) for attribute in _VOCABULARY if (size := getattr(owner, attribute, None))), otherwise)
