"""Qwen3.5: layers of linear attention carry a matrix for each head and the last inputs of a convolution; others have keys and values."""

from typing import Any

from .layered_state import Stacked

PREFILL_SIZES = (16, 128)


def shapes(model: Any, context_length: int) -> dict[str, tuple[int, ...]]:
    """By layer: keys and values, or the convolution's inputs and the matrices."""
    found: dict[str, tuple[int, ...]] = {}
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


def call(model: Any, tokens: Any, position: Any, state: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    """KerasHub gives every layer a state of every kind, and each layer passes on what it does not use."""
    layers = range(len(model.backbone.transformer_layers))
    caches = Stacked(
        tuple(Stacked((state[f"kv_cache_k_{i}"], state[f"kv_cache_v_{i}"])) if f"kv_cache_k_{i}" in state else None for i in layers)
    )
    convolved, matrices = (Stacked(tuple(state.get(f"{name}_{i}") for i in layers)) for name in ("conv", "state"))
    logits, _, updated = model.call_with_cache(token_ids=tokens, cache=(caches, convolved, matrices), cache_update_index=position)
    found: dict[str, Any] = {}
    for i, (cache, conv, matrix) in enumerate(zip(*(stacked.parts for stacked in updated), strict=True)):
        found |= (
            {f"conv_{i}": conv, f"state_{i}": matrix} if cache is None else {f"kv_cache_k_{i}": cache[:, 0], f"kv_cache_v_{i}": cache[:, 1]}
        )
    return logits, found
