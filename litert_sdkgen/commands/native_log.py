"""Silences what native libraries (TensorFlow, LiteRT) print to the terminal; our own messages still arrive there."""

import atexit
import contextlib
import io
import os
import sys
from collections.abc import Iterator

_ENVIRONMENT = {"TF_CPP_MIN_LOG_LEVEL": "2", "CUDA_VISIBLE_DEVICES": ""}


@contextlib.contextmanager
def quiet(debug: bool) -> Iterator[None]:
    """For the time of a command that loads Keras or LiteRT. With `debug` everything is shown.

    Those libraries write to file descriptor 2 past Python and offer no switch, so the descriptor itself is pointed elsewhere
    and `sys.stderr` gets a copy of the real one.
    """
    # The export traces TensorFlow graphs; another backend chosen for training must not get in the way.
    os.environ["KERAS_BACKEND"] = "tensorflow"
    for name, value in _ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    if debug or not _is_standard_error():
        yield
        return
    python_stderr = sys.stderr
    python_stderr.flush()
    real = os.dup(2)
    _silence()
    with open(real, "w", encoding=python_stderr.encoding, errors=python_stderr.errors, buffering=1, closefd=False) as stream:
        sys.stderr = stream
        try:
            yield
        finally:
            sys.stderr = python_stderr
            os.dup2(real, 2)
            os.close(real)
            atexit.register(_silence)  # their destructors speak once more, after Python has had its last word


def _silence() -> None:
    sink = os.open(os.devnull, os.O_WRONLY)
    os.dup2(sink, 2)
    os.close(sink)


def _is_standard_error() -> bool:
    """Whether `sys.stderr` writes to descriptor 2; a test or an embedding program may have put something else there."""
    try:
        return sys.stderr.fileno() == 2
    except (AttributeError, io.UnsupportedOperation, ValueError):
        return False
