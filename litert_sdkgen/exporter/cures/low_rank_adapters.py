"""A LoRA adapter is added to its kernel, so that a phone does not compute `kernel + a @ b` again in every call.

A kernel that passes the converter by could not be folded with its adapter there. Seen with Keras 3.15.1 after `enable_lora`.
"""

import contextlib
from collections.abc import Iterator
from typing import Any

import keras
import numpy as np

from .replacement import replaced


@contextlib.contextmanager
def applied(model: Any) -> Iterator[None]:
    with contextlib.ExitStack() as stack:
        for layer in model._flatten_layers():
            if getattr(layer, "lora_enabled", False) and layer.quantization_mode is None:
                name = "kernel" if hasattr(layer, "_kernel") else "embeddings"
                merged = keras.Variable(np.asarray(getattr(layer, name)), trainable=False, name=name)
                stack.enter_context(replaced(layer, f"_{name}", merged))
                stack.enter_context(replaced(layer, "lora_enabled", False))
        yield
