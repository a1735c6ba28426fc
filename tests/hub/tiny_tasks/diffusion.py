"""Pictures from texts."""

from collections.abc import Callable
from functools import partial
from typing import Any

import keras_hub

from .tiny_task import TinyTask

_models = keras_hub.models


def _flux() -> Any:
    backbone = _models.FluxBackbone(
        input_channels=16, hidden_size=64, mlp_ratio=2.0, num_heads=2, depth=1, depth_single_blocks=1, axes_dim=[8, 12, 12],
        theta=10000, use_bias=True, guidance_embed=True, image_shape=(8, 16), text_shape=(8, 16), image_ids_shape=(8, 3),
        text_ids_shape=(8, 3), y_shape=(16,),
    )  # fmt: skip
    return _models.FluxTextToImage(backbone, preprocessor=None)


def _stable_diffusion(task: str) -> Any:
    from keras_hub.src.models.clip.clip_text_encoder import CLIPTextEncoder
    from keras_hub.src.models.vae.vae_backbone import VAEBackbone

    def clip(name: str, width: int, activation: str) -> Any:
        return CLIPTextEncoder(20, width, width, 2, 2, 2 * width, activation, -2, 16, dtype="float16", name=name)

    vae = VAEBackbone([32] * 4, [1] * 4, [32] * 4, [1] * 4, sampler_method="mode", name="vae")
    backbone = _models.StableDiffusion3Backbone(
        mmdit_patch_size=2, mmdit_hidden_dim=16, mmdit_num_layers=2, mmdit_num_heads=2, mmdit_position_size=16, mmdit_qk_norm=None,
        mmdit_dual_attention_indices=None, vae=vae, clip_l=clip("clip_l", 16, "quick_gelu"), clip_g=clip("clip_g", 16, "gelu"),
        image_shape=(32, 32, 3),
    )  # fmt: skip
    return getattr(_models, f"StableDiffusion3{task}")(backbone, preprocessor=None)


_BUILDERS: dict[str, Callable[[], Any]] = {
    "FluxTextToImage": _flux,
    **{f"StableDiffusion3{task}": partial(_stable_diffusion, task) for task in ("TextToImage", "ImageToImage", "Inpaint")},
}
TASKS = {name: TinyTask(builder) for name, builder in _BUILDERS.items()}
