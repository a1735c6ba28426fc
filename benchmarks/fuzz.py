"""Kotlin's tokenizers on the JVM beside KerasHub's own, on random strings: `python benchmarks/fuzz.py FAMILY [FAMILY ...] | all`.

Each round has strings of its own, and where vocabularies are made up, vocabularies of its own. Compared are ids, the first three ids,
the text of ids and of made-up ones, at once and as it comes, and for `packers` all arrays of the text classifiers' preprocessors; what
KerasHub refuses must be refused. Exits with 1 on any difference. One seed gives the same strings on every machine.
"""

import argparse
import concurrent.futures
import dataclasses
import functools
import importlib
import json
import math
import multiprocessing
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))
import alphabets  # noqa: E402
import fuzz_batch  # noqa: E402
import kotlin_toolchain  # noqa: E402
from tokenizer_subject import Subject  # noqa: E402

OUT = ROOT / "build" / "benchmarks" / "fuzz"
CLASSES = OUT / "classes"
ROUND = 20_000
"""Strings of a round, over all tokenizers of a family."""

FAMILIES = {
    "word_piece": ("text", "word_piece"),
    "byte_pair": ("byte_pair", "plain"),
    "byte_pair_prefixed": ("byte_pair", "prefix space"),
    "byte_pair_clip": ("byte_pair", "clip"),
    "byte_pair_regex": ("byte_pair", "regex"),
    "sentence_piece_unigram": ("sentence_piece", "unigram"),
    "sentence_piece_byte_pair": ("sentence_piece", "byte_pair"),
    "sentence_piece_characters": ("sentence_piece", "characters"),
    "sentence_piece_words": ("sentence_piece", "words"),
    "xlm_roberta": ("sentence_piece", "xlm_roberta"),
    "metaclip2": ("sentence_piece", "metaclip2"),
    "deberta_v3": ("sentence_piece", "deberta_v3"),
    "rwkv": ("plain_tokenizers", "rwkv"),
    "parseq": ("plain_tokenizers", "parseq"),
    "byte": ("plain_tokenizers", "byte"),
    "codepoint": ("plain_tokenizers", "codepoint"),
    "packers": ("", ""),
}
"""Family -> the module of tests/vectors that makes its tokenizers, and its name there."""

Case = tuple[str, Path, fuzz_batch.Batch]
"""A name, the directory with all that the device gets, and what KerasHub gave."""


@dataclasses.dataclass
class Count:
    """Strings that were compared, and what differed."""

    strings: int = 0
    mismatches: int = 0
    first: str = ""

    def add(self, other: "Count") -> None:
        """Adds a round."""
        self.strings += other.strings
        self.mismatches += other.mismatches
        self.first = self.first or other.first


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("families", nargs="+", choices=[*FAMILIES, "all"], metavar="FAMILY", help=", ".join(FAMILIES))
    parser.add_argument("--strings", type=int, default=1_000_000, help="random strings for each family (1,000,000)")
    parser.add_argument("--seed", type=int, default=1000, help="of the first round; the next one has the next number")
    arguments = parser.parse_args()
    families = list(FAMILIES) if "all" in arguments.families else list(dict.fromkeys(arguments.families))
    kotlin_toolchain.compile_kotlin([*kotlin_toolchain.text_runtime(), ROOT / "benchmarks" / "Fuzz.kt"], CLASSES)
    counts = {family: Count() for family in families}
    rounds = math.ceil(arguments.strings / ROUND)
    size = math.ceil(arguments.strings / rounds)
    start = time.monotonic()
    context = multiprocessing.get_context("spawn")  # TensorFlow does not survive a fork
    # nor does it give back all the memory of a tokenizer: a process that made them for an hour would hold 6 GB
    with concurrent.futures.ProcessPoolExecutor(os.cpu_count(), context, max_tasks_per_child=100) as pool:
        jobs = {pool.submit(fuzz, family, size, arguments.seed + i): family for i in range(rounds) for family in families}
        for done, job in enumerate(concurrent.futures.as_completed(jobs), start=1):
            family = jobs[job]
            counts[family].add(job.result())
            print(
                f"{time.monotonic() - start:6.0f} s  {done} of {len(jobs)} rounds  {family}: {counts[family]}", file=sys.stderr, flush=True
            )
    print(f"{'family':28}{'strings':>12}{'mismatches':>12}")
    for family, count in counts.items():
        print(f"{family:28}{count.strings:12,}{count.mismatches:12,}  {count.first}".rstrip())
    return 1 if any(count.mismatches for count in counts.values()) else 0


def fuzz(family: str, strings: int, seed: int) -> Count:
    """One round of a family. While Kotlin compares one tokenizer's answers, KerasHub gives those of the next."""
    count = Count()
    pending = ""
    for name, directory, batch in cases(family, strings, seed):
        batch.write(directory / "batch.bin")
        if pending:
            count.add(answer(pending))
        print(directory, file=kotlin().stdin, flush=True)
        count.strings += batch.strings
        pending = f"{name}, seed {seed}"
    count.add(answer(pending))
    return count


def answer(name: str) -> Count:
    """What Kotlin says of the directory that it was told of."""
    stdout = kotlin().stdout
    line = stdout.readline().rstrip("\n") if stdout else ""
    if "\t" not in line:
        raise RuntimeError(f"{name}: Kotlin ended, see above")
    mismatches, first = line.split("\t", 1)
    return Count(0, int(mismatches), f"{name}: {first}" if int(mismatches) else "")


@functools.cache
def kotlin() -> "subprocess.Popen[str]":
    """The virtual machine of this process, which stays warm from round to round."""
    return kotlin_toolchain.start_kotlin(CLASSES, "dev.litert.sdkgen.runtime.FuzzKt", [], ["-Xmx1g"])


def cases(family: str, strings: int, seed: int) -> Iterator[Case]:
    """A round's tokenizers or preprocessors, each with an equal part of the strings, in directories that the next round overwrites."""
    topic, name = FAMILIES[family]
    if not topic:
        yield from preprocessors(strings, seed)
        return
    module = importlib.import_module(f"vectors.{topic}")
    members = members_of(family)
    for number, subject in enumerate(module.subjects(seed, max(1, math.ceil(strings / members) - len(module.WRITTEN)), name)):
        directory = fresh_directory(number)
        write_tokenizer(subject, directory)
        ids = subject.ids()
        batch = fuzz_batch.of_tokenizer(subject, ids, subject.made_up(random.Random(seed), ids))
        yield subject.name, directory, batch


@functools.cache
def members_of(family: str) -> int:
    """The number of tokenizers that a round has."""
    topic, name = FAMILIES[family]
    return sum(1 for _ in importlib.import_module(f"vectors.{topic}").subjects(0, 0, name))


def preprocessors(strings: int, seed: int) -> Iterator[Case]:
    """The text classifiers' preprocessors, each at a length and with a way to truncate by lot, on texts and pairs of texts."""
    import tiny_text_models
    from vectors import byte_pair

    from litert_sdkgen.hub import packers

    rng = random.Random(seed)
    for number, family in enumerate(tiny_text_models.CLASSIFIERS):
        truncate = {} if family == "ESM" else {"truncate": rng.choice(["round_robin", "waterfall"])}  # which has single texts only
        options = {"sequence_length": rng.choice([5, 6, 8, 16, 33, 128])} | truncate
        preprocessor = tiny_text_models.classifier_preprocessor(family, **options)
        directory = fresh_directory(number)
        write_tokenizer(Subject(family, family, preprocessor.tokenizer, []), directory)
        (directory / "manifest_packer.json").write_text(json.dumps(dataclasses.asdict(packers.describe(preprocessor))), encoding="utf-8")
        sizes = [1 if family == "ESM" else rng.randint(1, 2) for _ in range(math.ceil(strings / len(tiny_text_models.CLASSIFIERS)))]
        texts = [tuple(alphabets.random_text(rng, byte_pair.POOLS) for _ in range(size)) for size in sizes]
        yield f"{family} {options}", directory, fuzz_batch.of_preprocessor(preprocessor, texts)


def fresh_directory(number: int) -> Path:
    """Of this process."""
    directory = OUT / str(os.getpid()) / f"{number:02}"
    shutil.rmtree(directory, ignore_errors=True)
    return directory


def write_tokenizer(subject: Subject, directory: Path) -> None:
    """The tokenizer's files, and what the manifest says of it."""
    described = subject.write(directory)
    (directory / "manifest_tokenizer.json").write_text(described, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
