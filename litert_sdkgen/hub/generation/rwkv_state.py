"""RWKV-7: each layer has a matrix for each head, and what its two mixers saw of the token before.

KerasHub pads prompts on the left and takes a token 0 for padding wherever it does not know better: in `decode`, where it is what the
model itself generated. A first token is never padding: KerasHub puts a 0 before a prompt of one token, and reads it.
"""

from typing import Any

import keras

from .layered_state import Stacked

PREFILL_SIZES = (16,)
"""KerasHub writes the recurrence out token by token: a long call would be a graph of many thousand operations."""


def shapes(model: Any, context_length: int) -> dict[str, tuple[int, ...]]:
    """By layer: the matrices, and the inputs of time mixing and of channel mixing."""
    backbone = model.backbone
    size, hidden = backbone.head_size, backbone.hidden_size
    of_layer = {"state": (1, hidden // size, size, size), "time_mix": (1, 1, hidden), "channel_mix": (1, 1, hidden)}
    return {f"{name}_{i}": shape for i in range(backbone.num_layers) for name, shape in of_layer.items()}


def call(model: Any, tokens: Any, position: Any, state: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    """One token, which is padding if it is 0, or several that are none."""
    layers = range(model.backbone.num_layers)
    matrices = Stacked(tuple(state[f"state_{i}"] for i in layers))
    mixed = Stacked(tuple(Stacked((state[f"time_mix_{i}"], state[f"channel_mix_{i}"])) for i in layers))
    is_known = tokens.shape[1] > 1
    mask = keras.ops.ones_like(tokens) if is_known else keras.ops.logical_or(tokens != 0, position == 0)
    logits, _, (matrices, mixed) = model.call_with_cache(token_ids=tokens, cache=[matrices, mixed], padding_mask=mask)
    updated = {f"state_{i}": matrix for i, matrix in enumerate(matrices.parts)}
    for i, (time_mix, channel_mix) in enumerate(pair.parts for pair in mixed.parts):
        updated |= {f"time_mix_{i}": time_mix, f"channel_mix_{i}": channel_mix}
    return logits, updated
