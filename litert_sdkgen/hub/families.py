"""Packages with one module for each family of KerasHub's classes: a module names the `KERAS_CLASS` that it describes."""

import functools
import importlib
import pkgutil
from types import ModuleType
from typing import Any


@functools.cache
def families(package: str) -> tuple[ModuleType, ...]:
    """The modules of the package called `package` that name a `KERAS_CLASS`, found by looking into its folder."""
    folder = importlib.import_module(package).__path__
    modules = [importlib.import_module(f"{package}.{module.name}") for module in pkgutil.iter_modules(folder)]
    return tuple(module for module in modules if hasattr(module, "KERAS_CLASS"))


def family_of(package: str, instance: Any) -> ModuleType | None:
    """The module in `package` for the class of `instance`, None where there is none."""
    return next((family for family in families(package) if isinstance(instance, family.KERAS_CLASS)), None)


def known(package: str) -> str:
    """The names of the classes that `package` describes, for a message."""
    return ", ".join(sorted(family.KERAS_CLASS.__name__ for family in families(package)))
