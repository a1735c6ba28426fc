"""Keras and KerasHub models on Android: a proven .tflite file, a manifest, and typed Kotlin and Java wrappers."""

from typing import TYPE_CHECKING, Any

from .errors import SdkgenError
from .version import VERSION as __version__

if TYPE_CHECKING:
    from .api import SdkgenWarning, export
    from .bundle import Bundle
    from .keras_export import export_tflite, patch_keras

__all__ = ["Bundle", "SdkgenError", "SdkgenWarning", "__version__", "export", "export_tflite", "patch_keras"]

_LAZY = {
    "export": "api",
    "SdkgenWarning": "api",
    "Bundle": "bundle",
    "export_tflite": "keras_export",
    "patch_keras": "keras_export",
}


def __getattr__(name: str) -> Any:
    """Loads the public names when they are first used, so that importing the package costs next to nothing."""
    if name not in _LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(f".{_LAZY[name]}", __name__), name)
