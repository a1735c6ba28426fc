"""What the manifest of a Whisper backbone says of sound."""

import keras_hub
import numpy as np
import tiny_encoder_decoders

from litert_sdkgen.hub.planning import plan_for
from litert_sdkgen.hub.registry import Request
from litert_sdkgen.manifest.steps import LogMelStep


def test_the_step_is_what_the_converter_does() -> None:
    plan, _ = plan_for(tiny_encoder_decoders.whisper(), Request("whisper"))
    assert plan.task == "tensors" and plan.preprocess == (LogMelStep(16000, 16000, 400, 160, 80, {"features": "encoder_features"}),)
    shapes = {spec.name: spec.shape for spec in plan.signatures[0].inputs}
    features = keras_hub.layers.WhisperAudioConverter(max_audio_length=1)(np.zeros((1, 100), "float32"))
    assert shapes["encoder_features"] == features.shape and shapes["decoder_token_ids"] == (1, 6)


def test_a_pinned_length_has_its_step_or_none() -> None:
    model = tiny_encoder_decoders.whisper()
    for frames, lengths in ((100, [16000]), (60, [])):
        plan, _ = plan_for(model, Request("whisper", inputs={"encoder_features": ("float32", (1, frames, 80))}))
        assert [step.length for step in plan.preprocess if step.type == "log_mel"] == lengths
