"""Models with an encoder and a decoder: what the plan and the file hold, that they answer what Keras answers, and what is refused."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tiny_encoder_decoders
from tiny_encoder_decoders import CONTEXT, ENCODER_LENGTH

from litert_sdkgen.errors import ExportError, UsageError
from litert_sdkgen.exporter import routes
from litert_sdkgen.exporter.plan import ExportPlan
from litert_sdkgen.hub.planning import plan_for
from litert_sdkgen.hub.registry import Request, exporters
from litert_sdkgen.manifest.model import Source
from litert_sdkgen.manifest.steps import PromptPacker, StartEndPacker

PACKERS = {
    "bart": (StartEndPacker(ENCODER_LENGTH, (320,), (322,), 321, mask="position"), (322, 320)),
    "t5": (StartEndPacker(ENCODER_LENGTH, (), (1,), 0, mask="position"), (0,)),
    "t5gemma": (StartEndPacker(ENCODER_LENGTH, (), (), 0, mask="position"), (2,)),
    "t5gemma2": (StartEndPacker(ENCODER_LENGTH, (), (), 0, mask="position"), (2,)),
}


def plan(model: Any, **options: Any) -> ExportPlan:
    return plan_for(model, Request("m", **options))[0]


@pytest.mark.parametrize("name", PACKERS)
def test_every_family_answers_what_keras_answers(name: str, tmp_path: Path) -> None:
    """Export fails otherwise. Sources of one token, shorter than the encoder's length and as long, answers to the end of the context."""
    model = getattr(tiny_encoder_decoders, name)()
    bundle = routes.export(plan(model), tmp_path / "m")
    manifest = bundle.manifest
    assert (manifest.task, manifest.model.route) == ("seq2seq_lm", "streaming")
    encode, decode = manifest.signatures
    assert [signature.key for signature in manifest.signatures] == ["encode", "decode"]
    assert [tensor.name for tensor in encode.inputs] == ["encoder_tokens", "encoder_mask"]
    own = [f"kv_cache_{kind}_{i}" for i in range(2) for kind in "kv"]
    handed = [*(f"cross_cache_{kind}_{i}" for i in range(2) for kind in "kv"), "cross_mask"]
    assert [tensor.name for tensor in encode.outputs] == handed
    assert [tensor.name for tensor in decode.inputs] == ["tokens", "input_pos", *own, *handed]
    assert [tensor.name for tensor in decode.outputs] == ["logits", *own]
    source, answer = manifest.preprocess
    assert source.type == answer.type == "text"
    assert (source.packer, answer.packer) == (PACKERS[name][0], PromptPacker(PACKERS[name][1]))
    continuations = json.loads((bundle.directory / "samples.json").read_text())["continuations"]
    lengths = [len(item["source"]) for item in continuations]
    assert lengths[-2:] == [1, ENCODER_LENGTH] and any(1 < length < ENCODER_LENGTH for length in lengths)
    assert all(len(item["prompt"]) + len(item["tokens"]) == CONTEXT for item in continuations)
    assert len({tuple(item["tokens"]) for item in continuations}) == len(continuations), "answers depend on their sources"
    weights = sum(np.prod(variable.shape) for variable in model.variables) * 4
    assert manifest.model.bytes < 1.1 * weights + 120_000, "the signatures share their weights"


def test_lengths() -> None:
    model = tiny_encoder_decoders.bart()
    encode, decode = plan(model, sequence_length=16, context_length=12).signatures
    assert encode.inputs[0].shape == (1, 16) and decode.inputs[2].shape[1] == 12
    assert (model.preprocessor.encoder_sequence_length, model.preprocessor.decoder_sequence_length) == (ENCODER_LENGTH, CONTEXT)
    for option, name in (("--sequence-length", "sequence_length"), ("--context-length", "context_length")):
        for length, message in ((7, "expected at least 8"), (CONTEXT + 1, f"the model has {CONTEXT} positions")):
            with pytest.raises(UsageError, match=f"{option}: {message}"):
                plan(model, **{name: length})


def test_the_callers_sampler_stays() -> None:
    model = tiny_encoder_decoders.t5("top_k")
    sampler = model.sampler
    post = plan(model).postprocess
    assert post is not None and post.type == "generation" and post.sampler.method == "top_k"
    assert model.sampler is sampler


def test_a_preprocessor_that_does_more_is_refused() -> None:
    model = tiny_encoder_decoders.t5gemma()

    def shouting(texts: Any, original: Callable[..., Any] = model.preprocessor.generate_preprocess) -> Any:
        return original([text.upper() for text in texts])

    model.preprocessor.generate_preprocess = shouting
    with pytest.raises(ExportError, match="does more to a text than to put start and end around its tokens.*--task tensors"):
        plan(model)


def test_without_a_preprocessor_named_tensors_are_left() -> None:
    model = tiny_encoder_decoders.t5()
    exporter, source = exporters()["seq2seq_lm"], Source("keras_hub", "T5Seq2SeqLM")
    model.preprocessor = None
    with pytest.raises(ExportError, match="has no preprocessor.*--task tensors"):
        exporter.plan(model, Request("m"), source)
    assert plan(model, sequence_length=8).task == "tensors"
