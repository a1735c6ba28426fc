"""Models in float16 or bfloat16 are computed in float32: most CPU kernels take nothing else, and phones' GPUs halve it by themselves.

Policies of layers, dtypes of variables and casts are float32 for the time being, so that Keras' reference is computed that way too.
Seen with TensorFlow 2.21.0: Erf and MatMul of halves stay without kernels (Stable Diffusion 3, `mixed_float16`, `mixed_bfloat16`).
"""

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import keras
import tensorflow as tf

from ..variables import values_of, variables_of
from .replacement import replaced

_HALVES = ("float16", "bfloat16")


@contextlib.contextmanager
def applied(model: Any) -> Iterator[None]:
    halves = [variable for variable in variables_of(model) if variable._dtype in _HALVES]
    layers = [layer for layer in model._flatten_layers() if {layer.compute_dtype, layer.variable_dtype} & set(_HALVES)]
    with contextlib.ExitStack() as stack:
        for variable in halves:
            stack.enter_context(replaced(variable, "_dtype", "float32"))
        for layer in layers:
            stack.enter_context(replaced(layer, "_dtype_policy", keras.DTypePolicy("float32")))
        if halves or layers:
            for name in ("cast", "convert_to_tensor"):
                stack.enter_context(replaced(tf, name, _widened(getattr(tf, name))))
        yield


@contextlib.contextmanager
def reference(model: Any) -> Iterator[None]:
    """Eager calls inside compute a model of halves in float32: what an exported file is compared with.

    A variable without value reads its checkpoint in the dtype that it claims to have.
    """
    halves = [variable for variable in variables_of(model) if variable._dtype in _HALVES and variable._value is not None]
    with applied(model), contextlib.ExitStack() as stack:
        if halves:
            state = [(variable, tf.constant(values_of(variable))) for variable in halves]
            stack.enter_context(keras.StatelessScope(state_mapping=state, initialize_variables=False))
        yield


def _widened(function: Callable[..., Any]) -> Callable[..., Any]:
    """`function(value, dtype)` with float32 where it asks for halves."""

    def widened(value: Any, dtype: Any = None, *arguments: Any, **options: Any) -> Any:
        half = dtype is not None and tf.as_dtype(dtype).name in _HALVES
        return function(value, "float32" if half else dtype, *arguments, **options)

    return widened
