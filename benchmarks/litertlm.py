"""The Kotlin loop beside LiteRT-LM, on the same weights: `python benchmarks/litertlm.py`.

The language model of `generation.py` with a context of 512 tokens, on one thread. Both read a prompt and write 24 tokens, in turn:
LiteRT-LM in this process, the loop on a JVM. Target: at least 0.9 times as many tokens in the same time of a CPU, since other work on the
machine decides how long that takes.
"""

import contextlib
import io
import shutil
import statistics
import time
from typing import Any

import demo_app
import keras
import keras_hub
import kotlin_toolchain
import rounds
import tiny_language_models

import litert_sdkgen
from litert_sdkgen.host_library import host_library
from litert_sdkgen.litertlm.engine import TextEngine
from litert_sdkgen.manifest.generation import Sampler

VOCABULARY, CONTEXT, TOKENS, ROUNDS = 32_000, 512, 24, 9
PROMPT = " ".join(tiny_language_models.CORPUS[:2] * 4)


def main() -> None:
    shutil.rmtree(demo_app.OUT / "app", ignore_errors=True)
    built = model()
    app = demo_app.OUT / "app"
    shared: dict[str, Any] = {"samples": False, "context_length": CONTEXT}
    with contextlib.redirect_stdout(io.StringIO()):
        cached = litert_sdkgen.export(built, app, name="language_model", target="jvm", **shared)
        contained = litert_sdkgen.export(built, app, name="contained", format="litertlm", sources=False, **shared)
    options = [f"-Dlitert.library={host_library()}", "-Xmx3g"]
    process = kotlin_toolchain.start_kotlin(demo_app.classes("Loop.kt"), "LoopKt", [str(cached.directory), PROMPT, str(TOKENS)], options)
    with process, TextEngine(contained.model_file, threads=1) as engine:
        results = rounds.take_turns({"Kotlin loop": lambda: loop(process), "LiteRT-LM": lambda: litert_lm(engine)}, ROUNDS)
        process.stdin.close()
    print(f"{built.count_params() / 1e6:.0f} million parameters, a context of {CONTEXT} tokens, one thread each, in turn")
    print(f"{'':<12}{'first token, ms':>17}{'tokens/s':>10}{'tokens/CPU s':>14}")
    for name, figures in results.items():
        first, rate, cpu_rate = (statistics.median(column) for column in zip(*figures, strict=True))
        print(f"{name:<12}{first * 1e3:17.0f}{rate:10.2f}{cpu_rate:14.2f}")
    rates = {name: [cpu_rate for *_, cpu_rate in figures] for name, figures in results.items()}
    print(f"the loop writes {rounds.ratio(rates['Kotlin loop'], rates['LiteRT-LM']):.2f} times as many tokens in the same CPU time")


def model() -> "keras.Model":
    """That of `generation.py`, with a tokenizer that has all its tokens: LiteRT-LM fails at others."""
    keras.utils.set_random_seed(1)
    models = keras_hub.models
    small = tiny_language_models.llama3().preprocessor.tokenizer
    vocabulary = {token: small.token_to_id(token) for token in small.get_vocabulary()}
    vocabulary |= {f"<unused{i}>": i for i in range(len(vocabulary), VOCABULARY)}
    tokenizer = models.Llama3Tokenizer(vocabulary, small.merges)
    backbone = models.Llama3Backbone(VOCABULARY, 12, 8, 512, 2048, 8)
    built = models.Llama3CausalLM(backbone, models.Llama3CausalLMPreprocessor(tokenizer, sequence_length=CONTEXT))
    built.compile(sampler="greedy")
    return built


def loop(process: Any) -> tuple[float, float, float]:
    """Seconds to the first token of an answer, tokens per second from then on, and per second of a CPU."""
    process.stdin.write("\n")
    process.stdin.flush()
    first, rate, cpu_rate = map(float, process.stdout.readline().split())
    return first, rate, cpu_rate


def litert_lm(engine: TextEngine) -> tuple[float, float, float]:
    """As `loop`."""
    start, times = time.perf_counter(), []
    for _ in engine.pieces(PROMPT, Sampler("greedy"), 0, TOKENS + 1):
        times.append((time.perf_counter(), time.process_time()))
    (first, first_cpu), (last, last_cpu) = times[0], times[-1]
    return first - start, TOKENS / (last - first), TOKENS / (last_cpu - first_cpu)


if __name__ == "__main__":
    main()
