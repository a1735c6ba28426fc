"""Text generation with an exported bundle on LiteRT here, token by token: the loop of the device's runtime, for `run` and for checks."""

from .cached_model import CachedModel
from .chunks import chunks
from .loop import generate
from .sampling import Randomness, draw

__all__ = ["CachedModel", "Randomness", "chunks", "draw", "generate"]
