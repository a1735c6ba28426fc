"""What the manifest says of sound: the steps of KerasHub's audio converters."""

import json
from dataclasses import replace
from typing import Any

import keras_hub
import numpy as np
import pytest
import tiny_encoder_decoders
from sounds import gemma3n_converter

from litert_sdkgen.errors import ExportError
from litert_sdkgen.exporter.plan import NamedSpec
from litert_sdkgen.hub import audio_converters
from litert_sdkgen.hub.planning import plan_for
from litert_sdkgen.hub.registry import Request

from .tiny_tasks import multimodal


def test_a_whisper_backbone_with_named_tensors() -> None:
    plan, _ = plan_for(tiny_encoder_decoders.whisper(), Request("whisper"), task="tensors")
    (step,) = plan.preprocess
    assert step.type == "log_mel" and plan.task == "tensors"
    assert (step.length, step.frames, step.frame, step.transform, step.stride) == (16000, 100, 400, 400, 160)
    assert step.feeds == {"features": "encoder_features"} and len(json.loads(plan.assets[step.filters])) == 80


def test_a_pinned_length_has_its_step_or_a_reason() -> None:
    model = tiny_encoder_decoders.whisper()
    for frames, lengths in ((100, [16000]), (60, [])):
        plan, _ = plan_for(model, Request("whisper", inputs={"encoder_features": ("float32", (1, frames, 80))}), task="tensors")
        assert [step.length for step in plan.preprocess if step.type == "log_mel"] == lengths
        assert bool(plan.left_out) == (not lengths)
    assert "makes 0 frames, and the model reads 60" in plan.left_out[0]


def specs(name: str, mask: str, frames: int, bands: int) -> list[NamedSpec]:
    shape = (1, 1, frames, bands)
    return [NamedSpec("sound", name, "float32", shape), NamedSpec("is_sound", mask, "bool", shape[:-1])]


def test_gemma_4_reads_the_first_frames() -> None:
    converter = keras_hub.layers.Gemma4AudioConverter(num_mels=8, per_bin_mean=[0.1] * 8, per_bin_stddev=[2.0] * 8, max_audio_length=1)
    step = audio_converters.describe(converter, specs("audio_mel", "audio_mel_mask", 40, 8)).step
    assert (step.length, step.frames, step.margin, step.counted) == (16000, 40, "silent", "whole")
    assert step.feeds == {"features": "sound", "frame_mask": "is_sound"} and step.mean == (0.1,) * 8 and step.deviation == (2.0,) * 8
    with pytest.raises(ExportError, match="makes 100 frames, and the model reads 101"):
        audio_converters.describe(converter, specs("audio_mel", "audio_mel_mask", 101, 8))
    with pytest.raises(ExportError, match="mel_floor of 0.0: silence would be infinite"):
        converter = keras_hub.layers.Gemma4AudioConverter(num_mels=8, mel_floor=0)
        audio_converters.describe(converter, specs("audio_mel", "audio_mel_mask", 40, 8))
    converter = keras_hub.layers.Gemma4AudioConverter(num_mels=8)
    with pytest.raises(ExportError, match="makes 8 mel bands, and the model reads 9"):
        audio_converters.describe(converter, specs("audio_mel", "audio_mel_mask", 40, 9))


def test_gemma_3n_has_as_many_samples_as_its_frames_need() -> None:
    step = audio_converters.describe(gemma3n_converter(), specs("input_features", "input_features_mask", 10, 16)).step
    assert (step.length, step.emphasis, step.counted) == (9 * 160 + 512, 0.97, "begun")
    assert step.first == pytest.approx(0.03) and step.transform == 1024


@pytest.mark.parametrize(("option", "value"), [("dither", 1e-5), ("padding_side", "left"), ("padding_value", 1.0)])
def test_what_the_device_cannot_repeat(option: str, value: Any) -> None:
    with pytest.raises(ExportError, match=f"has {option} {value!r}; the device knows"):
        audio_converters.describe(gemma3n_converter(**{option: value}), specs("input_features", "input_features_mask", 10, 16))


def test_named_tensors_of_a_model_that_hears() -> None:
    model = multimodal.TASKS["Gemma3nCausalLM"].build()
    model.preprocessor = type("Preprocessor", (), {"audio_converter": gemma3n_converter(), "sequence_length": 12})()
    plan, _ = plan_for(model, Request("m"), task="tensors")
    (step,) = plan.preprocess
    shapes = {spec.name: spec.shape for spec in plan.signatures[0].inputs}
    assert step.type == "log_mel" and step.feeds == {"features": "input_features", "frame_mask": "input_features_mask"}
    assert shapes["input_features"][-2:] == (step.frames, 16) and np.prod(shapes["input_features_mask"]) == step.frames
    assert replace(step, feeds={}) == replace(audio_converters.describe(gemma3n_converter(), plan.signatures[0].inputs).step, feeds={})
