"""LiteRT-LM's two Python packages, or what to install."""

import importlib
from typing import Any

from ..errors import MissingDependencyError


def require(purpose: str) -> None:
    """Raises MissingDependencyError, which names `purpose`, where one of them is missing."""
    builder(purpose)
    runtime(purpose)


def builder(purpose: str) -> Any:
    """`litert_lm_builder.litertlm_builder`, which writes files."""
    return _imported("litert_lm_builder.litertlm_builder", "litert-lm-builder", purpose)


def messages(name: str) -> Any:
    """A module of `litert_lm_builder`, such as `runtime.proto.llm_metadata_pb2`, with the messages that stand in files."""
    return _imported(f"litert_lm_builder.{name}", "litert-lm-builder", "A LiteRT-LM file")


def runtime(purpose: str) -> Any:
    """`litert_lm`, which runs files: the library that devices have, for this machine."""
    return _imported("litert_lm", "litert-lm-api", purpose)


def embedding(purpose: str) -> Any:
    """`litert_lm.embedding_engine`, which runs files of text embedders."""
    return _imported("litert_lm.embedding_engine", "litert-lm-api", purpose)


def _imported(module: str, package: str, purpose: str) -> Any:
    try:
        return importlib.import_module(module)
    except ImportError:
        raise MissingDependencyError(package, purpose, "litertlm") from None
