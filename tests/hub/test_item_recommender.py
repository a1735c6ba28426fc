"""EdRec: a file recommends the ids that Keras' `generate` does."""

import json
from pathlib import Path
from typing import Any

import keras_hub
import pytest
import tiny_encoder_decoders

from litert_sdkgen.errors import ExportError, UsageError
from litert_sdkgen.exporter import routes
from litert_sdkgen.exporter.plan import ExportPlan
from litert_sdkgen.generation import CachedModel, Options, begin, generate
from litert_sdkgen.hub.planning import plan_for
from litert_sdkgen.hub.registry import Request
from litert_sdkgen.litert import LiteRtFile
from litert_sdkgen.manifest.generation import Sampler
from litert_sdkgen.manifest.steps import IdsStep, PaddedPacker, PromptPacker


def plan(model: Any, **options: Any) -> ExportPlan:
    return plan_for(model, Request("m", **options))[0]


def test_it_recommends_what_keras_recommends(tmp_path: Path) -> None:
    """Export fails otherwise. A recommended 0 is padding to KerasHub, so that the places behind it count: they must be empty, as there."""
    bundle = routes.export(plan(tiny_encoder_decoders.edrec(), **tiny_encoder_decoders.ITEM_LENGTHS), tmp_path / "m")
    manifest = bundle.manifest
    assert (manifest.task, manifest.model.route) == ("item_recommender", "streaming")
    source, answer = manifest.preprocess
    assert isinstance(source, IdsStep) and source.packer == PaddedPacker(24, 0)
    assert isinstance(answer, IdsStep) and answer.packer == PromptPacker((0,))
    assert len(manifest.state) == 2 * 4 + 1, "two layers' own keys and values, those of the encoder, and its mask"
    continuations = json.loads((bundle.directory / "samples.json").read_text())["continuations"]
    assert [len(item["source"]) for item in continuations] == [1, 6, 12, 18, 24]
    assert all(item["prompt"] == [0] and len(item["tokens"]) == 15 for item in continuations)
    assert len({tuple(item["tokens"]) for item in continuations}) == 5, "answers depend on the history"
    assert any(0 in item["tokens"] for item in continuations)
    for beams, history in ((1, [3, 9, 0, 44]), (3, [31, 4, 12])):
        sampler = keras_hub.samplers.BeamSampler(beams) if beams > 1 else "greedy"
        with LiteRtFile(bundle.model_file) as file:
            assert manifest.postprocess is not None and manifest.postprocess.type == "generation"
            model = CachedModel(file, answer, manifest.postprocess, manifest.state)
            options = Options(Sampler("beam", beams=beams) if beams > 1 else Sampler("greedy"))
            for given in ([7, 7, 7], history):  # the first leaves something in the caches
                tokens, cache = begin(file, model, manifest.preprocess, manifest.postprocess, (0,), given)
                found = list(generate(model, tokens, options, cache))
        assert found == tiny_encoder_decoders.recommended(tiny_encoder_decoders.edrec(sampler), history)


def test_a_long_context_is_that_of_keras(tmp_path: Path) -> None:
    """The number of places behind an id that KerasHub takes for padding counts, so all of the context is generated."""
    bundle = routes.export(plan(tiny_encoder_decoders.edrec(), sequence_length=6, context_length=110), tmp_path / "m")
    continuations = json.loads((bundle.directory / "samples.json").read_text())["continuations"]
    assert continuations and any(len(item["tokens"]) == 109 for item in continuations)


def test_a_cache_in_half_precision(tmp_path: Path) -> None:
    options = {**tiny_encoder_decoders.ITEM_LENGTHS, "cache_dtype": "float16"}
    bundle = routes.export(plan(tiny_encoder_decoders.edrec(), **options), tmp_path / "m")
    kept = {tensor.dtype for tensor in bundle.manifest.signatures[0].outputs}
    assert kept == {"float16", "int32"} and json.loads((bundle.directory / "samples.json").read_text())["continuations"]


def test_lengths_and_samplers() -> None:
    model = tiny_encoder_decoders.edrec()
    for options, message in (
        ({"context_length": 1}, "--context-length: expected at least 2, for the id that an answer begins with and one that is recommended"),
        ({"sequence_length": 1}, "--sequence-length: expected at least 2, the items of a history. Received: 1"),
    ):
        with pytest.raises(UsageError, match=message):
            plan(model, **options)
    with pytest.raises(ExportError, match="a EdRecSeq2SeqLM has no contrastive search on a device"):
        plan(model, sampler="contrastive")
    assert plan(model, sampler="top_p", sequence_length=4, context_length=4).postprocess.sampler.method == "top_p"  # type: ignore[union-attr]
