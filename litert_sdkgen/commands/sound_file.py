"""Sound files for `run`."""

import wave
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

_FULL_SCALE = 32768


def read(path: Path, sampling_rate: int) -> "np.ndarray[Any, Any]":
    """The samples of a WAV file, float32[n] from -1 to 1.

    Raises:
        UsageError: not a WAV file of one channel with 16-bit samples at this rate.
    """
    import numpy as np

    from ..errors import UsageError

    wanted = f"expected a WAV file of one channel with 16-bit samples, {sampling_rate} a second"
    try:
        with wave.open(str(path), "rb") as file:
            found = (file.getnchannels(), 8 * file.getsampwidth(), file.getframerate())
            content = file.readframes(file.getnframes())
    except (OSError, EOFError, wave.Error) as error:
        raise UsageError(f"run: {wanted}. Received: {str(path)!r}, which cannot be read: {error}") from None
    if found != (1, 16, sampling_rate):
        raise UsageError(f"run: {wanted}. Received: {found[0]} channels, {found[1]} bits, {found[2]} a second")
    return np.frombuffer(content, "<i2").astype(np.float32) / _FULL_SCALE
