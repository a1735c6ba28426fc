"""WAV files of every kind, and files that are none."""

import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from litert_sdkgen.commands import sound_file
from litert_sdkgen.errors import UsageError

EXPECTED = np.array([0, 0.5, -1, 0.25], np.float32)


def wav(samples: Any, kind: int = 1, bits: int = 16, channels: int = 1, rate: int = 16000, announced: int | None = None) -> bytes:
    values = np.repeat(samples, channels).astype(float)
    if kind == 3:
        content = values.astype("<f4").tobytes()
    else:
        whole = (values * 2 ** (bits - 1) + (128 if bits == 8 else 0)).astype("<i8")
        content = whole[:, None].view(np.uint8)[:, : bits // 8].tobytes()
    form = struct.pack("<HHIIHHHHIH14x", kind, channels, rate, 0, 0, bits, 22, bits, 0, 1)
    size = len(content) if announced is None else announced
    return b"RIFF\0\0\0\0WAVEnote\3\0\0\0....fmt \x28\0\0\0" + form + b"data" + struct.pack("<I", size) + content


@pytest.mark.parametrize(("kind", "bits"), [(1, 8), (1, 16), (1, 24), (1, 32), (3, 32), (0xFFFE, 16)])
@pytest.mark.parametrize("channels", [1, 2, 3])
def test_every_kind_of_sample(tmp_path: Path, kind: int, bits: int, channels: int) -> None:
    path = tmp_path / "sound.wav"
    path.write_bytes(wav(EXPECTED, kind, bits, channels))
    found = sound_file.read(path, 16000)
    assert found.dtype == np.float32 and found.tolist() == EXPECTED.tolist()


def test_sound_that_was_written_to_a_pipe_or_has_another_rate(tmp_path: Path) -> None:
    path = tmp_path / "sound.wav"
    path.write_bytes(wav(EXPECTED, announced=0xFFFFFFFF))
    assert sound_file.read(path, 16000).tolist() == EXPECTED.tolist()
    assert len(sound_file.read(path, 32000)) == 8


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "it does not begin as one"),
        (wav(EXPECTED)[:60], "it has no sound"),
        (wav(EXPECTED)[:-1], "it is cut off: 8 bytes of sound announced, 7 there"),
        (wav(EXPECTED, kind=2), "its samples are of format 2 with 16 bits"),
        (wav(EXPECTED, rate=7), "it has 1 channels and 7 samples a second, of which 1000 to 384000 can be"),
        (wav(EXPECTED, channels=0), "it has 0 channels and 16000 samples a second"),
        (wav([np.nan], 3, 32), "its samples are not all finite"),
        (wav(EXPECTED).replace(b"fmt ", b"form"), "nothing before the sound says its format"),
    ],
)
def test_damaged_files(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "sound.wav"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=message):
        sound_file.read(path, 16000)
