"""Language models: what the plan and the file hold, that they generate what Keras generates, and what is refused."""

import contextlib
import functools
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import keras
import keras_hub
import numpy as np
import pytest
import tensorflow as tf
import tiny_backbones
import tiny_language_models

from litert_sdkgen.errors import ExportError, UsageError, VerificationError
from litert_sdkgen.exporter import routes
from litert_sdkgen.exporter.plan import ExportPlan
from litert_sdkgen.exporter.quantization import Quantization
from litert_sdkgen.generation import CachedModel, Options, chunks, generate
from litert_sdkgen.hub.generation import cached_steps, prompts, query_positions
from litert_sdkgen.hub.planning import plan_for
from litert_sdkgen.hub.registry import Request, exporters
from litert_sdkgen.litert import LiteRtFile
from litert_sdkgen.manifest.generation import Sampler
from litert_sdkgen.manifest.model import Source, StatePair
from litert_sdkgen.manifest.steps import PromptPacker


def plan(model: Any, **options: Any) -> ExportPlan:
    return plan_for(model, Request("m", **options))[0]


@pytest.mark.parametrize("family", tiny_backbones.FAMILIES)
def test_every_family_generates_what_keras_generates(family: str, tmp_path: Path) -> None:
    """Export fails otherwise. Prompts of 1 token, as long as a call, longer, and up to the end of the context."""
    model = tiny_backbones.model(family)
    planned = tiny_backbones.plan(model)
    bundle = routes.export(planned, tmp_path / "m")
    assert bundle.manifest.model.route == "streaming"
    assert [signature.key for signature in bundle.manifest.signatures] == ["prefill_16", "decode"]
    names = [f"kv_cache_{kind}_{i}" for i in range(len(planned.state) // 2) for kind in "kv"]
    assert bundle.manifest.state == tuple(StatePair(name, name, "in_place") for name in names)
    continuations = json.loads((bundle.directory / "samples.json").read_text())["continuations"]
    assert sorted(len(item["prompt"]) for item in continuations) == [1, 17, 24, 32]
    assert all(len(item["prompt"]) + len(item["tokens"]) == tiny_backbones.CONTEXT for item in continuations)
    weights = sum(np.prod(variable.shape) for variable in model.variables) * 4
    assert bundle.manifest.model.bytes < 1.1 * weights + 400_000, "the signatures share their weights"


@pytest.mark.parametrize("build", [tiny_language_models.gpt2, tiny_language_models.llama3, tiny_language_models.gemma])
def test_a_language_model_from_end_to_end(build: Any, tmp_path: Path) -> None:
    model = build()
    bundle = routes.export(plan(model, context_length=48), tmp_path / "m")
    (step,), post = bundle.manifest.preprocess, bundle.manifest.postprocess
    assert step.type == "text" and post is not None and post.type == "generation"
    assert (post.context_length, step.packer) == (48, PromptPacker((int(model.preprocessor.tokenizer.start_token_id),)))
    assert set(post.stop_tokens) <= set(post.special_tokens)
    prompt = "The quick brown fox"
    packed = model.preprocessor.generate_preprocess([prompt], sequence_length=48)
    tokens = np.asarray(packed["token_ids"])[0][np.asarray(packed["padding_mask"])[0].astype(bool)].tolist()
    with LiteRtFile(bundle.model_file) as file:
        found = list(generate(CachedModel(file, step, post, bundle.manifest.state), tokens, Options()))
    row = {"token_ids": np.asarray(packed["token_ids"]), "padding_mask": np.asarray(packed["padding_mask"])}
    preprocessor, model.preprocessor = model.preprocessor, None
    try:
        assert found == np.asarray(model.generate(row, stop_token_ids=None)["token_ids"])[0, len(tokens) :].tolist()
    finally:
        model.preprocessor = preprocessor
    assert type(model.sampler) is keras_hub.samplers.GreedySampler


@pytest.mark.parametrize("policy", ["bfloat16", "mixed_float16"])
def test_models_of_halves_generate_in_float32(policy: str, tmp_path: Path) -> None:
    former = keras.config.dtype_policy()
    keras.config.set_dtype_policy(policy)
    try:
        model = tiny_language_models.llama3(context=24)
    finally:
        keras.config.set_dtype_policy(former)
    assert len({token for item in plan(model).continuations for token in item.tokens}) > 20, "answers that say something"
    assert routes.export(plan(model), tmp_path / "m").manifest.signatures[0].inputs[-1].dtype == "float32"
    assert model.compute_dtype == policy.removeprefix("mixed_")


def test_gpt_neo_x_equals_its_forward_pass_and_says_where_generate_differs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = tiny_language_models.gpt_neo_x()
    planned, notes = plan_for(model, Request("m"))
    (note,) = notes
    found = re.fullmatch(
        r"generate\(\) of the GPTNeoXCausalLM: its cached attention .* that (\d) of 7 answers differ .* forward pass", note
    )
    assert found and int(found[1]) > 0
    bundle = routes.export(planned, tmp_path / "m")
    assert bundle.manifest.verification.left_out == notes
    assert_forward_pass(model, planned)
    monkeypatch.setattr(query_positions, "corrected", lambda *_: contextlib.nullcontext())
    with pytest.raises(VerificationError, match="Keras generates"):
        routes.export(plan(model), tmp_path / "uncorrected")


def assert_forward_pass(model: Any, planned: ExportPlan) -> None:
    """The planned continuations are the likeliest tokens of one call of the model, without a cache."""
    for continuation in planned.continuations:
        row = np.array([[*continuation.prompt, *continuation.tokens]], "int32")
        logits = np.asarray(model({"token_ids": row, "padding_mask": np.ones_like(row)}))
        assert logits[0, len(continuation.prompt) - 1 : -1].argmax(-1).tolist() == list(continuation.tokens)


@pytest.mark.parametrize("build", [tiny_language_models.qwen3_5, tiny_language_models.qwen3_5_moe])
def test_linear_attention_carries_its_state_beside_the_cache(build: Any, tmp_path: Path) -> None:
    model = build(context=40)
    planned, notes = plan_for(model, Request("m"))
    (note,) = notes
    assert re.search(r"last token of a prompt enters the state .* that [1-7] of 7 answers differ from those of its forward pass", note)
    assert_forward_pass(model, planned)
    bundle = routes.export(planned, tmp_path / "m")
    assert bundle.manifest.verification.left_out == notes
    assert [signature.key for signature in bundle.manifest.signatures] == ["prefill_16", "decode"]
    names = [pair.input for pair in bundle.manifest.state]
    assert names[:4] == ["conv_0", "state_0", "kv_cache_k_1", "kv_cache_v_1"], "each layer has what it uses"
    assert all((pair.update == "in_place") == pair.input.startswith("kv_cache") for pair in bundle.manifest.state)
    post = bundle.manifest.postprocess
    assert post is not None and post.type == "generation" and post.state_kind == "recurrent"
    continuations = json.loads((bundle.directory / "samples.json").read_text())["continuations"]
    assert sorted(len(item["prompt"]) for item in continuations)[0] == 1
    assert [len(item["prompt"]) + len(item["tokens"]) for item in continuations] == [40] * 7


def test_linear_attention_beside_a_part_that_reads_pictures(tmp_path: Path) -> None:
    bundle = routes.export(plan(tiny_language_models.qwen3_5_with_pictures(context=20)), tmp_path / "m")
    assert bundle.manifest.task == "causal_lm" and bundle.manifest.verification.max_abs_difference < 1e-3


def test_rwkv_7_carries_its_state(tmp_path: Path) -> None:
    """Against KerasHub's `generate_step` on the rows of its own preprocessor, which pads a prompt on the left."""
    model = tiny_language_models.rwkv7(context=40)
    bundle = routes.export(plan(model), tmp_path / "m")
    (step,), post = bundle.manifest.preprocess, bundle.manifest.postprocess
    assert step.type == "text" and post is not None and post.type == "generation"
    assert (post.state_kind, step.packer) == ("recurrent", PromptPacker((), before_single=0))
    assert [signature.key for signature in bundle.manifest.signatures] == ["prefill_16", "decode"]
    assert [pair.input for pair in bundle.manifest.state[:3]] == ["state_0", "time_mix_0", "channel_mix_0"]
    assert not any(pair.update for pair in bundle.manifest.state)
    step_in_keras = tf.function(functools.partial(model.generate_step, stop_token_ids=None), autograph=False)
    with LiteRtFile(bundle.model_file) as file:
        cached = CachedModel(file, step, post, bundle.manifest.state)
        for text in (*prompts.SAMPLES, "a", "The quick brown fox jumps over the lazy dog. A small model runs on the phone."):
            tokens = prompts.prompt_tokens(model.preprocessor, text)
            found = list(generate(cached, tokens, Options()))
            rows = model.preprocessor.generate_preprocess([text], sequence_length=38)
            expected = np.asarray(step_in_keras(rows)["token_ids"])[0, 41:].tolist()
            assert found == expected[: len(found)] and len(tokens) + len(found) == 40, text
        assert list(generate(cached, tokens, Options(Sampler("beam", beams=1)))) == found, "a state that goes back is read anew"
    numbered = keras_hub.models.RWKVTokenizer([f"{i} {bytes([i])!r} 1\n" for i in range(256)])
    model.preprocessor = keras_hub.models.RWKV7CausalLMPreprocessor(numbered, sequence_length=24)
    with pytest.raises(ExportError, match="a token with the id 0, which RWKV-7 takes for padding"):
        plan(model)


def test_the_models_sampler_stays_and_reaches_the_manifest() -> None:
    hub = keras_hub.samplers
    expected = {
        hub.TopKSampler(k=7, temperature=0.5): Sampler("top_k", 0.5, k=7),
        hub.TopPSampler(p=0.9, k=4): Sampler("top_p", 1.0, k=4, p=0.9),
        hub.RandomSampler(): Sampler("random"),
        hub.BeamSampler(num_beams=3): Sampler("beam", beams=3),
        hub.ContrastiveSampler(k=3, alpha=0.5): Sampler("contrastive", k=3, alpha=0.5),
    }
    for sampler, form in expected.items():
        model = tiny_language_models.gpt2(sampler, context=24)
        planned = plan(model)
        assert planned.postprocess is not None and planned.postprocess.type == "generation"
        assert planned.postprocess.sampler == form and model.sampler is sampler
    with pytest.raises(ExportError, match="no Own.*compile"):
        plan(tiny_language_models.gpt2(type("Own", (hub.GreedySampler,), {})(), context=24))


def test_context_lengths() -> None:
    model = tiny_language_models.gpt2()
    assert plan(model).postprocess.context_length == 64  # type: ignore[union-attr]
    for length, message in ((1, "expected at least 2"), (65, "the model has 64 positions")):
        with pytest.raises(UsageError, match=f"--context-length: {message}"):
            plan(model, context_length=length)
    with pytest.raises(UsageError, match="choose it with --context-length"):
        plan(model, sequence_length=8)
    smallest = plan(model, context_length=2)
    assert [signature.key for signature in smallest.signatures] == ["prefill_1", "decode"]
    assert cached_steps.prefill_sizes(1024) == (16, 128)


def test_what_cannot_generate_is_refused_with_the_reason() -> None:
    model = tiny_language_models.gpt2(context=24)
    model.__class__ = type("Gemma4AssistantCausalLM", (type(model),), {})
    with pytest.raises(ExportError, match="cannot be exported for generation yet: it has no forward pass of its own"):
        exporters()["causal_lm"].plan(model, Request("m"), Source("keras_hub", "Gemma4AssistantCausalLM"))
    with pytest.raises(ExportError, match="it has no forward pass of its own"):
        plan_for(model, Request("m"))
    assert plan_for(tokenless(), Request("m", sequence_length=8))[0].task == "tensors"
    with pytest.raises(ExportError, match="has no preprocessor.*--task tensors"):
        exporters()["causal_lm"].plan(tokenless(), Request("m"), Source("keras_hub", "GPT2CausalLM"))


def tokenless() -> Any:
    model = tiny_language_models.gpt2(context=24)
    model.preprocessor = None
    return model


def test_a_file_that_generates_otherwise_is_refused(tmp_path: Path) -> None:
    planned = plan(tiny_language_models.gpt2(context=32))
    first, *others = planned.continuations
    wrong = replace(first, tokens=((first.tokens[0] + 1) % 300, *first.tokens[1:]))
    with pytest.raises(
        VerificationError, match=f"token 1 after a prompt of {len(first.prompt)}: Keras generates {wrong.tokens[0]}, the file prefers"
    ):
        routes.export(replace(planned, continuations=(wrong, *others)), tmp_path / "m")
    assert not (tmp_path / "m").exists()


def test_eight_bit_weights_are_measured_by_cosine_and_shared(tmp_path: Path) -> None:
    """Their tokens go their own way after a few steps, so none are recorded."""
    model = tiny_language_models.llama3()
    bundle = routes.export(plan(model), tmp_path / "m", Quantization("dynamic_int8"))
    assert bundle.manifest.samples is None and (bundle.manifest.verification.min_cosine or 0) > 0.98
    assert bundle.manifest.model.bytes < model.count_params() * 2 + 200_000


def test_chunks_cover_the_prompt_within_the_context() -> None:
    for context in (2, 17, 64):
        for sizes in ([], [16], [8, 24]):
            for end in range(context + 1):
                for is_exact in (False, True):
                    position = 0
                    for at, size in chunks(0, end, sizes, context, is_exact):
                        assert at == position and at + size <= context
                        position += size
                    assert position == end if is_exact else position >= end
