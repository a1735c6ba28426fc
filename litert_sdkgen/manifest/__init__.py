"""The manifest of a bundle: its dataclasses, strict reader, canonical writer, contract and JSON schema."""

from .contract import contract_of
from .model import MANIFEST_VERSION, Manifest
from .reader import read
from .writer import write

__all__ = ["MANIFEST_VERSION", "Manifest", "contract_of", "read", "write"]
