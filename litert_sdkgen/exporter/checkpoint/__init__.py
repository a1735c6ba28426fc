"""Models whose large weights stay in their checkpoint, so that neither loading nor exporting needs memory for all of them.

Inside `left_on_disk()` Keras creates a large variable without a value, its readers give maps of the file in place of arrays, and a
variable to which such a map is assigned keeps it. Each use of the variable brings its values in and lets them go. Seen with Keras 3.15.1.
"""

import contextlib
from collections.abc import Iterator

from ..variables import LARGE
from . import hdf5, safetensors, stored_values

SMALL_CHECKPOINT = 256 << 20
"""Bytes. Weights of no more than that are brought in after all: they are used many times, and reading them again each time costs more."""


@contextlib.contextmanager
def left_on_disk(small: int = SMALL_CHECKPOINT, large: int = LARGE) -> Iterator[None]:
    """Models that are loaded inside keep their large weights in their `.weights.h5`, `.keras` or `.safetensors` files.

    The files must stay as they are for as long as the model is used. What a checkpoint does not hold as plain arrays (compressed data,
    values that a layer computes while it loads) is loaded as usual.

    Args:
        small: bytes; of up to so many in all, everything is loaded.
        large: elements; a variable with fewer is loaded in any case.
    """
    with stored_values.deferred(small, large), hdf5.mapped(large), safetensors.mapped():
        yield
