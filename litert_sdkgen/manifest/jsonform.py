"""Between dataclasses and JSON values, strictly and driven by the type hints of `model`."""

import dataclasses
import functools
import math
import types
import typing
from typing import Any, Literal, TypeVar, Union

from ..errors import ManifestError

T = TypeVar("T")


def to_json(value: Any) -> Any:
    """`value` (a dataclass, or what one holds) as plain JSON; optional fields that hold their default None or empty are left out."""
    if dataclasses.is_dataclass(value):
        form = {}
        for name, field, _ in fields_of(value.__class__):
            item = getattr(value, field.name)
            if not (is_optional(field) and (item is None or item == () or item == {})):
                form[name] = to_json(item)
        return form
    if isinstance(value, tuple | list):
        return [to_json(item) for item in value]
    if isinstance(value, dict):
        return {key: to_json(item) for key, item in value.items()}
    return value


def from_json(kind: type[T], value: Any, path: str) -> T:
    """`value` as a `kind`.

    Raises:
        ManifestError: where and why `value` is not one: a wrong type, a missing or an unknown field.
    """
    return typing.cast(T, _read(kind, value, path))


@functools.cache
def fields_of(kind: type) -> list[tuple[str, dataclasses.Field[Any], Any]]:
    """(JSON name, field, type) of each field of a dataclass."""
    hints = typing.get_type_hints(kind)
    return [(f.metadata.get("json", f.name), f, hints[f.name]) for f in dataclasses.fields(kind)]


def is_optional(field: dataclasses.Field[Any]) -> bool:
    return field.default is not dataclasses.MISSING or field.default_factory is not dataclasses.MISSING


def tag_of(kind: type) -> str:
    """The value of `type` that tells a member of a tagged union."""
    return typing.cast(str, typing.get_args(typing.get_type_hints(kind)["type"])[0])


def _read(kind: Any, value: Any, path: str) -> Any:
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (Union, types.UnionType):
        return _read_union(arguments, value, path)
    if origin is Literal:
        if value not in arguments or isinstance(value, bool):
            raise _wrong(path, "one of " + ", ".join(map(repr, arguments)), value)
        return value
    if origin is tuple:
        if not isinstance(value, list):
            raise _wrong(path, "a list", value)
        return tuple(_read(arguments[0], item, f"{path}[{i}]") for i, item in enumerate(value))
    if origin is dict:
        if not isinstance(value, dict):
            raise _wrong(path, "an object", value)
        return {key: _read(arguments[1], item, f"{path}.{key}") for key, item in value.items()}
    if dataclasses.is_dataclass(kind):
        return _read_object(typing.cast(type, kind), value, path)
    return _read_scalar(kind, value, path)


def _read_union(members: tuple[Any, ...], value: Any, path: str) -> Any:
    if value is None and type(None) in members:
        return None
    members = tuple(member for member in members if member is not type(None))
    if len(members) == 1:
        return _read(members[0], value, path)
    if all(dataclasses.is_dataclass(member) for member in members):
        tags = {tag_of(member): member for member in members}
        tag = value.get("type") if isinstance(value, dict) else None
        if not isinstance(tag, str) or tag not in tags:
            raise _wrong(f"{path}.type", "one of " + ", ".join(map(repr, tags)), tag)
        return _read_object(tags[tag], value, path)
    for member in members:  # scalars: int | str
        if isinstance(value, member) and not isinstance(value, bool):
            return value
    raise _wrong(path, " or ".join(_NAMES[member] for member in members), value)


def _read_object(kind: type, value: Any, path: str) -> Any:
    if not isinstance(value, dict):
        raise _wrong(path, "an object", value)
    known = fields_of(kind)
    names = {name for name, _, _ in known}
    for key in value:
        if key not in names:
            raise ManifestError(f"{path}.{key}", f"unknown field; known here: {', '.join(sorted(names))}")
    arguments = {}
    for name, field, hint in known:
        if name in value:
            arguments[field.name] = _read(hint, value[name], f"{path}.{name}")
        elif not is_optional(field):
            raise ManifestError(f"{path}.{name}", "missing field")
    return kind(**arguments)


def _read_scalar(kind: type, value: Any, path: str) -> Any:
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise _wrong(path, _NAMES[kind], value)
    if isinstance(value, float) and not math.isfinite(value):
        raise _wrong(path, "a finite number", value)
    return value


def _wrong(path: str, expected: str, value: Any) -> ManifestError:
    shown = repr(value)
    return ManifestError(path, f"expected {expected}. Received: {shown if len(shown) <= 80 else shown[:77] + '...'}")


_NAMES: dict[Any, str] = {int: "an integer", str: "a string", float: "a number", bool: "true or false"}
