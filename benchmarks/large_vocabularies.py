"""Tokenizers of 256,000 pieces, some learnt from Python's own manual and the others made up, and texts to measure them with."""

import io
import itertools
import json
import pydoc_data.topics
import random
from typing import Any

import keras_hub
import sentencepiece
from sentencepiece import sentencepiece_model_pb2
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers
from vectors.byte_pair import TEKKEN_PATTERN

PIECES = 256_000
FOREIGN = """\
Der schnelle braune Fuchs springt über den faulen Hund; Straße, Größe, Übung und Äpfel
Быстрая коричневая лиса прыгает через ленивую собаку у большой реки
敏捷的棕色狐狸跳过了懒狗。中文文本没有空格，所以很难切分
すばやい茶色の狐がのろまな犬を飛び越える。日本語のテキスト
तेज़ भूरी लोमड़ी आलसी कुत्ते के ऊपर कूदती है 😀 👍🏽 ﬁrst ½ cup
"""
RUNS = {"spaces": " ", "letters": "a", "pairs": "ab"}
_MANUAL = " ".join(pydoc_data.topics.topics.values()).split()
_LINES = [" ".join(_MANUAL[i : i + 40]) for i in range(0, len(_MANUAL), 40)] + FOREIGN.splitlines() * 20
_CONSONANTS, _VOWELS, _ENDS = "bdfgklmnprstvz", "aeiou", "nrs"


def texts(kind: str, size: int, count: int) -> list[str]:
    """`count` texts of `size` words: stretches of the manual (`english`), or words of many scripts in a new order each time (`foreign`)."""
    rng = random.Random(f"{size} {kind}")
    if kind == "foreign":
        words = FOREIGN.split()
        return [" ".join(rng.choice(words) for _ in range(size)) for _ in range(count)]
    return [" ".join(_MANUAL[start : start + size]) for start in (rng.randrange(len(_MANUAL) - size) for _ in range(count))]


def gpt2() -> Any:
    """Without words: merges go over whole texts, as in most of KerasHub's classes."""
    return keras_hub.tokenizers.GPT2Tokenizer(*_byte_pairs(""))


def tekken() -> Any:
    """Words by a regular expression."""
    return keras_hub.tokenizers.MistralTekkenTokenizer(*_byte_pairs(""), split_pattern=TEKKEN_PATTERN)


def clip() -> Any:
    """Normalizers in front, and words with an end."""
    return keras_hub.tokenizers.CLIPTokenizer(*_byte_pairs("</w>"))


def unigram() -> Any:
    """SentencePiece's own algorithm."""
    return keras_hub.tokenizers.SentencePieceTokenizer(_sentence_piece("unigram"))


def sentence_piece_bpe() -> Any:
    """SentencePiece's byte pairs, which are pairs of characters."""
    return keras_hub.tokenizers.SentencePieceTokenizer(_sentence_piece("bpe"))


def _byte_pairs(word_end: str) -> tuple[dict[str, int], list[str]]:
    """Learnt pieces, and made-up words in addition: syllables, at the end of the order of preference."""
    options = {"end_of_word_suffix": word_end} if word_end else {}
    tokenizer = Tokenizer(models.BPE(**options))
    tokenizer.normalizer = normalizers.Lowercase() if word_end else None
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    tokenizer.train_from_iterator(_LINES, trainers.BpeTrainer(vocab_size=16_000, initial_alphabet=alphabet, show_progress=False, **options))
    model = json.loads(tokenizer.to_str())["model"]
    pieces = list(model["vocab"])
    merges = dict.fromkeys(map(tuple, model["merges"]))
    known = set(pieces)

    def make(left: str, right: str) -> str:
        if left + right not in known:
            merges[left, right] = None
            known.add(left + right)
            pieces.append(left + right)
        return left + right

    for letter in ("\u0120", "a"):  # runs, as large vocabularies have them
        for doubled in range(6):
            make(letter * 2**doubled, letter * 2**doubled)
    syllables = [make(consonant, vowel) for consonant in _CONSONANTS for vowel in _VOWELS]
    syllables += [make(syllable, last) for syllable in syllables for last in _ENDS]
    pairs = [make(*pair) for pair in itertools.product(syllables, syllables)]
    for start, end in itertools.product(pairs, syllables):
        if len(pieces) >= PIECES - 4:
            break
        make(start, end)
    pieces += ["<s>", "</s>", "<|startoftext|>", "<|endoftext|>"]
    return {piece: i for i, piece in enumerate(pieces)}, [" ".join(pair) for pair in merges]


def _sentence_piece(algorithm: str) -> bytes:
    """The same for SentencePiece."""
    model = io.BytesIO()
    settings = {"vocab_size": 8000, "hard_vocab_limit": False, "character_coverage": 1.0, "num_threads": 2, "minloglevel": 2}
    sentencepiece.SentencePieceTrainer.train(sentence_iterator=iter(_LINES), model_writer=model, model_type=algorithm, **settings)
    proto: Any = sentencepiece_model_pb2.ModelProto()  # type: ignore[attr-defined]
    proto.ParseFromString(model.getvalue())
    known = {piece.piece for piece in proto.pieces}
    syllables = ["".join(letters) for letters in itertools.product(_CONSONANTS, _VOWELS, ["", *_ENDS])]
    lowest = min(piece.score for piece in proto.pieces)
    for parts in itertools.product(("\u2581", ""), syllables, syllables, ("", "x", "ki", "lo")):
        piece = "".join(parts)
        if len(proto.pieces) == PIECES:
            break
        if piece not in known:
            lowest -= 1e-3 if algorithm == "unigram" else 1.0
            proto.pieces.add(piece=piece, score=lowest)
    return bytes(proto.SerializeToString())
