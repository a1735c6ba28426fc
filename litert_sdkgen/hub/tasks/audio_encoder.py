"""Encoders of sound: what they make of each moment."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import tensorflow as tf

from ...errors import ExportError, UsageError
from ...exporter import plain
from ...exporter.plan import ExportPlan, NamedSpec, PlannedSignature
from ...exporter.samples import tensor_samples
from ...manifest.answers import HiddenStates
from ...manifest.model import Source
from ...manifest.steps import AudioStep
from .. import audio_converters
from ..audio_converters import Described
from ..log_mel_graph import log_mel
from ..registry import Request, TaskExporter

_FEATURES, _SAMPLES, _OUTPUT = "features", "samples", "hidden_states"
_CLOSE = 2e-5
_LEFT_OUT = "the decoder is left out: KerasHub has no task for it. With --task tensors the file has both"


def plan(model: Any, request: Request, source: Source) -> ExportPlan:
    """One output, float32[1, frames, size]; the input is log-mel bands, or samples of sound where the graph computes these.

    Raises:
        ExportError: a converter that the device, or a graph, cannot repeat.
        UsageError: labels, shapes or lengths, which the model's converter has fixed.
    """
    for option, value in (("--labels", request.labels), ("--input", request.inputs), ("--sequence-length", request.sequence_length)):
        if value:
            raise UsageError(f"{option}: an encoder of sound reads what its converter makes, and nothing else. Received: {value}")
    converter = model.audio_converter
    frames = int(np.asarray(converter(np.zeros(1, np.float32))).shape[-2])
    bare = plain.bare_model(model)
    arguments, (spec,) = plain.input_specs(bare, {}, lambda name, axis: frames if axis == 1 else None)
    described = audio_converters.describe(converter, [replace(spec, name=_FEATURES)])
    features = replace(spec, name=_FEATURES, low=-1.5, high=1.5)
    signature = plain.signature_of(bare, arguments, [features]).renamed((_OUTPUT,))
    encoder = ExportPlan(
        request.name, "audio_encoder", source, bare, (signature,), postprocess=HiddenStates(_OUTPUT), left_out=(_LEFT_OUT,)
    )
    if request.audio_in_graph:
        signature = _of_samples(signature, described, converter)
        step = AudioStep(described.step.sampling_rate, 0, described.step.length, {"samples": _SAMPLES})
        return replace(encoder, signatures=(signature,), preprocess=(step,), samples=tensor_samples(signature))
    return replace(encoder, preprocess=(described.step,), assets=described.assets, samples=tensor_samples(signature))


def _of_samples(signature: PlannedSignature, described: Described, converter: Any) -> PlannedSignature:
    """The signature behind log-mel bands that the graph computes; what the file is compared with has them of KerasHub's converter."""
    _check(described, converter)

    def function(samples: Any) -> Sequence[Any]:
        return signature.function(converter(np.asarray(samples)) if tf.executing_eagerly() else log_mel(described, samples))

    return replace(signature, function=function, inputs=(NamedSpec(_SAMPLES, None, "float32", (1, described.step.length), low=-1.0),))


def _check(described: Described, converter: Any) -> None:
    """Raises ExportError where float32 does not suffice for what the graph computes."""
    generator = np.random.default_rng(1)
    times = np.arange(described.step.length) / described.step.sampling_rate
    noise = generator.normal(0, 0.01, len(times))
    for sound in (np.zeros(len(times)), noise, 0.5 * np.sin(times * (1000 + 300 * np.sin(3 * times))) * np.sin(2 * times) + noise):
        samples = sound.astype(np.float32)[None]
        difference = float(np.max(np.abs(np.asarray(log_mel(described, samples)) - np.asarray(converter(samples)))))
        if not difference <= _CLOSE:
            raise ExportError(
                f"--audio-in-graph: log-mel bands would differ from those of the {type(converter).__name__} by {difference:.2g}, "
                f"allowed are {_CLOSE:g}. Leave them to the device"
            )


EXPORTER = TaskExporter("audio_encoder", "AudioEncoder", plan)
