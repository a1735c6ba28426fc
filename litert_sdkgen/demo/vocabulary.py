"""A WordPiece vocabulary for very little text.

The usual learner (`keras_hub.tokenizers.compute_word_piece_vocabulary`) settles at some 200 pieces on this much text and cuts
nearly every word into letters. Here a word seen twice is a token; rarer ones fall into a stem that several words share, common
endings and, at worst, letters. Every printable ASCII character is a token, so no English word becomes `[UNK]`.
"""

import re
import string
from collections import Counter
from collections.abc import Iterable

SPECIAL_TOKENS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
SUFFIX_INDICATOR = "##"
WHOLE_WORD_COUNT = 2
STEM_WORDS = 3
ENDING_WORDS = 8

_ALPHABET = string.ascii_lowercase + string.digits
_WORD = re.compile(r"[a-z0-9]+")


def build(texts: Iterable[str]) -> list[str]:
    """Tokens in the order of their ids, the same for the same texts: special, punctuation, characters, endings, words, stems."""
    counts = Counter(word for text in texts for word in _WORD.findall(text.lower()))
    ordered = sorted(counts, key=lambda word: (-counts[word], word))
    tokens = [
        *SPECIAL_TOKENS,
        *string.punctuation,
        *_ALPHABET,
        *(SUFFIX_INDICATOR + character for character in _ALPHABET),
        *(SUFFIX_INDICATOR + ending for ending in _endings(ordered)),
        *(word for word in ordered if counts[word] >= WHOLE_WORD_COUNT),
        *_stems(ordered),
    ]
    return list(dict.fromkeys(tokens))


def _endings(words: list[str]) -> list[str]:
    """Endings of 2 to 4 letters which many different words share."""
    found = Counter(word[-length:] for word in words for length in range(2, 5) if len(word) > length + 2)
    return sorted(ending for ending, number in found.items() if number >= ENDING_WORDS)


def _stems(words: list[str]) -> list[str]:
    """Beginnings of at least 4 letters which several words share, as long as possible for the words they cover."""
    found = Counter(word[:length] for word in words for length in range(4, len(word) + 1))

    def extends(stem: str) -> bool:
        return any(found[stem + letter] == found[stem] for letter in string.ascii_lowercase)

    return sorted(stem for stem, number in found.items() if number >= STEM_WORDS and not extends(stem))
