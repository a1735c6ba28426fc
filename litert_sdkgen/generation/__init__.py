"""Text generation with an exported bundle on LiteRT here, token by token: the loop of the device's runtime, for `run` and for checks."""

from .beginning import begin, encoded_steps
from .cached_model import CachedModel
from .cached_text import CachedText
from .chunks import chunks
from .loop import generate
from .options import Options
from .sampling import Randomness, draw
from .sources import source_inputs
from .stop_strings import StopStrings

__all__ = [
    "CachedModel",
    "CachedText",
    "Options",
    "Randomness",
    "StopStrings",
    "begin",
    "chunks",
    "draw",
    "encoded_steps",
    "generate",
    "source_inputs",
]
