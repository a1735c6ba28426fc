"""What every describer of a tokenizer gives."""

from dataclasses import dataclass

from ...manifest.tokenizers import Tokenizer

VOCABULARY_FILE = "vocabulary.txt"


@dataclass(frozen=True)
class Described:
    """A tokenizer as the manifest says it, with the assets that it needs."""

    tokenizer: Tokenizer
    assets: dict[str, bytes]
