"""SentencePiece in Kotlin beside sentencepiece in C++, in one thread: `python benchmarks/sentence_piece.py`.

The models have 256,000 pieces: some learnt from Python's own manual, the others made up. Targets: each encode() at least as fast as
sentencepiece on a batch of one, which is how KerasHub calls it; the first tokenizer of a process within 300 ms and 60 MB.

`--fuzz N` instead compares ids and texts on N random strings for each family (unigram, byte pairs) with KerasHub; 0 mismatches.
"""

import argparse
import io
import itertools
import os
import pathlib
import pydoc_data.topics
import statistics
import subprocess
import sys
import time
from typing import Any

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))
import kotlin_toolchain  # noqa: E402
import sentencepiece  # noqa: E402
from sentencepiece import sentencepiece_model_pb2  # noqa: E402

OUT = ROOT / "build" / "benchmarks" / "sentence_piece"
KOTLIN_TESTS = ROOT / "tests" / "kotlin" / "src" / "test" / "kotlin" / "text"
PIECES = 256_000
WORDS = (20, 200, 2000)
FOREIGN = """\
Der schnelle braune Fuchs springt über den faulen Hund; Straße, Größe, Übung und Äpfel
Быстрая коричневая лиса прыгает через ленивую собаку у большой реки
敏捷的棕色狐狸跳过了懒狗。中文文本没有空格，所以很难切分
すばやい茶色の狐がのろまな犬を飛び越える。日本語のテキスト
तेज़ भूरी लोमड़ी आलसी कुत्ते के ऊपर कूदती है 😀 👍🏽 ﬁrst ½ cup
"""
CHUNK = 2000
"""Strings for each model in one fuzzing round."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fuzz", type=int, metavar="N", help="compare N random strings for each family, instead of measuring")
    parser.add_argument("--seed", type=int, default=1000, help="of the first round of fuzzing")
    arguments = parser.parse_args()
    OUT.mkdir(parents=True, exist_ok=True)
    if arguments.fuzz:
        sys.exit(fuzz(arguments.fuzz, arguments.seed))
    measure()


def fuzz(strings: int, seed: int) -> int:
    """Rounds of new strings, each replayed as the test suite does it; the exit code tells whether all were equal."""
    from vectors import sentence_piece

    classes = compiled()
    compared: dict[str, int] = {}
    start = time.monotonic()
    for number in itertools.count(seed):
        sentence_piece.write(OUT / "fuzz", CHUNK, number)
        for line in kotlin_toolchain.run_kotlin(classes, MAIN, ["replay", str(OUT / "fuzz")], ["-Xmx2g"]).splitlines():
            name, count, _ = line.split("\t")
            family = next((family for family in ("byte_pair", "characters", "words") if name.startswith(family)), "unigram")
            compared[family] = compared.get(family, 0) + int(count)
        print(f"{time.monotonic() - start:6.0f} s, seed {number}, 0 mismatches:", compared, flush=True)
        if min(compared["unigram"], compared["byte_pair"]) >= strings:
            return 0
    raise AssertionError("never reached")


def measure() -> None:
    classes = compiled()
    manual = " ".join(pydoc_data.topics.topics.values()).split()
    foreign = FOREIGN.split()
    texts = [" ".join(manual[5000 : 5000 + words]) for words in WORDS]
    texts += [" ".join(itertools.islice(itertools.cycle(foreign), words)) for words in WORDS]
    given = OUT / "texts"
    given.write_text("\0".join(texts), encoding="utf-8")
    for algorithm in ("unigram", "bpe"):
        model = OUT / f"{algorithm}.spm"
        model.write_bytes(large_model(algorithm, manual))
        loads = [list(map(int, kotlin_toolchain.run_kotlin(classes, MAIN, ["load", str(model)]).split())) for _ in range(5)]
        milliseconds, kept, pieces = (statistics.median(column) for column in zip(*loads, strict=True))
        print(f"\n{algorithm}: {pieces:.0f} pieces load in {milliseconds:.0f} ms and keep {kept / 1e6:.0f} MB")
        processor = sentencepiece.SentencePieceProcessor(model_proto=model.read_bytes(), num_threads=1)
        output = kotlin_toolchain.run_kotlin(classes, MAIN, ["encode", str(model), str(given)])
        print(f"{'text':>14}{'Kotlin us':>12}{'C++ us':>10}{'C++ batch us':>14}{'of batch':>10}{'bytes':>9}")
        for text, line, kind in zip(texts, output.splitlines(), [*["manual"] * 3, *["foreign"] * 3], strict=True):
            kotlin, allocated = map(int, line.split("\t"))
            single, batch = (nanoseconds(processor, argument, len(text)) for argument in (text, [text]))
            name = f"{len(text.split())} {kind}"
            print(f"{name:>14}{kotlin / 1e3:12.1f}{single / 1e3:10.1f}{batch / 1e3:14.1f}{kotlin / batch:10.2f}{allocated:9}")


def nanoseconds(processor: Any, argument: str | list[str], size: int) -> float:
    """Median of an encode, by the clock of this process: a batch has a thread of its own."""
    block = max(1, 40_000 // size)
    times = []
    for _ in range(32):
        start = time.process_time_ns()
        for _ in range(block):
            processor.encode(argument)
        times.append((time.process_time_ns() - start) / block)
    return statistics.median(times[1:])


def large_model(algorithm: str, words: list[str]) -> bytes:
    """Learnt pieces, and made-up words in addition: syllables, at the end of the order of preference."""
    model = io.BytesIO()
    lines = [" ".join(words[i : i + 40]) for i in range(0, len(words), 40)] + FOREIGN.splitlines() * 20
    settings = {"vocab_size": 8000, "hard_vocab_limit": False, "character_coverage": 1.0, "num_threads": 2, "minloglevel": 2}
    sentencepiece.SentencePieceTrainer.train(sentence_iterator=iter(lines), model_writer=model, model_type=algorithm, **settings)
    proto: Any = sentencepiece_model_pb2.ModelProto()  # type: ignore[attr-defined]
    proto.ParseFromString(model.getvalue())
    known = {piece.piece for piece in proto.pieces}
    syllables = ["".join(letters) for letters in itertools.product("bdfgklmnprstvz", "aeiou", ["", "n", "r", "s"])]
    lowest = min(piece.score for piece in proto.pieces)
    for parts in itertools.product(("\u2581", ""), syllables, syllables, ("", "x", "ki", "lo")):
        piece = "".join(parts)
        if len(proto.pieces) == PIECES:
            break
        if piece not in known:
            lowest -= 1e-3 if algorithm == "unigram" else 1.0
            proto.pieces.add(piece=piece, score=lowest)
    return bytes(proto.SerializeToString())


def compiled() -> pathlib.Path:
    """The runtime's text part with the program beside this file, and with the test that it replays."""
    classes = OUT / "classes"
    runtime = ROOT / "templates" / "runtime"
    tests = [KOTLIN_TESTS / "TextBundles.kt", KOTLIN_TESTS / "SentencePieceVectors.kt"]
    kotlin_toolchain.compile_kotlin([runtime / "core", runtime / "text", *tests, ROOT / "benchmarks" / "SentencePiece.kt"], classes)
    return classes


MAIN = "dev.litert.sdkgen.runtime.SentencePieceKt"


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as error:
        sys.exit(f"{error.cmd[0]} failed with status {error.returncode}: see above")
