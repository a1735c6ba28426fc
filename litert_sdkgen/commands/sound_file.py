"""Sound files for `run`; the runtime's `WavFile.kt` reads the same on the device."""

import struct
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

_INTEGERS, _FLOATS, _EXTENSIBLE = 1, 3, 0xFFFE
_RATES = range(1000, 384001)
_UNKNOWN_SIZE = 0xFFFFFFFF


def read(path: Path, sampling_rate: int) -> "np.ndarray[Any, Any]":
    """The mean of the channels of a WAV file, float32[n] from -1 to 1, at `sampling_rate` samples a second.

    Raises:
        UsageError: not a WAV file with samples of 8, 16, 24 or 32 bits, or one with values that are not finite.
    """
    import numpy as np

    from ..errors import UsageError
    from ..resampling import resample

    try:
        samples, rate = _samples(path.read_bytes())
        if not np.isfinite(samples).all():
            raise _Damaged("its samples are not all finite")
    except (OSError, _Damaged) as error:
        wanted = "expected a WAV file (samples of 8, 16, 24 or 32 bits, or floats)"
        raise UsageError(f"run: {wanted}. Received: {str(path)!r}, which cannot be read: {error}") from None
    return resample(samples, rate, sampling_rate)


class _Damaged(Exception):
    """What is wrong with a file."""


def _samples(content: bytes) -> tuple["np.ndarray[Any, Any]", int]:
    """float32[n], and how many a second."""
    if content[:4] != b"RIFF" or content[8:12] != b"WAVE":
        raise _Damaged("it does not begin as one")
    form, place = b"", 12
    while place + 8 <= len(content):
        name, size = struct.unpack_from("<4sI", content, place)
        place += 8
        if name == b"data":
            if size == _UNKNOWN_SIZE:  # written to a pipe
                size = len(content) - place
            if size > len(content) - place:
                raise _Damaged(f"it is cut off: {size} bytes of sound announced, {len(content) - place} there")
            return _decoded(form, content[place : place + size])
        if name == b"fmt ":
            form = content[place : place + size]
        place += size + size % 2
    raise _Damaged("it has no sound")


def _decoded(form: bytes, content: bytes) -> tuple["np.ndarray[Any, Any]", int]:
    import numpy as np

    if len(form) < 16:
        raise _Damaged("nothing before the sound says its format")
    kind, channels, rate, _, _, bits = struct.unpack_from("<HHIIHH", form)
    if kind == _EXTENSIBLE and len(form) >= 26:
        (kind,) = struct.unpack_from("<H", form, 24)
    if (kind, bits) not in [*((_INTEGERS, bits) for bits in (8, 16, 24, 32)), (_FLOATS, 32)]:
        raise _Damaged(f"its samples are of format {kind} with {bits} bits")
    if channels == 0 or rate not in _RATES:
        raise _Damaged(f"it has {channels} channels and {rate} samples a second, of which {_RATES[0]} to {_RATES[-1]} can be")
    size = bits // 8
    values = np.frombuffer(content[: len(content) // (size * channels) * size * channels], np.uint8).reshape(-1, size)
    if kind == _FLOATS:
        flat = values.view("<f4")[:, 0].astype(np.float64)
    else:
        padded = np.zeros((len(values), 4), np.uint8)
        padded[:, 4 - size :] = values ^ 0x80 if size == 1 else values  # the lowest value of 8 bits is 0
        flat = padded.view("<i4")[:, 0] / 2.0**31
    with np.errstate(invalid="ignore"):
        return flat.reshape(-1, channels).mean(axis=1).astype(np.float32), rate
