"""Contrastive search: hidden states in the file, KerasHub's texts from the loop, and what is refused."""

import functools
import json
from pathlib import Path
from typing import Any

import bundle_factory
import keras_hub
import numpy as np
import pytest
import tensorflow as tf
import tiny_backbones
import tiny_encoder_decoders
import tiny_language_models
from vectors import contrast

from litert_sdkgen import manifest as manifests
from litert_sdkgen.errors import ExportError, ManifestError, UsageError
from litert_sdkgen.exporter import routes
from litert_sdkgen.generation import CachedModel, Options, generate
from litert_sdkgen.hub.generation import greedy
from litert_sdkgen.hub.generation.running import Text
from litert_sdkgen.hub.planning import plan_for
from litert_sdkgen.hub.registry import Request
from litert_sdkgen.litert import LiteRtFile
from litert_sdkgen.manifest.generation import Sampler

ONE_ROW = "generate() of KerasHub takes its batch's size from before the search, which has k times as many rows"
INCOMPARABLE = {
    "Gemma3": ONE_ROW,
    "GPTNeoX": "generate() of KerasHub differs from the forward pass, which the file follows",
}
"""Families whose contrastive search in KerasHub is none to compare with, and why."""


@pytest.mark.parametrize("name", contrast.MODELS)
def test_the_texts_of_kerashub(name: str, tmp_path: Path) -> None:
    model = contrast.model(name)
    bundle = bundle_factory.bundle(name, model, tmp_path)
    (step,), post = bundle.manifest.preprocess, bundle.manifest.postprocess
    assert step.type == "text" and post is not None and post.type == "generation"
    assert post.sampler.method == "contrastive" and post.hidden == "hidden_states"
    shapes = {s.key: t.shape for s in bundle.manifest.signatures for t in s.outputs if t.name == post.hidden}
    assert shapes == {"prefill_16": (1, 16, 64), "decode": (1, 1, 64)}
    options = Options(post.sampler, post.stop_tokens)
    with LiteRtFile(bundle.model_file) as file:
        cached = CachedModel(file, step, post, bundle.manifest.state)
        for prompt in contrast.PROMPTS:
            text = Text(model.preprocessor, frozenset(post.special_tokens))
            found = "".join(text.stream(generate(cached, text.tokens(prompt), options), ()))
            assert found == model.generate(prompt, strip_prompt=True), prompt
        tokens = text.tokens(contrast.PROMPTS[0])
        likeliest = list(generate(cached, tokens, Options()))
        for sampler in (Sampler("contrastive", k=1, alpha=0.6), Sampler("contrastive", k=3, alpha=0.0)):
            assert list(generate(cached, tokens, Options(sampler))) == likeliest
        with pytest.raises(UsageError, match="a contrastive search cannot slide"):
            list(generate(cached, tokens, Options(post.sampler, context_end="slide")))
    check_manifests(json.loads((bundle.directory / "manifest.json").read_text()))


@pytest.mark.full
@pytest.mark.parametrize("family", sorted({*tiny_backbones.FAMILIES} - {*INCOMPARABLE}))
def test_every_family_searches_as_kerashub(family: str, tmp_path: Path) -> None:
    model, sampler = tiny_backbones.model(family), Sampler("contrastive", k=4, alpha=0.6)
    bundle = routes.export(tiny_backbones.contrastive_plan(model, sampler), tmp_path / "m")
    (step,), post = bundle.manifest.preprocess, bundle.manifest.postprocess
    assert step.type == "text" and post is not None and post.type == "generation"
    with LiteRtFile(bundle.model_file) as file:
        cached = CachedModel(file, step, post, bundle.manifest.state)
        for count in (1, 7, 20):
            prompt = np.random.default_rng(count).integers(1, 90, count).tolist()
            assert list(generate(cached, prompt, Options(sampler))) == searched(model, prompt, sampler)


@pytest.mark.full
@pytest.mark.parametrize("family", [family for family, reason in INCOMPARABLE.items() if reason == ONE_ROW])
def test_kerashub_itself_fails_where_it_reads_one_row(family: str) -> None:
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"Expected size\[0\] in \[0, 1\], but got 4"):
        searched(tiny_backbones.model(family), [1, 2, 3], Sampler("contrastive", k=4, alpha=0.6))


def searched(model: Any, prompt: list[int], sampler: Sampler) -> list[int]:
    """What KerasHub's own search adds to `prompt`, to the end of the context."""
    model.sampler = keras_hub.samplers.ContrastiveSampler(sampler.k, sampler.alpha)
    row, mask = greedy.padded(prompt, tiny_backbones.CONTEXT)
    step = tf.function(functools.partial(model.generate_step, stop_token_ids=None), autograph=False)
    return list(greedy.after(prompt, step({"token_ids": tf.constant(row), "padding_mask": tf.constant(mask)})["token_ids"]))


def check_manifests(form: dict) -> None:
    """What a contrastive search needs must be there."""
    for change, place in (
        (lambda post: post["sampler"].pop("alpha"), "sampler.alpha"),
        (lambda post: post["sampler"].pop("k"), "sampler.k"),
        (lambda post: post.pop("hidden"), "hidden"),
        (lambda post: post.update(hidden="none"), "hidden"),
    ):
        changed = json.loads(json.dumps(form))
        change(changed["postprocess"])
        with pytest.raises(ManifestError, match=f"manifest.postprocess.{place}: expected"):
            manifests.read(json.dumps(changed))


def test_a_sampler_may_be_named_and_not_every_model_can_compare() -> None:
    model = tiny_language_models.gpt2(context=24)
    post = plan_for(model, Request("m", sampler="contrastive"))[0].postprocess
    assert post is not None and post.type == "generation"
    assert (post.sampler, post.hidden) == (Sampler("contrastive", k=5, alpha=0.6), "hidden_states")
    assert plan_for(model, Request("m"))[0].signatures[-1].output_names[:2] == ("logits", "kv_cache_k_0")
    for build in (tiny_language_models.rwkv7, tiny_encoder_decoders.MODELS["tiny_bart"]):
        with pytest.raises(ExportError, match="has no contrastive search on a device. Choose another sampler: --sampler greedy"):
            plan_for(build(), Request("m", sampler="contrastive"))
    with pytest.raises(UsageError, match="--sampler: for language models; this is a text_classifier"):
        plan_for("demo_sentiment_en", Request("m", sampler="greedy"))


def test_a_file_without_hidden_states(tmp_path: Path) -> None:
    bundle = bundle_factory.bundle("m", tiny_language_models.gpt2(context=24), tmp_path)
    (step,), post = bundle.manifest.preprocess, bundle.manifest.postprocess
    assert step.type == "text" and post is not None and post.type == "generation"
    with LiteRtFile(bundle.model_file) as file, pytest.raises(UsageError, match="export it with --sampler contrastive"):
        list(generate(CachedModel(file, step, post, bundle.manifest.state), [1], Options(Sampler("contrastive", k=2, alpha=0.5))))
