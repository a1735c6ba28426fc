"""Sound as KerasHub's audio converters have it.

`converters.json`: for each converter `{"name", "manifest", "filters", "frames", "bands", "cases"}`, the texts of a bundle's files with its
step, and `{"size", "samples", "expected", "used"}` for each sound: places in `values.bin`, float32 in little endian, and how many frames
the mask of KerasHub's preprocessor leaves; -1 where the family has no mask.
"""

import json
import pathlib
from collections.abc import Callable, Iterator
from typing import Any

import keras_hub
import numpy as np
from sounds import gemma3n_converter, sounds

from litert_sdkgen.exporter.plan import NamedSpec
from litert_sdkgen.hub import audio_converters
from litert_sdkgen.manifest.jsonform import to_json

Answer = tuple[Any, int]


def write(directory: pathlib.Path, seed: int = 7, sounds: Callable[[np.random.Generator], Iterator[Any]] = sounds) -> None:
    """Writes the files to `directory`, of `sounds` by `seed`."""
    generator = np.random.default_rng(seed)
    blob, converters = bytearray(), []
    for name, converter, (names, bands, frames), answer in _converters(generator):
        inputs = [NamedSpec(key, key, "float32", (1, frames, bands) if i == 0 else (1, frames)) for i, key in enumerate(names)]
        described = audio_converters.describe(converter, inputs)
        form = {"name": name, "manifest": _manifest(described.step, inputs), "frames": frames, "bands": bands, "cases": []}
        form["filters"] = described.assets[described.step.filters].decode()
        for samples in sounds(generator):
            expected, used = answer(samples)
            assert expected.shape == (frames, bands)
            places = {"samples": len(blob), "expected": len(blob) + samples.nbytes}
            form["cases"].append({"size": len(samples), "used": used, **places})
            blob += samples.tobytes() + expected.astype("<f4").tobytes()
        converters.append(form)
    (directory / "converters.json").write_text(json.dumps(converters), encoding="utf-8")
    (directory / "values.bin").write_bytes(blob)


def _manifest(step: Any, inputs: list[NamedSpec]) -> str:
    head = {"manifest_version": 1, "name": "sound", "task": "tensors", "contract": "", "model": {"file": "none.tflite"}}
    tensors = [{"name": spec.name, "dtype": spec.dtype, "shape": list(spec.shape)} for spec in inputs]
    signature = {"key": "serving_default", "inputs": tensors, "outputs": []}
    return json.dumps(head | {"signatures": [signature], "preprocess": [to_json(step)]})


def _converters(generator: np.random.Generator) -> Iterator[tuple[str, Any, tuple[tuple[str, ...], int, int], Callable[[Any], Answer]]]:
    """Name, converter, its inputs with their bands and frames, and what KerasHub makes of samples."""
    whisper, gemma4 = keras_hub.layers.WhisperAudioConverter, keras_hub.layers.Gemma4AudioConverter
    for bands, seconds in ((80, 1), (128, 2), (80, 5)):
        converter = whisper(num_mels=bands, max_audio_length=seconds)
        shape = (("encoder_features",), bands, 100 * seconds)
        yield f"whisper {bands} {seconds}", converter, shape, lambda x, c=converter: (_float(c(x)), -1)
    mean, deviation = generator.normal(0, 1, 24).tolist(), generator.uniform(0.5, 2, 24).tolist()
    statistics: dict[str, Any] = {"per_bin_mean": mean, "per_bin_stddev": deviation}
    for frames, options in (
        (100, {"max_audio_length": 1}),
        (77, {"max_audio_length": 2, "frame_length": None}),
        (120, {"max_audio_length": 2, "num_mels": 24, "mel_floor": 1e-3, "min_frequency": 50.0, **statistics}),
    ):
        converter = gemma4(**options)

        def of_gemma4(x: Any, c: Any = converter, frames: int = frames) -> Answer:
            return _float(c(x))[:frames], min(min(len(x), c.num_samples) // c.stride, frames)

        yield "gemma4", converter, (("audio_mel", "audio_mel_mask"), converter.num_mels, frames), of_gemma4
    for frames, options in (
        (99, {}),
        (150, {"preemphasis_htk_flavor": False, "fft_overdrive": False, "feature_size": 24, "input_scale_factor": 0.7, **statistics}),
        (40, {"preemphasis": 0.0, "mel_floor": 1e-3, "hop_length_ms": 12.0}),
    ):
        converter = gemma3n_converter(**options)

        def of_gemma3n(x: Any, c: Any = converter, frames: int = frames) -> Answer:
            length = (frames - 1) * c.hop_length + c.frame_length
            features, mask = c(x, padding="max_length", max_length=length, pad_to_multiple_of=None)
            return _float(features), int(np.sum(mask))

        yield "gemma3n", converter, (("input_features", "input_features_mask"), converter.feature_size, frames), of_gemma3n


def _float(values: Any) -> Any:
    return np.asarray(values, np.float32)
