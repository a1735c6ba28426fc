"""Speech recognition: a fixed length of samples answers what Keras answers to the sound alone, and what is refused."""

import json
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import tiny_encoder_decoders
from tiny_encoder_decoders import CONTEXT

from litert_sdkgen.errors import ExportError, UsageError
from litert_sdkgen.exporter import routes
from litert_sdkgen.exporter.plan import ExportPlan
from litert_sdkgen.generation import source_inputs
from litert_sdkgen.hub.generation import sound
from litert_sdkgen.hub.planning import plan_for
from litert_sdkgen.hub.registry import Request, exporters
from litert_sdkgen.manifest.model import Source
from litert_sdkgen.manifest.steps import AudioStep, PromptPacker

LENGTH = 3000


def plan(model: Any, **options: Any) -> ExportPlan:
    return plan_for(model, Request("m", **options))[0]


@pytest.mark.parametrize("options", [{}, {"do_normalize": True}], ids=["plain", "normalized"])
def test_moonshine_answers_what_keras_answers(options: dict[str, Any], tmp_path: Path) -> None:
    """Export fails otherwise. Keras gets sounds of several lengths without padding."""
    model = tiny_encoder_decoders.moonshine(**options)
    bundle = routes.export(plan(model, sequence_length=LENGTH), tmp_path / "m")
    manifest = bundle.manifest
    assert (manifest.task, manifest.model.route) == ("audio_to_text", "streaming")
    step, answer = manifest.preprocess
    assert step == AudioStep(16000, 895, LENGTH, {"samples": "samples", "sample_count": "sample_count"})
    assert answer.type == "text" and answer.packer == PromptPacker((1, 1))
    assert manifest.postprocess is not None and manifest.postprocess.type == "generation"
    assert (manifest.postprocess.stop_tokens, manifest.postprocess.special_tokens) == ((2,), (0, 1, 2))
    continuations = json.loads((bundle.directory / "samples.json").read_text())["continuations"]
    assert [item["sound"]["samples"] for item in continuations] == [911, 1947, LENGTH - 1, LENGTH]
    assert all(len(item["prompt"]) + len(item["tokens"]) == CONTEXT for item in continuations)
    assert len({tuple(item["tokens"]) for item in continuations}) == len(continuations), "answers depend on the sound"


def test_what_stands_behind_a_sound_changes_nothing() -> None:
    model = tiny_encoder_decoders.moonshine()
    step = sound.describe(model, "samples", "sample_count", LENGTH)
    samples = np.random.default_rng(0).uniform(-1, 1, (1, 1700)).astype("float32")
    samples[0, 300:600] = 0  # silence, which KerasHub's mask counts as padding
    packed = model.preprocessor.generate_preprocess({"audio": samples})
    expected, mask = model.call_encoder(packed["encoder_input_values"], packed["encoder_padding_mask"])
    inputs = source_inputs(step, samples[0])
    for rest in (0.0, 0.7):
        inputs["samples"][0, 1700:] = rest
        with sound.source(model, step).read(*(keras.ops.convert_to_tensor(inputs[name]) for name in ("samples", "sample_count"))) as given:
            found, found_mask = model.call_encoder(
                **{"encoder_input_values": given["encoder_input_values"], "padding_mask": given["encoder_padding_mask"]}
            )
        places = expected.shape[1]
        assert np.asarray(mask)[0].tolist() == np.asarray(found_mask)[0, :places].tolist() and not np.asarray(found_mask)[0, places:].any()
        used = int(np.asarray(mask).sum())
        assert 0 < used < places and np.abs(np.asarray(found)[:, :used] - np.asarray(expected)[:, :used]).max() < 1e-5


def test_lengths() -> None:
    model = tiny_encoder_decoders.moonshine()
    for options, message in (
        ({"sequence_length": 896}, "--sequence-length: the samples of a sound; expected at least 912"),
        ({"context_length": 3}, "--context-length: expected at least 4"),
    ):
        with pytest.raises(UsageError, match=message):
            plan(model, **options)
    step = sound.describe(model, "samples", "sample_count", LENGTH)
    for count in (894, LENGTH + 1):
        with pytest.raises(UsageError, match=f"the sound has {count} samples; the model was exported for 895 to {LENGTH}"):
            source_inputs(step, np.zeros(count, np.float32))
    model.preprocessor = None
    with pytest.raises(ExportError, match="has no preprocessor.*--task tensors"):
        exporters()["audio_to_text"].plan(model, Request("m"), Source("keras_hub", "MoonshineAudioToText"))
