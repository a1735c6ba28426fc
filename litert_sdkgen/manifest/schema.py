"""The JSON schema of a manifest, for editors and other tools; derived from the dataclasses and checked in as manifest.schema.json."""

import dataclasses
import json
import types
import typing
from typing import Any, Literal, Union

from .jsonform import fields_of, is_optional
from .model import Manifest

_SCALARS = {int: "integer", str: "string", float: "number", bool: "boolean"}


def schema() -> str:
    """JSON Schema (draft 2020-12) as canonical text."""
    definitions: dict[str, Any] = {}
    root = _schema(Manifest, definitions)
    form = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "litert-sdkgen manifest", **root, "$defs": definitions}
    return json.dumps(form, indent=2) + "\n"


def _schema(kind: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if kind is type(None):
        return {"type": "null"}
    if origin in (Union, types.UnionType):
        return {"anyOf": [_schema(argument, definitions) for argument in arguments]}
    if origin is Literal:
        return {"enum": list(arguments)}
    if origin is tuple:
        return {"type": "array", "items": _schema(arguments[0], definitions)}
    if origin is dict:
        return {"type": "object", "additionalProperties": _schema(arguments[1], definitions)}
    if dataclasses.is_dataclass(kind):
        name = typing.cast(type, kind).__name__
        if name not in definitions:
            definitions[name] = {}
            definitions[name].update(_object(typing.cast(type, kind), definitions))
        return {"$ref": f"#/$defs/{name}"}
    return {"type": _SCALARS[kind]}


def _object(kind: type, definitions: dict[str, Any]) -> dict[str, Any]:
    fields = fields_of(kind)
    return {
        "type": "object",
        "description": (kind.__doc__ or "").split("\n")[0],
        "properties": {name: _schema(hint, definitions) for name, _, hint in fields},
        "required": [name for name, field, _ in fields if not is_optional(field) or name in ("type", "manifest_version")],
        "additionalProperties": False,
    }
