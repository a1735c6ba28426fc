"""The cached attention of GPT-NeoX rotates queries without their offset; keys, which it caches as they are, from position 0 on, rightly.

From the second call on each query looks from a wrong place, and the model's own forward pass gives other logits. Seen with
KerasHub 0.32.0. Inside `corrected` the queries are rotated from the position of the call.
"""

import contextlib
from collections.abc import Iterator
from typing import Any

import keras_hub

from ...exporter.cures.replacement import replaced


@contextlib.contextmanager
def corrected(model: Any, position: Any, context_length: int) -> Iterator[None]:
    """Nothing changes in models of other classes. Of both tensors that an attention rotates, the keys are as long as the context."""

    def from_position(rotary: Any) -> Any:
        def rotated(x: Any) -> Any:
            return rotary(x, start_index=0 if x.shape[1] == context_length else position)

        return rotated

    with contextlib.ExitStack() as stack:
        if isinstance(model, keras_hub.models.GPTNeoXCausalLM):
            for layer in model.backbone.transformer_layers:
                attention = layer._self_attention_layer
                rotary = attention.rotary_embedding_layer
                stack.enter_context(replaced(attention, "rotary_embedding_layer", from_position(rotary)))
        yield
