"""Sound at other sampling rates, by litert_sdkgen/resampling.py, and what Whisper makes of it.

`resampling.json`: a list of `{"rate", "wanted", "size", "samples", "expected", "expected_size"}`; the last but `size` are places in
`resampling.bin`, float32 in little endian.

`encoded_samples.bin` and `encoded_expected.bin`, float32 in little endian: sound, and what Keras' encoder in the bundle `audio_encoder`
makes of it.
"""

import json
import pathlib
from typing import Any

import numpy as np
import tiny_encoder_decoders

from litert_sdkgen.resampling import resample

RATES = ((44100, 16000), (48000, 16000), (8000, 16000), (11025, 16000), (16001, 16000), (22050, 24000), (1000, 384000), (384000, 1000))
SIZES = (1, 2, 777, 2000)


def write(directory: pathlib.Path) -> None:
    """Writes the files to `directory`."""
    generator = np.random.default_rng(4)
    blob, cases = bytearray(), []
    for rate, wanted in RATES:
        for size in SIZES:
            samples = generator.uniform(-1, 1, size).astype("<f4")
            expected = resample(samples, rate, wanted)[:4000].astype("<f4")
            places = {"samples": len(blob), "expected": len(blob) + samples.nbytes, "expected_size": len(expected)}
            cases.append({"rate": rate, "wanted": wanted, "size": size, **places})
            blob += samples.tobytes() + expected.tobytes()
    (directory / "resampling.json").write_text(json.dumps(cases), encoding="utf-8")
    (directory / "resampling.bin").write_bytes(blob)
    samples, expected = _encoded(generator)
    (directory / "encoded_samples.bin").write_bytes(samples.tobytes())
    (directory / "encoded_expected.bin").write_bytes(expected.tobytes())


def _encoded(generator: np.random.Generator) -> tuple[Any, Any]:
    """Samples, and what Keras' encoder in the bundle `audio_encoder` makes of them."""
    samples = generator.uniform(-0.5, 0.5, 12345).astype("<f4")
    encoder = tiny_encoder_decoders.audio_encoder()
    return samples, np.asarray(encoder(encoder.audio_converter(samples[None]))).astype("<f4")
