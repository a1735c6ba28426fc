"""Exchanges attributes of modules, classes and objects for a while."""

import contextlib
from collections.abc import Iterator
from typing import Any


@contextlib.contextmanager
def replaced(owner: Any, name: str, replacement: Any) -> Iterator[None]:
    """`owner.name` is `replacement` inside, and what it was afterwards, whatever happens.

    Past the owner's own `__setattr__`: a built layer would refuse new variables.
    """
    original = getattr(owner, name)
    put = type.__setattr__ if isinstance(owner, type) else object.__setattr__
    put(owner, name, replacement)
    try:
        yield
    finally:
        put(owner, name, original)
