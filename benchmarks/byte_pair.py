"""Byte-level BPE in Kotlin beside Hugging Face's tokenizers in Rust, in one thread: `python benchmarks/byte_pair.py`.

The vocabularies have 256,000 pieces: some learnt from Python's own manual, the others made up. No text comes twice, since the library
remembers short ones. Targets: each encode() at least as fast as the library on a batch of one, which is how KerasHub calls it; linear
in the length of runs; the first tokenizer of a process within 300 ms and 60 MB.

`--fuzz N` instead compares ids and texts on N random strings for each family with KerasHub; 0 mismatches.
"""

import argparse
import itertools
import json
import os
import pathlib
import pydoc_data.topics
import random
import shutil
import statistics
import subprocess
import sys
import time
from typing import Any

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))
import kotlin_toolchain  # noqa: E402
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers  # noqa: E402

OUT = ROOT / "build" / "benchmarks" / "byte_pair"
KOTLIN_TESTS = ROOT / "tests" / "kotlin" / "src" / "test" / "kotlin" / "text"
PIECES = 256_000
TEXTS = {20: 1000, 200: 200, 2000: 20}
"""Words of a text -> how many texts."""
RUN = 1_000_000
FOREIGN = """\
Der schnelle braune Fuchs springt über den faulen Hund; Straße, Größe, Übung und Äpfel
Быстрая коричневая лиса прыгает через ленивую собаку у большой реки
敏捷的棕色狐狸跳过了懒狗。中文文本没有空格，所以很难切分
すばやい茶色の狐がのろまな犬を飛び越える。日本語のテキスト
तेज़ भूरी लोमड़ी आलसी कुत्ते के ऊपर कूदती है 😀 👍🏽 ﬁrst ½ cup
"""
CHUNK = 2000
"""Strings for each tokenizer in one fuzzing round."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fuzz", type=int, metavar="N", help="compare N random strings for each family, instead of measuring")
    parser.add_argument("--seed", type=int, default=1000, help="of the first round of fuzzing")
    arguments = parser.parse_args()
    OUT.mkdir(parents=True, exist_ok=True)
    if arguments.fuzz:
        fuzz(arguments.fuzz, arguments.seed)
    else:
        measure()


def fuzz(strings: int, seed: int) -> None:
    """Rounds of new strings and vocabularies, each replayed as the test suite does it, until every family has had so many."""
    from vectors import byte_pair

    classes = compiled()
    compared: dict[str, int] = {}
    start = time.monotonic()
    for number in itertools.count(seed):
        shutil.rmtree(OUT / "fuzz", ignore_errors=True)
        byte_pair.write_cases(OUT / "fuzz", CHUNK, number)
        for line in kotlin_toolchain.run_kotlin(classes, MAIN, ["replay", str(OUT / "fuzz")], ["-Xmx2g"]).splitlines():
            family, count, _ = line.split("\t")
            compared[family] = compared.get(family, 0) + int(count)
        print(f"{time.monotonic() - start:6.0f} s, seed {number}, 0 mismatches:", compared, flush=True)
        if min(compared.values()) >= strings:
            return


def measure() -> None:
    classes = compiled()
    manual = " ".join(pydoc_data.topics.topics.values()).split()
    texts = {(words, kind): some_texts(manual, words, kind) for kind in ("manual", "foreign") for words in TEXTS}
    texts |= {(RUN, name): [unit * (RUN // len(unit))] for name, unit in (("spaces", " "), ("letters", "a"), ("pairs", "ab"))}
    texts |= {(RUN // 10, name): [unit * (RUN // 10 // len(unit))] for name, unit in (("spaces", " "), ("letters", "a"), ("pairs", "ab"))}
    warm_up = some_texts(manual, 200, "manual") + some_texts(manual, 200, "foreign")
    files = [write_texts(f"{size}_{kind}", some) for (size, kind), some in {(0, "warm_up"): warm_up, **texts}.items()]
    for name, tokenizer in tokenizers(manual):
        directory = write_tokenizer(name, tokenizer)
        loads = [list(map(int, kotlin_toolchain.run_kotlin(classes, MAIN, ["load", str(directory)]).split())) for _ in range(5)]
        milliseconds, kept = (statistics.median(column) for column in zip(*loads, strict=True))
        print(f"\n{name}: {len(tokenizer.vocabulary)} pieces load in {milliseconds:.0f} ms and keep {kept / 1e6:.0f} MB")
        output = kotlin_toolchain.run_kotlin(classes, MAIN, ["encode", str(directory), *map(str, files)], ["-Xmx2g"])
        print(f"{'text':>16}{'Kotlin us':>12}{'Rust us':>12}{'Rust batch us':>15}{'of batch':>10}{'bytes':>10}")
        for text in warm_up:
            tokenizer._tokenizer.encode(text)
        for ((size, kind), some), line in zip(texts.items(), output.splitlines(), strict=True):
            kotlin, allocated = map(int, line.split("\t"))
            # Each half is new to the library when its turn comes.
            half = max(1, len(some) // 2)
            single = nanoseconds(lambda text: tokenizer._tokenizer.encode(text).ids, some[:half])  # noqa: B023
            batch = nanoseconds(lambda text: [each.ids for each in tokenizer._tokenizer.encode_batch([text])], some[-half:])  # noqa: B023
            print(f"{size:8} {kind:>7}{kotlin / 1e3:12.1f}{single / 1e3:12.1f}{batch / 1e3:15.1f}{kotlin / batch:10.2f}{allocated:10}")


def nanoseconds(encode: Any, texts: list[str]) -> float:
    """Of this thread on the processor, for each text."""
    start = time.thread_time_ns()
    for text in texts:
        encode(text)
    return (time.thread_time_ns() - start) / len(texts)


def some_texts(manual: list[str], words: int, kind: str) -> list[str]:
    """Parts of the manual that hardly overlap, or words of many scripts in an order that is always new."""
    rng = random.Random(f"{words} {kind}")
    if kind == "foreign":
        foreign = FOREIGN.split()
        return [" ".join(rng.choice(foreign) for _ in range(words)) for _ in range(TEXTS[words])]
    return [" ".join(manual[start : start + words]) for start in rng.sample(range(len(manual) - words), TEXTS[words])]


def tokenizers(manual: list[str]) -> list[tuple[str, Any]]:
    """Three ways to come to words: none at all (most of KerasHub's classes), a regular expression, and CLIP's normalizers."""
    import keras_hub
    from vectors.byte_pair import TEKKEN_PATTERN

    hub = keras_hub.tokenizers
    plain, clip = large_vocabulary(manual, ""), large_vocabulary(manual, "</w>")
    return [
        ("GPT-2", hub.GPT2Tokenizer(*plain)),
        ("Tekken", hub.MistralTekkenTokenizer(*plain, split_pattern=TEKKEN_PATTERN)),
        ("CLIP", hub.CLIPTokenizer(*clip)),
    ]


def large_vocabulary(words: list[str], word_end: str) -> tuple[dict[str, int], list[str]]:
    """Learnt pieces, and made-up words in addition: syllables, at the end of the order of preference."""
    tokenizer = Tokenizer(models.BPE(**({"end_of_word_suffix": word_end} if word_end else {})))
    tokenizer.normalizer = normalizers.Lowercase() if word_end else None
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    lines = [" ".join(words[i : i + 40]) for i in range(0, len(words), 40)] + FOREIGN.splitlines() * 20
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    options = {"end_of_word_suffix": word_end} if word_end else {}
    tokenizer.train_from_iterator(lines, trainers.BpeTrainer(vocab_size=16_000, initial_alphabet=alphabet, show_progress=False, **options))
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
    syllables = [make(consonant, vowel) for consonant in "bdfgklmnprstvz" for vowel in "aeiou"]
    syllables += [make(syllable, last) for syllable in syllables for last in "nrs"]
    pairs = [make(*pair) for pair in itertools.product(syllables, syllables)]
    for start, end in itertools.product(pairs, syllables):
        if len(pieces) >= PIECES - 4:
            break
        make(start, end)
    pieces += ["<s>", "</s>", "<|startoftext|>", "<|endoftext|>"]
    return {piece: i for i, piece in enumerate(pieces)}, [" ".join(pair) for pair in merges]


def write_tokenizer(name: str, tokenizer: Any) -> pathlib.Path:
    from litert_sdkgen.hub.tokenizers import describe

    directory = OUT / name
    directory.mkdir(exist_ok=True)
    for file, content in describe(tokenizer).assets.items():
        (directory / file).write_bytes(content)
    return directory


def write_texts(name: str, texts: list[str]) -> pathlib.Path:
    file = OUT / f"{name}.txt"
    file.write_text("\0".join(texts), encoding="utf-8")
    return file


def compiled() -> pathlib.Path:
    """The runtime's text part with the program beside this file, and with the test that it replays."""
    classes = OUT / "classes"
    runtime = ROOT / "templates" / "runtime"
    tests = [KOTLIN_TESTS / "TextBundles.kt", KOTLIN_TESTS / "BytePairVectors.kt"]
    kotlin_toolchain.compile_kotlin([runtime / "core", runtime / "text", *tests, ROOT / "benchmarks" / "BytePair.kt"], classes)
    return classes


MAIN = "dev.litert.sdkgen.runtime.BytePairKt"


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as error:
        sys.exit(f"{error.cmd[0]} failed with status {error.returncode}: see above")
