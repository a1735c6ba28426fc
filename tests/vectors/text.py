"""What KerasHub's WordPiece tokenizers and packers give, called directly (its Python path): the Kotlin runtime must give the same.

* `code_points.json`: word boundaries, accent stripping and case folding of every code point, also in front of and behind combining marks.
* `word_piece/`: token ids and decoded text of adversarial strings, under many options.
* `packing.json`: the arrays of whole preprocessors, and of packers with unusual settings.
"""

import dataclasses
import functools
import hashlib
import itertools
import json
import pathlib
import random
import unicodedata
import unittest.mock
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import alphabets
import keras_hub
import numpy as np
from keras_hub.src.tokenizers import word_piece_tokenizer
from keras_hub.src.tokenizers.word_piece_tokenizer import pretokenize_python
from keras_hub.src.utils.tensor_utils import casefold_utf8, compute_padding_mask
from tokenizer_subject import Subject

from litert_sdkgen.hub import packers

SEED = 3
STRINGS = 420
"""Random strings for each tokenizer, beside the written ones."""

LETTERS = list("aeiounstrlABCXYZ019éÀñüßøİıΣςσЖждابतमกำ")
PIECES = ["hello", "Hello", "world", "un", "##able", "STRASSE", "ﬁx", "[cls]", "[CLS", "<cls>", "<unk>", "<x>", "İi", " "]
PIECES += ["[CLS]", "[SEP]", "[PAD]", "[MASK]", "[UNK]"]
POOLS = [
    alphabets.MARKS,
    alphabets.DECOMPOSED,
    alphabets.FOLDED,
    alphabets.INVISIBLE,
    alphabets.PUNCTUATION,
    alphabets.HANGUL,
    alphabets.IDEOGRAPHS,
    alphabets.ASCII,
    [*alphabets.EMOJI, *alphabets.DIRECTIONS],
    LETTERS,
    LETTERS,
    PIECES,
    alphabets.CHARACTERS,
]

LINES = [
    "| |   \t\n\r\f\v|\0|a\0b|Hello, world!|the  the\tthe\nthe|naïve ÀÉ Ü|e\u0301 é e\u0327\u0301 e\u0301\u0327|don't|don’t",
    "$100^2|a_b-c.d|日本語テスト中|a日本b|𠀀x|[CLS] hello [SEP]|[MASK]|x[MASK]y[MASK|[[CLS]]|[cls]|[PAD] hello [PAD]|##able|un##able",
    "hello world|ﬁ ﬁx ﬃ ﷺ|ẞ ß STRASSE|İi I ı|Σίσυφος ΣΑΣ ΌΣΟΣ|２ ａ ①² ½|\u00a0nb\u00a0sp|\u3000ja\u3000|zero\u200bwidth",
    "soft\u00adhyphen|ǅ|𝕳ello|ctl\x01x|\x0bvt\x0c|\ufeffbom|\u202ehello\u202c|hello\u2028world\u2029|\x85nel|\x1cfs\x1dgs",
    "tab\u1680og|\U000e0001tag|x\u2060y|\ufffd|😀hi|👍🏽|👩\u200d👩\u200d👧|🏳\ufe0f\u200d🌈|가나 한글 \u1112\u1161\u11ab|क्षा|กำ",
    "ᾳ ᾼ \u0345|\u0344 \u0308\u0301|q\u0307\u0323\u031b\u0301\u0327|\uffff\ufdd0\U0010ffff|\ue000\U000f0000|\u0378\U000e0fff",
    "ᄀ\u0301ᅡ|각\u11a8|가\u11a7|가\u11a8|\u1100\u1161\u11a8\u11a8",
]
RUNS = {
    "x": (100, 101),
    "é": (50, 51),
    "ก": (33, 34),
    "𝕳": (25, 26),
    "hello": (20, 21),
    "ß": (50,),
    "ﷺ": (5,),
    "\u200b": (200,),
    "\ufe0f": (200,),
}
WRITTEN = [
    *"|".join(LINES).split("|"),
    *(unit * count for unit, counts in RUNS.items() for count in counts),
    *("!" * 300, "a" + "\u0301\u0323" * 150, "\u0323\u0301" * 150 + "b"),
]

AROUND = (("e", "\u0327\u0301"), ("", "\u0301\u0345"), ("\u1100", "\u11a8"))
"""What stands in front of and behind each code point: marks that compose with it or change their places, and Hangul."""

NAMES = ["[UNK]", "[CLS]", "[SEP]", "[PAD]", "[MASK]", "<unk>", "<cls>", "<eos>", "<pad>", "<mask>", "<x>", "<x y>", "é!"]


def tokenizers() -> Iterator[tuple[str, Callable[[list[str]], Any]]]:
    """Name of a set of options, and the tokenizer with them from a vocabulary."""
    models, generic = keras_hub.tokenizers, keras_hub.tokenizers.WordPieceTokenizer
    yield "bert cased", lambda words: models.BertTokenizer(words)
    yield "bert uncased", lambda words: models.BertTokenizer(words, lowercase=True)
    yield "bert without accents", lambda words: models.BertTokenizer(words, lowercase=True, strip_accents=True)
    bert = {"lowercase": True, "strip_accents": True, "special_tokens_in_strings": True}
    yield "bert with special tokens", lambda words: models.BertTokenizer(words, **bert)
    yield "distil_bert uncased", lambda words: models.DistilBertTokenizer(words, lowercase=True, special_tokens_in_strings=True)
    yield "electra without accents", lambda words: models.ElectraTokenizer(words, strip_accents=True)
    yield "esm", lambda words: models.ESMTokenizer(words, special_tokens_in_strings=True)
    yield "no cjk", lambda words: generic(words, lowercase=True, split_on_cjk=False)
    yield "no split", lambda words: generic(words, lowercase=True, strip_accents=True, split=False)
    yield "other suffix", lambda words: generic([word.replace("##", "@") for word in words], suffix_indicator="@", split_on_cjk=False)
    special = ["<x y>", "<x>", "é!", "hello", " "]
    yield "own special tokens", lambda words: generic([*words, " "], lowercase=True, special_tokens=special, special_tokens_in_strings=True)


def write(directory: pathlib.Path) -> None:
    """Writes two files to `directory`, and below it a folder for each WordPiece tokenizer."""
    directory.mkdir(parents=True, exist_ok=True)
    # Where it is installed, tensorflow_text builds each vocabulary a second time, for graphs, and fails for some of these.
    with unittest.mock.patch.object(word_piece_tokenizer, "tf_text", None):
        for name, content in (("code_points", code_points()), ("packing", packing())):
            (directory / f"{name}.json").write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
    for number, each in enumerate(subjects(SEED, STRINGS)):
        each.write_cases(directory / "word_piece" / f"{number:02}", SEED + number)


def code_points() -> dict[str, Any]:
    """Runs of equal boundaries, and digests of each 4,096 code points folded, stripped, normalized: alone, among marks and Hangul."""
    functions: dict[str, Callable[[str], str]] = {
        "casefold": casefold_utf8,
        "strip_accents": lambda text: pretokenize_python(text, strip_accents=True, split=False)[0],
        **{form: functools.partial(unicodedata.normalize, form) for form in ("NFC", "NFD", "NFKC", "NFKD")},
    }
    templates = (("", "", alphabets.CHARACTERS), *((before, after, alphabets.IN_USE) for before, after in AROUND))
    return {
        "boundaries": {str(cjk).lower(): boundaries(cjk) for cjk in (True, False)},
        "digests": [
            {"function": name, "before": before, "after": after, "blocks": digests(lambda c: function(before + c + after), characters)}  # noqa: B023
            for (name, function), (before, after, characters) in itertools.product(functions.items(), templates)
        ],
    }


def boundaries(split_on_cjk: bool) -> list[tuple[int, int]]:
    """(first code point, number of words that it makes of `a?b`) of each run: 1 inside a word, 2 between words, 3 a word itself."""
    runs: list[tuple[int, int]] = []
    for character in alphabets.CHARACTERS:
        words = len(pretokenize_python(f"a{character}b", strip_accents=False, split_on_cjk=split_on_cjk))
        if not runs or runs[-1][1] != words:
            runs.append((ord(character), words))
    return runs


def digests(function: Callable[[str], str], characters: Iterable[str]) -> dict[str, str]:
    """SHA-256 over the results, each ended by a newline, by block of 4,096 code points."""
    return {
        str(block): hashlib.sha256("".join(function(character) + "\n" for character in members).encode()).hexdigest()
        for block, members in itertools.groupby(characters, lambda character: ord(character) // 4096)
    }


def subjects(seed: int, strings: int, family: str = "word_piece") -> list[Subject]:
    """Every set of options, with a vocabulary for its texts: the written ones, and so many random ones."""
    # Where it is installed, tensorflow_text builds each vocabulary a second time, for graphs, and fails for some of these.
    with unittest.mock.patch.object(word_piece_tokenizer, "tf_text", None):
        return [subject(name, build, random.Random(seed + number), strings, family) for number, (name, build) in enumerate(tokenizers())]


def subject(name: str, build: Callable[[list[str]], Any], rng: random.Random, strings: int, family: str) -> Subject:
    """The tokenizer, with most of the words of its texts in its vocabulary."""
    texts = WRITTEN + [alphabets.random_text(rng, POOLS) for _ in range(strings)]
    return Subject(family, name, build(vocabulary(rng, build(NAMES), texts)), texts)


def vocabulary(rng: random.Random, tokenizer: Any, texts: list[str]) -> list[str]:
    """Spells most of the words of `texts`, so that a wrongly folded or split character shows in the ids instead of as `[UNK]`."""
    special = tokenizer._special_tokens_for_splitting()
    options = (tokenizer.lowercase, tokenizer.strip_accents, tokenizer.split, tokenizer.split_on_cjk, special)
    pieces: dict[str, None] = {}
    for text in texts:
        for word in pretokenize_python(text, *options):
            if rng.random() < 0.95:
                pieces |= dict.fromkeys([word[:1], *(f"##{character}" for character in word[1:])])
            if len(word) > 3 and rng.random() < 0.4:
                cut = rng.randint(1, len(word) - 1)
                pieces |= {word[:cut][:12]: None, f"##{word[cut:][:12]}": None}
    # A token is a line of the vocabulary's file. Of one that stands there twice, the last place counts.
    tokens = [piece for piece in pieces if piece not in NAMES and "\n" not in piece]
    return NAMES + tokens + rng.sample(tokens, 20)


def tokenizer_step(tokenizer: Any) -> str:
    """The manifest's description of a live tokenizer, as JSON."""
    built_in = [getattr(tokenizer, name) for name in getattr(tokenizer, "_special_token_attrs", ())]
    fields = ("oov_token", "lowercase", "strip_accents", "split", "split_on_cjk", "suffix_indicator", "special_tokens_in_strings")
    step = {"type": "wordpiece", "vocabulary": "vocabulary.txt"} | {name: getattr(tokenizer, name) for name in fields}
    return json.dumps(step | {"special_tokens": list(dict.fromkeys([*built_in, *(tokenizer._init_special_tokens or ())]))})


def vocabulary_file(tokenizer: Any) -> str:
    """The manifest's vocabulary asset."""
    return "".join(f"{token}\n" for token in tokenizer.get_vocabulary())


def packer_step(packer: Any) -> str:
    """The manifest's description of a live packer, as JSON."""
    described = (packers.start_end if isinstance(packer, keras_hub.layers.StartEndPacker) else packers.multi_segment)(packer)
    return json.dumps(dataclasses.asdict(described))


def packing() -> dict[str, Any]:
    """Preprocessors on texts, and packers on ids."""
    return {"preprocessors": list(preprocessors()), "packers": [*multi_segment_packers(), *start_end_packers()]}


def preprocessors() -> Iterator[dict[str, Any]]:
    """Single texts and pairs through BERT's and DistilBERT's text classifier preprocessors, single ones through ESM's."""
    rng = random.Random(SEED)
    texts = [*WRITTEN, *(alphabets.random_text(rng, POOLS) for _ in range(40))]
    models = keras_hub.models
    families = (
        (models.BertTextClassifierPreprocessor, models.BertTokenizer, {"lowercase": True}),
        (models.BertTextClassifierPreprocessor, models.BertTokenizer, {"special_tokens_in_strings": True, "strip_accents": True}),
        (models.DistilBertTextClassifierPreprocessor, models.DistilBertTokenizer, {"lowercase": True, "special_tokens_in_strings": True}),
        (models.ESMProteinClassifierPreprocessor, models.ESMTokenizer, {"special_tokens_in_strings": True}),
    )
    for preprocessor_class, tokenizer_class, options in families:
        tokenizer = tokenizer_class(vocabulary(rng, tokenizer_class(NAMES, **options), texts), **options)
        runs = []
        for length, truncate in itertools.product((2, 3, 4, 5, 8, 16, 33, 128), ("round_robin", "waterfall")):
            preprocessor = preprocessor_class(tokenizer, sequence_length=length, truncate=truncate)
            preprocessor.build(None)
            cases = []
            for text in rng.sample(texts, 12):
                cases.append({"segments": [text]} | arrays(preprocessor(text)))
            takes_pairs = length > 2 and isinstance(preprocessor.packer, keras_hub.layers.MultiSegmentPacker)
            for pair in [rng.sample(texts, 2) for _ in range(12 if takes_pairs else 0)]:
                # By name: KerasHub takes a lone tuple for (x, y).
                outputs = preprocessor(x=([pair[0]], [pair[1]]))
                cases.append({"segments": pair} | arrays(outputs))
            runs.append({"packer": packer_step(preprocessor.packer), "cases": cases})
        yield {"tokenizer": tokenizer_step(tokenizer), "vocabulary": vocabulary_file(tokenizer), "runs": runs}


def multi_segment_packers() -> Iterator[dict[str, Any]]:
    """Packers with separators of their own, padding on the left, several segments."""
    rng = random.Random(SEED)
    for _ in range(300):
        count = rng.randint(1, 4)
        start, separator, end = ([rng.randint(1, 9) for _ in range(rng.randint(0, 2))] for _ in range(3))
        needed = len(start) + (count - 1) * len(separator) + len(end)
        packer = keras_hub.layers.MultiSegmentPacker(
            sequence_length=max(1, needed + rng.choice([0, 1, 2, 5, 20])),
            start_value=start,
            sep_value=separator,
            end_value=end,
            pad_value=rng.choice([0, 0, 3]),
            truncate=rng.choice(["round_robin", "waterfall"]),
            padding_side=rng.choice(["right", "left"]),
        )
        segments = [[rng.randint(1, 99) for _ in range(rng.choice([0, 1, 3, 9]))] for _ in range(count)]
        token_ids, segment_ids = packer(tuple(segments))
        mask = compute_padding_mask(np.asarray(token_ids), packer.pad_value)
        outputs = {"token_ids": token_ids, "padding_mask": mask, "segment_ids": segment_ids}
        yield {"packer": packer_step(packer), "segments": segments} | arrays(outputs)


def start_end_packers() -> Iterator[dict[str, Any]]:
    """One segment: none of it, as much as fits, and more, with the mask by value and the packer's own by position."""
    rng = random.Random(SEED)
    for _ in range(300):
        start, end = ([rng.randint(1, 9) for _ in range(rng.randint(0, 2))] for _ in range(2))
        room = rng.choice([0, 1, 2, 5, 20])
        packer = keras_hub.layers.StartEndPacker(
            sequence_length=max(1, len(start) + len(end) + room),
            start_value=rng.choice([start, start or None, *start[:1]]),
            end_value=rng.choice([end, end or None, *end[:1]]),
            pad_value=rng.choice([None, 0, 3]),
            padding_side=rng.choice(["right", "left"]),
            return_padding_mask=rng.random() < 0.5,
        )
        segment = [rng.randint(0, 99) for _ in range(rng.choice([0, 1, max(0, room - 1), room, room + 1, room + 9]))]
        packed = packer(segment)
        if not packer.return_padding_mask:
            packed = packed, np.asarray(packed) != (packer.pad_value or 0)
        yield {"packer": packer_step(packer), "segments": [segment]} | arrays(dict(zip(("token_ids", "padding_mask"), packed, strict=True)))


def arrays(outputs: dict[str, Any]) -> dict[str, list[int]]:
    """Flat lists of integers."""
    return {name: np.asarray(values).astype("int32").reshape(-1).tolist() for name, values in outputs.items()}
