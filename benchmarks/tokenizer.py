"""Tokenizers in Kotlin on the JVM beside the libraries that KerasHub calls, in one thread: `python benchmarks/tokenizer.py [NAME ...]`.

The library is Hugging Face's tokenizers (Rust) or sentencepiece (C++), called from Python with one text (`single`) and with a batch of one,
which is how KerasHub calls it. All get the same kind of text and take turns; no text comes twice, since libraries remember. Targets: each
encode() at least as fast as the library on a batch of one, linear in the length of runs, the first tokenizer of a process within 300 ms and
60 MB.
"""

import argparse
import functools
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))
import kotlin_toolchain  # noqa: E402
import large_vocabularies  # noqa: E402
from rounds import ratio, take_turns  # noqa: E402
from tokenizer_subject import Subject  # noqa: E402

OUT = ROOT / "build" / "benchmarks" / "tokenizer"
MAIN = "dev.litert.sdkgen.runtime.TokenizerKt"
ROUNDS = 9
TEXTS = {20: 200, 200: 40, 2000: 8}
"""Words of a text -> how many texts a round has."""
RUN = 1_000_000
WARM_UP_CHARS = 8_000_000
LOADS = 5

Candidate = Callable[[], float]


def demo() -> Any:
    """BERT's words, with the demo's small vocabulary."""
    import keras_hub

    from litert_sdkgen.hub.presets import resolve

    return keras_hub.models.Tokenizer.from_preset(resolve("demo_sentiment_en"))


MAKERS: dict[str, Callable[[], Any]] = {
    "word_piece": demo,
    "gpt2": large_vocabularies.gpt2,
    "tekken": large_vocabularies.tekken,
    "clip": large_vocabularies.clip,
    "unigram": large_vocabularies.unigram,
    "bpe": large_vocabularies.sentence_piece_bpe,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", choices=[*MAKERS, []], metavar="NAME", help=f"{', '.join(MAKERS)}; all if none is given")
    names = parser.parse_args().names or list(MAKERS)
    shutil.rmtree(OUT, ignore_errors=True)
    classes = OUT / "classes"
    kotlin_toolchain.compile_kotlin([*kotlin_toolchain.text_runtime(), ROOT / "benchmarks" / "Tokenizer.kt"], classes)
    for name in names:
        tokenizer = MAKERS[name]()
        directory = OUT / name
        described = Subject(name, name, tokenizer, []).write(directory)
        (directory / "manifest_tokenizer.json").write_text(described, encoding="utf-8")
        loads = [list(map(int, kotlin_toolchain.run_kotlin(classes, MAIN, ["load", str(directory)]).split())) for _ in range(LOADS)]
        milliseconds, kept = (statistics.median(column) for column in zip(*loads, strict=True))
        print(f"\n{name}: {len(tokenizer.get_vocabulary())} pieces load in {milliseconds:.0f} ms and keep {kept / 1e6:.1f} MB")
        with kotlin_toolchain.start_kotlin(classes, MAIN, ["encode", str(directory)], ["-Xmx2g"]) as jvm:
            measure(Kotlin(jvm, directory), tokenizer, *libraries(tokenizer, directory))
            assert jvm.stdin
            jvm.stdin.close()


class Kotlin:
    """A tokenizer on a virtual machine that stays warm."""

    def __init__(self, jvm: "subprocess.Popen[str]", directory: Path) -> None:
        self._jvm, self._file = jvm, directory / "texts"
        self.allocated = 0
        self.ids: list[int] = []

    def nanoseconds(self, texts: Sequence[str]) -> float:
        """Of each text, on the processor."""
        self._file.write_text("\0".join(texts), encoding="utf-8")
        assert self._jvm.stdin and self._jvm.stdout
        print(self._file, file=self._jvm.stdin, flush=True)
        nanoseconds, allocated, ids = self._jvm.stdout.readline().rstrip("\n").split("\t")
        self.allocated, self.ids = int(allocated), list(map(int, ids.split()))
        return int(nanoseconds)


def libraries(tokenizer: Any, directory: Path) -> tuple[Callable[[str], Any], Callable[[list[str]], Any]]:
    """What KerasHub calls, with a text and with a batch."""
    if hasattr(tokenizer, "_sentence_piece_spm"):
        import sentencepiece

        processor = sentencepiece.SentencePieceProcessor(model_proto=tokenizer.proto, num_threads=1)
        return processor.encode, processor.encode
    if hasattr(tokenizer, "merges"):
        library = tokenizer._tokenizer
    else:  # KerasHub's own is written in Python
        from tokenizers.implementations import BertWordPieceTokenizer

        library = BertWordPieceTokenizer(str(directory / "vocabulary.txt"), lowercase=True, strip_accents=False)._tokenizer
    return (
        lambda text: library.encode(text, add_special_tokens=False).ids,
        lambda texts: [each.ids for each in library.encode_batch(texts, add_special_tokens=False)],
    )


def measure(kotlin: Kotlin, tokenizer: Any, single: Callable[[str], Any], batch: Callable[[list[str]], Any]) -> None:
    """Prints a line for each size and kind of text."""
    warm_up(kotlin, batch)
    print(f"{'text':>16}{'Kotlin us':>12}{'single us':>12}{'batch us':>12}{'KerasHub us':>13}{'of batch':>10}{'bytes':>11}  ids")
    candidates: dict[str, Callable[[Sequence[str]], float]] = {
        "Kotlin": kotlin.nanoseconds,
        "single": lambda texts: nanoseconds(single, texts),
        "batch": lambda texts: nanoseconds(lambda text: batch([text]), texts),
        "KerasHub": lambda texts: nanoseconds(tokenizer, texts),
    }
    for kind in ("english", "foreign"):
        for words, count in TEXTS.items():
            texts = large_vocabularies.texts(kind, words, (ROUNDS + 1) * len(candidates) * count)
            fresh = (texts[start : start + count] for start in range(0, len(texts), count))
            results = take_turns({name: functools.partial(lambda run: run(next(fresh)), run) for name, run in candidates.items()}, ROUNDS)  # noqa: B023
            report(f"{words} {kind}", results, kotlin.allocated, kotlin_agrees(kotlin, tokenizer, texts[-1]))
    for (name, unit), length in ((run, length) for run in large_vocabularies.RUNS.items() for length in (RUN // 10, RUN)):
        text = unit * (length // len(unit))
        results = {candidate: [run([text])] for candidate, run in candidates.items() if candidate != "KerasHub"}
        report(f"{length} {name}", results, kotlin.allocated, kotlin_agrees(kotlin, tokenizer, text))


def warm_up(kotlin: Kotlin, batch: Callable[[list[str]], Any]) -> None:
    """The JVM compiles what it has run thousands of times."""
    texts = large_vocabularies.texts("english", 200, 100) + large_vocabularies.texts("foreign", 200, 100)
    batch(texts)
    for _ in range(max(1, WARM_UP_CHARS // sum(map(len, texts)))):
        kotlin.nanoseconds(texts)


def kotlin_agrees(kotlin: Kotlin, tokenizer: Any, text: str) -> bool:
    """Whether the ids of a text are KerasHub's."""
    kotlin.nanoseconds([text])
    return kotlin.ids == list(map(int, tokenizer(text)))


def nanoseconds(encode: Callable[[str], Any], texts: Sequence[str]) -> float:
    """Of each text, by the clock of this process: a batch may have a thread of its own."""
    start = time.process_time_ns()
    for text in texts:
        encode(text)
    return (time.process_time_ns() - start) / len(texts)


def report(name: str, results: dict[str, list[float]], allocated: int, agrees: bool) -> None:
    medians = {candidate: f"{statistics.median(times) / 1e3:.1f}" for candidate, times in results.items()}
    numbers = "".join(
        f"{medians.get(candidate, ''):>{width}}" for candidate, width in (("Kotlin", 12), ("single", 12), ("batch", 12), ("KerasHub", 13))
    )
    same = "as KerasHub" if agrees else "OTHERS THAN KERASHUB"
    print(f"{name:>16}{numbers}{ratio(results['Kotlin'], results['batch']):10.2f}{allocated:11}  {same}", flush=True)


if __name__ == "__main__":
    main()
