"""Qwen3.5: layers of linear attention carry a matrix for each head and the last inputs of a convolution; others have keys and values."""

from dataclasses import dataclass
from typing import Any

import keras

from .layered_state import Stacked

PREFILL_SIZES = (16, 128)
_BEHIND = "positions_behind"
"""How far positions are behind the places of the context: a picture has more places than positions."""


@dataclass(frozen=True)
class Grid:
    """The places of a picture, row by row."""

    rows: int
    columns: int

    @property
    def places(self) -> int:
        """Of the context."""
        return self.rows * self.columns


def sees(model: Any) -> bool:
    """Whether prompts of `model` can have pictures."""
    return model.backbone.vision_encoder is not None and getattr(model.preprocessor, "image_converter", None) is not None


def shapes(model: Any, context_length: int) -> dict[str, tuple[int, ...]]:
    """By layer: keys and values, or the convolution's inputs and the matrices. Before them what pictures do to positions."""
    found: dict[str, tuple[int, ...]] = {_BEHIND: (1,)} if sees(model) else {}
    backbone = model.backbone
    cache = (1, context_length, backbone.num_key_value_heads, backbone.head_dim)
    for i, layer in enumerate(backbone.transformer_layers):
        if layer.layer_type == "full_attention":
            found |= {f"kv_cache_k_{i}": cache, f"kv_cache_v_{i}": cache}
            continue
        mixer = layer._linear_attn
        found[f"conv_{i}"] = (1, 2 * mixer.key_dim + mixer.value_dim, mixer.conv_kernel_size - 1)
        found[f"state_{i}"] = (1, mixer.num_v_heads, mixer.head_k_dim, mixer.head_v_dim)
    return found


def call(
    model: Any, tokens: Any, position: Any, state: dict[str, Any], grid: Grid | None = None, **others: Any
) -> tuple[Any, dict[str, Any]]:
    """KerasHub gives every layer a state of every kind, and each layer passes on what it does not use.

    What is read is a text, or a picture of the shape `grid`.
    """
    layers = range(len(model.backbone.transformer_layers))
    caches = Stacked(
        tuple(Stacked((state[f"kv_cache_k_{i}"], state[f"kv_cache_v_{i}"])) if f"kv_cache_k_{i}" in state else None for i in layers)
    )
    convolved, matrices = (Stacked(tuple(state.get(f"{name}_{i}") for i in layers)) for name in ("conv", "state"))
    found: dict[str, Any] = {}
    if _BEHIND in state:
        behind = state[_BEHIND]
        others |= {"position_ids": _positions(keras.ops.cast(position, "float32") - behind, tokens.shape[1], grid)}
        found[_BEHIND] = behind + (0 if grid is None else grid.places - max(grid.rows, grid.columns))
    logits, _, updated = model.call_with_cache(token_ids=tokens, cache=(caches, convolved, matrices), cache_update_index=position, **others)
    for i, (cache, conv, matrix) in enumerate(zip(*(stacked.parts for stacked in updated), strict=True)):
        found |= (
            {f"conv_{i}": conv, f"state_{i}": matrix} if cache is None else {f"kv_cache_k_{i}": cache[:, 0], f"kv_cache_v_{i}": cache[:, 1]}
        )
    return logits, found


def _positions(first: Any, count: int, grid: Grid | None) -> Any:
    """float32[1, 4, count]: of text, time, row and column, from position `first` on."""
    steps = keras.ops.arange(count, dtype="float32")
    zeros = keras.ops.zeros_like(steps)
    if grid is None:
        return first + keras.ops.stack([steps] * 4)[None]
    rows = keras.ops.repeat(keras.ops.arange(grid.rows, dtype="float32"), grid.columns)
    columns = keras.ops.tile(keras.ops.arange(grid.columns, dtype="float32"), grid.rows)
    return first + keras.ops.stack([zeros, zeros, rows, columns])[None]
