"""Exchanges attributes of modules and objects for a while."""

import contextlib
from collections.abc import Iterator
from typing import Any


@contextlib.contextmanager
def replaced(owner: Any, name: str, replacement: Any) -> Iterator[None]:
    """`owner.name` is `replacement` inside, and what it was afterwards, whatever happens.

    Past the owner's own `__setattr__`: a built layer would refuse new variables.
    """
    original = getattr(owner, name)
    object.__setattr__(owner, name, replacement)
    try:
        yield
    finally:
        object.__setattr__(owner, name, original)
