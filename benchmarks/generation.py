"""What text generation on the device costs, on the JVM: `python benchmarks/generation.py`.

One language model of 82 million parameters with a context of 1,024 tokens, random weights, float32. Tokens per second of the Kotlin loop
beside a bare invoke of the same signature (target: at most 3 % more), beside the whole forward pass for each token, which is what Keras'
own export gives (target: at least 20 times faster), and the samplers on 256,000 tokens (target: 2 ms).
"""

import contextlib
import io
import shutil
from pathlib import Path

import demo_app
import keras
import keras_hub
import kotlin_toolchain
import tiny_language_models

import litert_sdkgen

CONTEXT = 1024


def model() -> "keras.Model":
    """As Llama, 12 layers of 8 heads; its tokenizer is small, its vocabulary is not."""
    keras.utils.set_random_seed(1)
    models = keras_hub.models
    tokenizer = tiny_language_models.llama3().preprocessor.tokenizer
    backbone = models.Llama3Backbone(32_000, 12, 8, 512, 2048, 8)
    built = models.Llama3CausalLM(backbone, models.Llama3CausalLMPreprocessor(tokenizer, sequence_length=CONTEXT))
    built.compile(sampler="greedy")
    return built


def export(built: "keras.Model", name: str, task: str | None) -> Path:
    """The bundle of `built` in the application."""
    app = demo_app.OUT / "app"
    sources = task is None
    with contextlib.redirect_stdout(io.StringIO()):
        bundle = litert_sdkgen.export(
            built, app, name=name, task=task, target="jvm", sources=sources, samples=False, sequence_length=None if sources else CONTEXT
        )
    return bundle.directory


def main() -> None:
    shutil.rmtree(demo_app.OUT / "app", ignore_errors=True)
    built = model()
    cached, whole = export(built, "language_model", None), export(built, "forward", "tensors")
    output = kotlin_toolchain.run_kotlin(demo_app.classes("Generation.kt"), "GenerationKt", [str(cached), str(whole)], ["-Xmx3g"])
    figures = {name: float(value) for name, value in (line.split("\t") for line in output.splitlines())}
    loop, invoke, forward = (figures.pop(name) for name in ("loop", "invoke", "forward"))
    overhead = figures.pop("overhead")
    print(f"{built.count_params() / 1e6:.0f} million parameters, a context of {CONTEXT} tokens, after a prompt of 512")
    print(f"{'':<22}{'ms a token':>11}{'tokens/s':>10}")
    for name, nanoseconds in (("Kotlin loop", loop), ("bare invoke of decode", invoke), ("whole forward pass", forward)):
        print(f"{name:<22}{nanoseconds / 1e6:11.2f}{1e9 / nanoseconds:10.2f}")
    print(f"the loop costs {overhead:.1%} more than the invoke, and is {forward / loop:.0f} times as fast as the whole pass")
    print(f"prefill: {figures.pop('prefill'):.0f} tokens/s")
    print("samplers on 256,000 tokens, ms a token: " + ", ".join(f"{name} {value / 1e6:.2f}" for name, value in figures.items()))


if __name__ == "__main__":
    main()
