"""Imports Keras and KerasHub, or says what is missing. Everything that needs them starts here."""

import os
from types import ModuleType

from ..errors import MissingDependencyError, SdkgenError


def require_keras() -> ModuleType:
    """The keras module on the TensorFlow backend.

    Raises:
        MissingDependencyError: Keras, KerasHub, TensorFlow or LiteRT is not installed.
        SdkgenError: Keras already runs on another backend in this process.
    """
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    try:
        import ai_edge_litert
        import keras
        import keras_hub
        import tensorflow  # noqa: F401
    except ImportError as error:
        raise MissingDependencyError(error.name or str(error), "Exporting") from None
    del ai_edge_litert, keras_hub
    if keras.backend.backend() != "tensorflow":
        raise SdkgenError(
            f"Keras runs on the {keras.backend.backend()} backend; exporting needs tensorflow. Set KERAS_BACKEND=tensorflow before "
            "importing keras. Models trained on other backends load there from their saved file or preset"
        )
    module: ModuleType = keras
    return module
