"""What each tokenizer class of KerasHub's models gives for some texts; the Kotlin tests replay it."""

import pathlib
import random
import unittest.mock
from collections.abc import Iterator
from typing import Any

import alphabets
import keras_hub
import tokenizer_classes
from keras_hub.src.tokenizers import word_piece_tokenizer
from keras_hub.src.utils import tensor_utils
from tokenizer_subject import Subject

from . import byte_pair

SEED = 29
STRINGS = 40
"""Random strings for each class, beside the written ones."""


def subjects() -> Iterator[Subject]:
    """One of each class."""
    for tokenizer_class in tokenizer_classes.all_classes():
        rng = random.Random(SEED)
        texts = [*byte_pair.WRITTEN, *(alphabets.random_text(rng, byte_pair.POOLS) for _ in range(STRINGS))]
        yield Subject("class", tokenizer_class.__name__, build(tokenizer_class), texts)


def build(tokenizer_class: Any) -> Any:
    """Without the path through TensorFlow's graphs, which refuses small vocabularies; PARSeq has no other, and BPE needs it."""
    if issubclass(tokenizer_class, (keras_hub.tokenizers.PARSeqTokenizer, keras_hub.tokenizers.BytePairTokenizer)):
        return tokenizer_classes.build(tokenizer_class)
    with unittest.mock.patch.object(word_piece_tokenizer, "tf_text", None), unittest.mock.patch.object(tensor_utils, "tf_text", None):
        return tokenizer_classes.build(tokenizer_class)


def write(directory: pathlib.Path) -> None:
    """Writes a folder for each class, by its name."""
    for subject in subjects():
        subject.write_cases(directory / subject.name, SEED)
