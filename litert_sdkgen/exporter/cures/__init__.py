"""What is replaced while a model is traced, so that its graph has builtin operations only and survives the converter.

One module for each cause: its docstring says what goes wrong, where it was seen and with which versions; `applied(model)` replaces
something in Keras, TensorFlow or the model and restores it. Mathematically nothing changes, and verification compares with Keras as it
is. tests/exporter/test_cures.py proves each cure needed: where a test passes without its cure, the cure can go.
"""

import contextlib
from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Any, Protocol, cast

from .. import activations, tied_tables
from ..checkpoint import stored_rows
from . import (
    argument_of_maximum,
    bincount,
    boolean_index,
    empty_convolution,
    error_function,
    fourier_transform,
    half_precision,
    integer_kernels,
    low_rank_adapters,
    normalization,
    runtime_matmul,
    tensor_array,
)


class Cure(Protocol):
    """What a module of this package is."""

    def applied(self, model: Any) -> AbstractContextManager[None]: ...


CURES: tuple[Cure, ...] = tuple(
    cast(Cure, cure)
    for cure in (
        half_precision,
        integer_kernels,
        low_rank_adapters,
        argument_of_maximum,
        bincount,
        boolean_index,
        empty_convolution,
        error_function,
        fourier_transform,
        normalization,
        runtime_matmul,
        tensor_array,
    )
)


@contextlib.contextmanager
def applied(model: Any) -> Iterator[None]:
    """All of them, for as long as `model` is traced."""
    with contextlib.ExitStack() as stack:
        for cure in CURES:
            stack.enter_context(cure.applied(model))
        yield


@contextlib.contextmanager
def reference(model: Any) -> Iterator[None]:
    """Eager calls of `model` inside give the answers that a file is compared with: in float32, for no pictures too, in little memory."""
    with (
        half_precision.reference(model),
        empty_convolution.applied(model),
        stored_rows.looked_up(),
        activations.freed(),
        tied_tables.uncopied(),
    ):
        yield
