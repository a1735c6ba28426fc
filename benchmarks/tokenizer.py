"""WordPiece in Kotlin on the JVM beside KerasHub's own in Python and Hugging Face's in Rust: `python benchmarks/tokenizer.py`.

All three split the same texts one by one, with the demo's vocabulary, and take turns in one run. Hugging Face's is left out where
`tokenizers` is not installed. There is no target; the ids are compared, and a difference is reported.
"""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import demo_app
import kotlin_toolchain
from rounds import ratio, take_turns

ROUNDS = 11
TEXTS = 20
WORDS = {20: 10, 200: 3, 2000: 1}
"""Words of a text -> how often each round repeats all texts."""

Candidate = Callable[[], tuple[float, list[int]]]
Encode = Callable[[str], list[int]]


def main(preset: str = demo_app.NAME) -> None:
    bundle = demo_app.bundle(preset)
    classes = demo_app.classes("Tokenizer.kt")
    pythons = {"KerasHub": keras_hub_encode(preset)} | hugging_face_encode(bundle / "vocabulary.txt")
    command = ["java", "-XX:+UseSerialGC", "-cp", os.pathsep.join(map(str, [classes, *kotlin_toolchain.libraries()])), "TokenizerKt"]
    print(f"\n{'words':>5}  {'':16}{'us per text':>12}{'x Kotlin':>10}  ids")
    with subprocess.Popen([*command, str(bundle)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8") as jvm:
        warm_up(jvm)
        for words, repetitions in WORDS.items():
            texts = demo_app.texts(words, TEXTS)
            candidates = {"Kotlin": of_jvm(jvm, texts, 20 * repetitions)}
            candidates |= {name: of_python(encode, texts, repetitions) for name, encode in pythons.items()}
            report(words, take_turns(candidates, ROUNDS))
        assert jvm.stdin
        jvm.stdin.close()


def report(words: int, results: dict[str, list[tuple[float, list[int]]]]) -> None:
    seconds = {name: [measured for measured, _ in rounds] for name, rounds in results.items()}
    expected = results["KerasHub"][0][1]
    for name, rounds in results.items():
        same = "as KerasHub" if rounds[0][1] == expected else "OTHERS THAN KERASHUB"
        times = ratio(seconds[name], seconds["Kotlin"])
        print(f"{words:5}  {name:16}{1e6 * statistics.median(seconds[name]):12.1f}{times:10.1f}  {same}")


def keras_hub_encode(preset: str) -> Encode:
    """KerasHub's tokenizer called directly on a string: its Python path, which training data pipelines do not use."""
    import keras_hub

    from litert_sdkgen.hub.presets import resolve

    tokenizer = keras_hub.models.Tokenizer.from_preset(resolve(preset))
    return lambda text: list(map(int, tokenizer(text)))


def hugging_face_encode(vocabulary: Path) -> dict[str, Encode]:
    try:
        from tokenizers.implementations import BertWordPieceTokenizer
    except ImportError:
        return {}
    tokenizer = BertWordPieceTokenizer(str(vocabulary), lowercase=True, strip_accents=False)
    return {"Hugging Face": lambda text: tokenizer.encode(text, add_special_tokens=False).ids}


def of_python(encode: Encode, texts: list[str], repetitions: int) -> Candidate:
    def run() -> tuple[float, list[int]]:
        ids: list[int] = []
        started = time.perf_counter()
        for _ in range(repetitions):
            for text in texts:
                ids = encode(text)
        return (time.perf_counter() - started) / (repetitions * len(texts)), ids

    return run


def of_jvm(jvm: "subprocess.Popen[str]", texts: list[str], repetitions: int) -> Candidate:
    file = demo_app.OUT / f"texts_{len(texts[0])}"
    file.write_text("\0".join(texts), encoding="utf-8")

    def run() -> tuple[float, list[int]]:
        assert jvm.stdin and jvm.stdout
        print(repetitions, file, sep="\t", file=jvm.stdin, flush=True)
        nanoseconds, ids = jvm.stdout.readline().rstrip("\n").split("\t")
        return int(nanoseconds) / 1e9, list(map(int, ids.split()))

    return run


def warm_up(jvm: "subprocess.Popen[str]") -> None:
    """The JVM compiles what it has run thousands of times."""
    run = of_jvm(jvm, demo_app.texts(30, TEXTS), 200)
    for _ in range(5):
        run()


if __name__ == "__main__":
    main(*sys.argv[1:])
