"""Encoders of sound: from a preset, with log-mel bands made before the graph or in it."""

import wave
from pathlib import Path
from typing import Any

import keras_hub
import numpy as np
import pytest
import tiny_encoder_decoders
from sounds import sounds

from litert_sdkgen import cli
from litert_sdkgen.errors import ExportError, UsageError
from litert_sdkgen.exporter import routes
from litert_sdkgen.hub.audio_encoder import AudioEncoder
from litert_sdkgen.hub.planning import plan_for
from litert_sdkgen.hub.registry import Request
from litert_sdkgen.litert import LiteRtFile
from litert_sdkgen.manifest.answers import HiddenStates
from litert_sdkgen.manifest.steps import AudioStep

_SOUNDS = list(sounds(np.random.default_rng(9)))
RECORDED = [samples for samples in _SOUNDS if len(samples) not in (9999, 20000)]
"""Those with noise. A tone without any leaves bands that hold nothing but the rounding of float32."""


@pytest.fixture(scope="module")
def preset(tmp_path_factory: Any) -> Path:
    directory: Path = tmp_path_factory.mktemp("whisper")
    model = tiny_encoder_decoders.audio_encoder()
    model.backbone.save_to_preset(str(directory))
    model.audio_converter.save_to_preset(str(directory))
    return directory


def test_a_preset_is_an_encoder(preset: Path) -> None:
    plan, notes = plan_for(str(preset), Request("m"))
    (step,) = plan.preprocess
    assert (plan.task, plan.postprocess, step.type) == ("audio_encoder", HiddenStates("hidden_states"), "log_mel")
    assert [spec.name for spec in plan.signatures[0].inputs] == ["features"] and plan.signatures[0].inputs[0].shape == (1, 100, 80)
    assert any("the decoder is left out" in note for note in notes)
    assert plan_for(str(preset), Request("m"), task="tensors")[0].task == "tensors"


def test_a_preset_without_a_converter_has_tensors(tmp_path: Path) -> None:
    tiny_encoder_decoders.whisper().save_to_preset(str(tmp_path))
    assert plan_for(str(tmp_path), Request("m"))[0].task == "tensors"
    with pytest.raises(UsageError, match="has no AudioEncoder.*lacks a converter"):
        plan_for(str(tmp_path), Request("m"), task="audio_encoder")


def test_options_that_make_no_sense(preset: Path) -> None:
    with pytest.raises(UsageError, match="--labels: an encoder of sound reads what its converter makes"):
        plan_for(str(preset), Request("m", labels=("a",)))
    with pytest.raises(UsageError, match="--sequence-length: an encoder of sound"):
        plan_for(str(preset), Request("m", sequence_length=8))
    with pytest.raises(UsageError, match="--audio-in-graph: for encoders of sound .audio_encoder.; this is a tensors"):
        plan_for(str(preset), Request("m", audio_in_graph=True), task="tensors")


def test_bands_of_the_graph(tmp_path: Path) -> None:
    model = tiny_encoder_decoders.audio_encoder()
    plan, _ = plan_for(model, Request("m", audio_in_graph=True))
    assert plan.preprocess == (AudioStep(16000, 0, 16000, {"samples": "samples"}),) and not plan.assets
    with LiteRtFile(routes.export(plan, tmp_path / "m").model_file) as file:
        assert len(RECORDED) == 9
        for samples in RECORDED:
            padded = np.zeros((1, 16000), np.float32)
            padded[0, : min(len(samples), 16000)] = samples[:16000]
            found = file.run("serving_default", {"samples": padded})["hidden_states"]
            np.testing.assert_allclose(found, np.asarray(model(model.audio_converter(samples[None]))), atol=2e-5)


def test_a_converter_that_float32_cannot_repeat_is_refused() -> None:
    model = AudioEncoder(tiny_encoder_decoders.whisper(), keras_hub.layers.WhisperAudioConverter(max_audio_length=1))
    model.audio_converter.mel_filters = model.audio_converter.mel_filters[::-1].copy() * 1e-4
    plan_for(model, Request("m"))
    model.audio_converter._extract_audio_features_python = lambda audio: np.zeros((1, 100, 80), np.float32)
    with pytest.raises(ExportError, match="--audio-in-graph: log-mel bands would differ .* allowed are 2e-05"):
        plan_for(model, Request("m", audio_in_graph=True))


def wav(path: Path, samples: Any) -> str:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16000)
        file.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
    return str(path)


@pytest.mark.parametrize("in_graph", [False, True])
def test_run(preset: Path, tmp_path: Path, capsys: Any, in_graph: bool) -> None:
    plan, _ = plan_for(str(preset), Request("m", audio_in_graph=in_graph))
    bundle = routes.export(plan, tmp_path / "m")
    first, second = wav(tmp_path / "a.wav", _SOUNDS[3] * 0.5), wav(tmp_path / "b.wav", _SOUNDS[-1])
    options = [] if in_graph else ["--preset", str(preset)]
    assert cli.main(["run", str(bundle.directory), first, *options]) == 0
    assert capsys.readouterr().out.startswith("hidden_states float32[1, 50, 16]")
    assert cli.main(["run", str(bundle.directory), first, second, first, *options]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"1.000000 {first}" and lines[1].endswith(second) and len(lines) == 2
    assert cli.main(["run", str(bundle.directory), str(preset / "config.json"), *options]) == 2
    assert "expected a WAV file" in capsys.readouterr().err
    assert cli.main(["run", str(bundle.directory), *options]) == 2
    if not in_graph:
        assert cli.main(["run", str(bundle.directory), first]) != 0
        assert "name it with --preset" in capsys.readouterr().err


def test_a_fourier_transform_is_not_quantized(preset: Path, tmp_path: Path, capsys: Any) -> None:
    arguments = ["export", "--preset", str(preset), "--out", str(tmp_path / "app"), "--audio-in-graph", "--quantize", "dynamic_int8"]
    assert cli.main(arguments) == 2 and not (tmp_path / "app").exists()
    assert "--audio-in-graph: a Fourier transform needs float32" in capsys.readouterr().err
