"""Nested inputs and outputs of Keras models (dicts, lists, tuples) as flat, named lists, in their own order."""

from collections.abc import Iterator
from typing import Any

Path = tuple[str, ...]


def flatten(structure: Any, path: Path = ()) -> list[tuple[Path, Any]]:
    """(path, leaf) of each leaf, in insertion order; `None` leaves (inputs that are not used) are left out."""
    if isinstance(structure, dict):
        return [leaf for key, value in structure.items() for leaf in flatten(value, (*path, str(key)))]
    if isinstance(structure, list | tuple):
        return [leaf for i, value in enumerate(structure) for leaf in flatten(value, (*path, str(i)))]
    return [] if structure is None else [(path, structure)]


def rebuild(structure: Any, leaves: Iterator[Any]) -> Any:
    """`structure` with its leaves replaced by `leaves`."""
    if isinstance(structure, dict):
        return {key: rebuild(value, leaves) for key, value in structure.items()}
    if isinstance(structure, list | tuple):
        return [rebuild(value, leaves) for value in structure]
    return None if structure is None else next(leaves)


def names(paths: list[Path], keras_names: list[str | None], default: str) -> list[str]:
    """One distinct name for each leaf: its dict keys, else the name a user gave the tensor, else `default` and its place.

    Automatic names (`keras_tensor_17`, `input_layer_2`) depend on what the process built before, so they are not used.
    """
    chosen: list[str] = []
    for path, keras_name in zip(paths, keras_names, strict=True):
        named = [part for part in path if not part.isdigit()]
        if named:
            name = "/".join(path)
        elif keras_name and not is_automatic(keras_name):
            name = keras_name
        else:
            name = "_".join((default, *path)) if len(paths) > 1 else default
        chosen.append(name)
    for i, name in enumerate(chosen):
        if name in chosen[:i]:
            chosen[i] = next(f"{name}_{n}" for n in range(2, len(chosen) + 2) if f"{name}_{n}" not in chosen)
    return chosen


def is_automatic(name: str) -> bool:
    base = name.rstrip("0123456789").rstrip("_")
    return base in ("keras_tensor", "input_layer", "input", "args", "inputs")
