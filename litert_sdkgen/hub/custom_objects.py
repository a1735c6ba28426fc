"""Classes and functions of the user that a saved model needs, by the names under which Python finds them."""

import difflib
import importlib
import inspect
import os
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from ..errors import UsageError


def resolve(given: Mapping[str, Any] | Sequence[str]) -> dict[str, Any]:
    """Custom objects by the name that Keras saved.

    Args:
        given: the objects themselves by name, or references `module:name`. Importing the module registers what it decorates with
            `register_keras_serializable`. The name is a class, a dict of objects by name, a function without parameters, which
            registers more or returns such a dict, or a function with parameters, which is itself the custom object.

    Raises:
        UsageError: a reference that leads nowhere, or to something else.
    """
    if isinstance(given, Mapping):
        return dict(given)
    return {name: value for reference in given for name, value in _referenced(reference).items()}


def _referenced(reference: str) -> dict[str, Any]:
    module_name, _, name = reference.partition(":")
    if not module_name or not name:
        raise UsageError(f"--custom-objects: expected MODULE:NAME, such as my_layers:custom_objects. Received: {reference!r}")
    module = _module(module_name)
    if not hasattr(module, name):
        near = difflib.get_close_matches(name, dir(module), n=1)
        hint = f". Did you mean {near[0]!r}?" if near else ""
        raise UsageError(f"--custom-objects: the module {module_name!r} has no {name!r}{hint}")
    found = getattr(module, name)
    if inspect.isfunction(found) and not inspect.signature(found).parameters:
        found = _called(reference, found)
    if isinstance(found, Mapping):
        return dict(found)
    if inspect.isclass(found) or inspect.isfunction(found):
        return {found.__name__: found}
    raise UsageError(
        f"--custom-objects: expected a class, a function, or a dict of custom objects at {reference}. Received: {type(found).__name__}"
    )


def _module(name: str) -> Any:
    """The module, also from the current folder, which an installed command does not search by itself."""
    sys.path.insert(0, os.getcwd())
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name is not None and f"{name}.".startswith(f"{error.name}."):
            raise UsageError(f"--custom-objects: there is no module {name!r}, neither installed nor in {os.getcwd()}") from None
        raise UsageError(f"--custom-objects: the module {name!r} cannot be imported: {error}") from error
    except Exception as error:  # whatever the user's code raises
        raise UsageError(f"--custom-objects: the module {name!r} cannot be imported: {type(error).__name__}: {error}") from error
    finally:
        sys.path.remove(os.getcwd())


def _called(reference: str, function: Any) -> Any:
    """What the function returns; nothing where it registers classes."""
    try:
        result = function()
    except Exception as error:  # whatever the user's code raises
        raise UsageError(f"--custom-objects: {reference}() failed: {type(error).__name__}: {error}") from error
    return {} if result is None else result
