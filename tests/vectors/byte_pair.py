"""What KerasHub's byte-level BPE tokenizers give for adversarial strings; the Kotlin tests replay it.

Several vocabularies for each family, trained here: as GPT-2's (words split first), over whole lines (merges across spaces), for words with
an end (CLIP), and made up of few letters in random order, where many merges compete for the same place.
"""

import dataclasses
import functools
import hashlib
import itertools
import json
import pathlib
import random
from collections.abc import Callable, Iterator
from typing import Any

import alphabets
import keras_hub
import numpy as np
from keras_hub.src.tokenizers.byte_pair_tokenizer import SPLIT_PATTERN_TOKENIZERS, bytes_to_unicode
from tokenizer_subject import Subject
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers

from litert_sdkgen.hub import packers
from litert_sdkgen.hub.tokenizers.normalizers import lowercase, unknown_to_nfc
from litert_sdkgen.hub.tokenizers.patterns import members
from litert_sdkgen.hub.tokenizers.pipeline import GPT2_PATTERN

SEED = 11
STRINGS = {"plain": 400, "prefix space": 400, "clip": 400, "regex": 300}
"""Random strings for each tokenizer of a family, beside the written ones."""

ROOT = pathlib.Path(__file__).resolve().parents[2]
LETTERS = bytes_to_unicode()[1]
SPECIAL = ["<|endoftext|>", "<|startoftext|>", "<|im_start|>", "<|im_end|>", "<s>", "</s>", "<pad>", "<mask>", "<|begin_of_text|>"]
SPECIAL += ["<|end_of_text|>", "<|eot_id|>", "<|start_header_id|>", "<|end_header_id|>", "<|vision_start|>", "<|image_pad|>"]
SPECIAL += ["<|vision_end|>", "<|video_pad|>"]
TEKKEN_PATTERN = (
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+"
    r"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*"
    r"|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
CONTRACTIONS_PATTERN = (  # as in o200k: an optional group, possessive quantifiers
    r"[^\r\n\p{L}\p{N}]?+\p{Lu}*\p{Ll}+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|[^\r\n\p{L}\p{N}]?\p{L}++|\p{N}{1,3}"
    r"| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)

PATTERNS = {
    "GPT-2": GPT2_PATTERN,
    "Llama 3": SPLIT_PATTERN_TOKENIZERS,
    "Qwen 2": SPLIT_PATTERN_TOKENIZERS.replace(r"\p{N}{1,3}", r"\p{N}"),
    "BLOOM": " ?[^(\\s|[.,!?\u2026\u3002\uff0c\u3001\u0964\u06d4\u060c])]+",
    "Falcon": "[0-9][0-9][0-9]",
    "Tekken": TEKKEN_PATTERN,
    "o200k": CONTRACTIONS_PATTERN,
    "made up": r"\p{N}{2}|\d+|[^0-9]+",
}
"""The regular expressions by which the models' own tokenizers split."""

ATOMS = [r"\s", r"\p{L}", r"[^\s\p{L}\p{N}]", r"\S", r"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]", "(?i:s)"]

POOLS = [
    alphabets.MARKS,
    alphabets.INVISIBLE,
    alphabets.NUMBERS,
    alphabets.CAPITALS,
    alphabets.DECOMPOSED,
    alphabets.CHARACTERS,
    alphabets.ASCII,
    alphabets.FEW,
    alphabets.FEW,
    [*alphabets.EMOJI, *alphabets.DIRECTIONS],
    ["\u07fd", "\u0898", "\u0c3c", "\u1ac1", "\u1df9", "\U00011938", "\U00011935", "\U00011930", "\u0301", "\u0345", "\u0334", "e", "É"],
    list("etaoinshrdluETAO' \n.,-_()0123456789éüßñçØİΣςσжШд中文日本語あアกำעב\U0001f600\U0001f44d\u200d\ufe0f\U0001f3fd"),
    ["the", " the", " of", "'s", "'T", "'RE", "'ll", "'Ve", "n't", "'\u017f", " don't", "I'M", "\r\n", "\n\n", "  ", "\t", "./", "=="],
    [*SPECIAL, "<|endoftext", "|>", "<|", "</w>", "<|ENDOFTEXT|>", "<s", "a</w>", "\u0120", "\u010a", SPLIT_PATTERN_TOKENIZERS],
]
WRITTEN = ["", " ", "  ", "\n", "a", "a" * 300, " " * 300, "ab" * 200, "\u00e9" * 100, "\U0001f600" * 50, "\x00", "a\x00b", "\u00a0"]
WRITTEN += ["say 'some text'", "a\n\nb", "12345678 123 1", "İstanbul ΟΔΟΣ ΑΣ. ẞ", "don't DON'T don\u2019t", "\u096c \u0e01\u0e33"]
WRITTEN += ["<|endoftext|>", "<|endoftext|><|endoftext|>", " <|endoftext|> ", "<s><pad></s>", "x<|endoftext|>y", "(?i:'s|'t)"]
WRITTEN += ["\ufffd\uffff", "\U0010ffff\U000e0001", "e\u0301 \u0301\u0345 q\u0307\u0323", "\u1100\u1161\u11a8 \uac00\u11a8", "\u3000x"]
WRITTEN += ["\U00011935\U00011930 \U00011938", SPLIT_PATTERN_TOKENIZERS]

Vocabulary = tuple[dict[str, int], list[str]]


@functools.cache
def corpus() -> list[str]:
    """Prose, labels of sentences, source code, and words of many scripts."""
    files = ["LICENSE", "tests/vectors/byte_pair.py", "litert_sdkgen/demo/data/sentiment.tsv"]
    lines = [line for name in files for line in (ROOT / name).read_text(encoding="utf-8").splitlines()[:900]]
    rng = random.Random(SEED)
    return lines + [alphabets.random_text(rng, POOLS) for _ in range(2000)]


@functools.cache
def trained(size: int, words: bool = True, word_end: str = "") -> Vocabulary:
    """A vocabulary that the tokenizers library trains; by whole lines if not by words."""
    suffix = {"end_of_word_suffix": word_end} if word_end else {}
    tokenizer = Tokenizer(models.BPE(**suffix))
    if word_end:
        tokenizer.normalizer = normalizers.Sequence([normalizers.NFC(), normalizers.Lowercase()])
        tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(r"\s+"), "removed"), pre_tokenizers.ByteLevel(False)])
    else:
        tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=words)
    trainer = trainers.BpeTrainer(vocab_size=size, initial_alphabet=LETTERS, show_progress=False, max_token_length=24, **suffix)
    tokenizer.train_from_iterator(corpus(), trainer)
    model = json.loads(tokenizer.to_str())["model"]
    return model["vocab"], [" ".join(pair) for pair in model["merges"]]


def competing(rng: random.Random, letters: str, size: int) -> Vocabulary:
    """Merges of few letters in random order; some use tokens that a later one makes."""
    tokens = list(letters)
    pairs: dict[tuple[str, str], None] = {}
    while len(pairs) < size:
        pair = (rng.choice(tokens), rng.choice(tokens))
        if len("".join(pair)) <= 9 and pair not in pairs:
            pairs[pair] = None
            if "".join(pair) not in tokens:
                tokens.append("".join(pair))
    order = rng.sample(list(pairs), len(pairs))
    vocabulary = {token: i for i, token in enumerate(dict.fromkeys([*LETTERS, *tokens]))}
    return vocabulary, [" ".join(pair) for pair in order]


def with_special(vocabulary: Vocabulary) -> Vocabulary:
    """The same with the special tokens of all classes behind it, and a gap in the ids."""
    tokens, merges = vocabulary
    start = max(tokens.values()) + 5
    return tokens | {token: start + i for i, token in enumerate(SPECIAL) if token not in tokens}, merges


def without(vocabulary: Vocabulary, letters: str) -> Vocabulary:
    """The same without the bytes that `letters` stand for, hence without what is made of them."""
    tokens = {token: i for i, (token, _) in enumerate(vocabulary[0].items()) if not set(letters) & set(token)}
    return tokens, [merge for merge in vocabulary[1] if all(part in tokens for part in [*merge.split(" "), merge.replace(" ", "")])]


def tokenizers(seed: int) -> Iterator[tuple[str, str, Callable[[], Any]]]:
    """Family, name, and a function that makes the tokenizer."""
    hub, rng = keras_hub.tokenizers, random.Random(seed)
    gpt2, lines = with_special(trained(1500)), with_special(trained(1200, words=False))
    clip = with_special(trained(1500, word_end="</w>"))
    competitors = [
        with_special(competing(rng, letters, size)) for letters, size in (("ab\u0120", 60), ("a", 12), ("a\u0120\u00cc\u0123", 120))
    ]
    sparse = with_special(without(gpt2, "xQ\u0120\u00cc"))
    classes: list[tuple[str, Callable[..., Any], list[Vocabulary], dict[str, Any]]] = [
        ("plain", hub.GPT2Tokenizer, [gpt2, lines, *competitors, sparse], {}),
        ("plain", hub.Llama3Tokenizer, [gpt2], {}),
        ("plain", hub.Qwen3_5Tokenizer, [lines], {}),
        ("plain", hub.BloomTokenizer, [gpt2], {}),
        ("plain", hub.FalconTokenizer, [competitors[2]], {}),
        ("prefix space", hub.RobertaTokenizer, [gpt2, lines, *competitors, sparse], {"add_prefix_space": True}),
        ("prefix space", hub.BartTokenizer, [gpt2, competitors[0]], {"add_prefix_space": True}),
        ("clip", hub.CLIPTokenizer, [clip, with_special(without(clip, "xq\u00cc")), gpt2, competitors[0]], {}),
        ("clip", hub.CLIPTokenizer, [clip, gpt2], {"add_prefix_space": True}),
        ("clip", hub.SAM3Tokenizer, [clip, with_special(trained(600, word_end="</w>"))], {}),
    ]
    for pattern in PATTERNS.values():
        classes.append(("regex", hub.MistralTekkenTokenizer, [gpt2, lines], {"split_pattern": pattern}))
    classes.append(("regex", hub.MistralTekkenTokenizer, [sparse], {"split_pattern": TEKKEN_PATTERN, "add_prefix_space": True}))
    for family, tokenizer_class, vocabularies, options in classes:
        for number, (tokens, merges) in enumerate(vocabularies):
            name = f"{tokenizer_class.__name__} {number} {' '.join(map(str, options.values()))[:40]}"
            yield family, name, functools.partial(tokenizer_class, tokens, merges, **options)


def subjects(seed: int, strings: int, family: str) -> Iterator[Subject]:
    """The tokenizers of a family, with the written texts and so many random ones."""
    for number, (its_family, name, build) in enumerate(tokenizers(seed)):
        rng = random.Random(seed * 1000 + number)
        if family == its_family:
            yield Subject(its_family, name, build(), WRITTEN + [alphabets.random_text(rng, POOLS) for _ in range(strings)])


def code_points() -> dict[str, Any]:
    """Classes of patterns with all ranges that Oniguruma finds, and digests of each 4,096 characters normalized alone and among marks."""
    library = {"nfc": normalizers.NFC(), "lowercase": normalizers.Lowercase()}
    steps = {"nfc": {"type": "nfc", "ordinary": unknown_to_nfc()}, "lowercase": {"type": "lowercase", "map": lowercase()}}
    digests = [("lowercase", "", "", alphabets.CHARACTERS)] + [
        ("nfc", before, after, alphabets.IN_USE if before + after else alphabets.CHARACTERS)
        for before, after in (("", ""), ("a", "\u0334"), ("e\u0345", ""), ("\u1100", "\u11a8"), ("\U00011935", "\u0301"))
    ]
    return {
        "sets": [{"atom": atom, "members": members(atom), "ranges": matched_ranges(atom)} for atom in ATOMS],
        "digests": [
            {"step": json.dumps(steps[name]), "before": before, "after": after}
            | {"blocks": block_digests(library[name], before, after, characters)}
            for name, before, after, characters in digests
        ],
    }


def matched_ranges(atom: str) -> list[tuple[int, int]]:
    """(first, last) of each run of all characters that match, without what the exporter leaves out as uniform."""
    split = pre_tokenizers.Split(Regex(f"(?:{atom})+"), "removed", invert=True)
    return [(ord(run[0]), ord(run[-1])) for run, _ in split.pre_tokenize_str("".join(alphabets.CHARACTERS))]


def block_digests(normalizer: Any, before: str, after: str, characters: list[str]) -> dict[str, str]:
    """SHA-256 over the results, each ended by a newline, by block of 4,096 code points."""
    return {
        str(block): hashlib.sha256("".join(normalizer.normalize_str(before + c + after) + "\n" for c in run).encode()).hexdigest()
        for block, run in itertools.groupby(characters, lambda character: ord(character) // 4096)
    }


def write(directory: pathlib.Path) -> None:
    """Writes a folder for each tokenizer: its assets, and `cases.json`; and beside them `code_points.json`."""
    (directory / "code_points.json").write_text(json.dumps(code_points(), separators=(",", ":")), encoding="utf-8")
    for family, strings in STRINGS.items():
        for number, subject in enumerate(subjects(SEED, strings, family)):
            subject.write_cases(directory / f"{family.replace(' ', '_')}_{number:02}", SEED + number)
    write_packed(directory / "packed")


def write_packed(directory: pathlib.Path) -> None:
    """RoBERTa's text classifier preprocessor on texts and pairs: the manifest's packer at some lengths, and the arrays that come out."""
    rng = random.Random(SEED)
    tokenizer = keras_hub.tokenizers.RobertaTokenizer(*with_special(trained(800)), add_prefix_space=True)
    Subject("plain", "packed", tokenizer, []).write(directory)
    runs = []
    for length in (5, 8, 32, 128):
        preprocessor = keras_hub.models.RobertaTextClassifierPreprocessor(tokenizer, sequence_length=length)
        packer = dataclasses.asdict(packers.describe(preprocessor))
        texts = [(text,) for text in [*WRITTEN, *(alphabets.random_text(rng, POOLS) for _ in range(30))]]
        pairs = [(alphabets.random_text(rng, POOLS), alphabets.random_text(rng, POOLS)) for _ in range(30)]
        for segments in texts + pairs:
            packed = preprocessor(x=tuple([segment] for segment in segments), y=None)  # by name: a lone tuple would be (x, y)
            arrays = {name: np.asarray(values).astype("int32").reshape(-1).tolist() for name, values in packed.items()}
            runs.append({"packer": json.dumps(packer), "segments": segments} | arrays)
    (directory / "packed.json").write_text(json.dumps(runs, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
