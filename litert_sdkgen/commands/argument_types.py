"""Arguments of the command line as values; what cannot be one is a usage error that says what is accepted."""

import json
import re
from argparse import ArgumentTypeError
from pathlib import Path

from ..errors import UsageError

_PIN = re.compile(r"(?P<name>.+):(?P<dtype>[a-z]+[0-9]*)\[(?P<shape>[0-9, ]*)\]\Z", re.DOTALL)
_IMAGE_SIZE = re.compile(r"([0-9]+)(?:x([0-9]+))?\Z")


def positive(text: str) -> int:
    """A number from 1 on."""
    if not re.fullmatch(r"[0-9]{1,9}", text) or int(text) == 0:
        raise ArgumentTypeError(f"expected a whole number from 1 on. Received: {text!r}")
    return int(text)


def positive_number(text: str) -> float:
    """A positive number below 1e6, such as `1e-3`."""
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 < value < 1e6:  # also refuses NaN
        raise ArgumentTypeError(f"expected a positive number such as 1e-3. Received: {text!r}")
    return value


def probability(text: str) -> float:
    """A number from 0 to 1."""
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise ArgumentTypeError(f"expected a number from 0 to 1, such as 0.9. Received: {text!r}")
    return value


def text(text: str) -> str:
    """A text of at least one character."""
    if not text:
        raise ArgumentTypeError("expected a text of at least one character. Received: ''")
    return text


def byte_count(text: str) -> int:
    """`40000000`, `40MB` or `1.5GB`, in powers of ten."""
    match = re.fullmatch(r"([0-9]{1,15}(?:\.[0-9]{1,6})?) ?(KB|MB|GB)?", text, re.IGNORECASE)
    count = int(float(match[1]) * {"": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9}[(match[2] or "").upper()]) if match else 0
    if count < 1:
        raise ArgumentTypeError(f"expected a number of bytes such as 40000000 or 40MB. Received: {text!r}")
    return count


def image_size(text: str) -> tuple[int, int]:
    """`224` or `224x320` (height x width) as (height, width)."""
    match = _IMAGE_SIZE.match(text)
    sizes = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
    if min(sizes) < 1:
        raise ArgumentTypeError(f"expected a size such as 224, or height x width such as 224x320. Received: {text!r}")
    return sizes


def pinned_input(text: str) -> tuple[str, tuple[str, tuple[int, ...]]]:
    """`token_ids:int32[1,64]` as (name, (dtype, shape)); `[]` is a scalar."""
    match = _PIN.match(text)
    sizes = [part.strip() for part in match["shape"].split(",")] if match and match["shape"].strip() else []
    if match is None or any(not part.isdigit() or int(part) == 0 for part in sizes):
        raise ArgumentTypeError(f"expected NAME:DTYPE[SIZES] such as token_ids:int32[1,64]. Received: {text!r}")
    return match["name"], (match["dtype"], tuple(map(int, sizes)))


def tflite(text: str) -> Path:
    """The path of a .tflite file, which is told by its content."""
    try:
        with open(text, "rb") as file:
            if file.read(8)[4:] == b"TFL3":
                return Path(text)
    except OSError as error:
        raise ArgumentTypeError(f"{text} cannot be read: {error.strerror}") from None
    raise ArgumentTypeError(f"expected a .tflite file. Received: {text!r}, which is none; other models go by --model or --preset")


def words(text: str) -> tuple[str, ...]:
    """`batch,sequence` as its parts."""
    return tuple(part.strip() for part in text.split(","))


def given_tensor(text: str) -> tuple[str, str]:
    """`name=1,2,3` or `name=values.npy` as (name, values)."""
    name, equals, values = text.partition("=")
    if not name or not equals or not values:
        raise ArgumentTypeError(f"expected NAME=VALUES such as token_ids=101,2023,102, or NAME=FILE.npy. Received: {text!r}")
    return name, values


def labels(path: Path) -> list[str]:
    """The labels in a file: `.json` with a list of strings, any other with one per line.

    Two classes may have the same label, as two of ImageNet's do.

    Raises:
        UsageError: the file cannot be read, has no labels, or an empty one.
    """
    text = content(path, "--labels", ". Expected a text with one label per line, or a .json list")
    found = _json_labels(path, text) if path.suffix.lower() == ".json" else _lines(text)
    if not found:
        raise UsageError(f"--labels {path}: the file is empty. Expected one label per line, or a .json list of strings")
    for i, label in enumerate(found):
        if not label.strip():
            raise UsageError(f"--labels {path}: label {i} (counted from 0) is empty. Every class needs a label")
    return found


def content(path: Path, option: str, advice: str = "") -> str:
    """The text of the file that `option` names.

    Raises:
        UsageError: it cannot be read.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else f"not UTF-8 ({error.reason} at byte {error.start})"
        raise UsageError(f"{option} {path}: cannot be read: {reason}{advice}") from None


def _lines(text: str) -> list[str]:
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    while lines and not lines[-1].strip():
        lines.pop()
    return lines


def _json_labels(path: Path, text: str) -> list[str]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"--labels {path}: not JSON: {error}") from None
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise UsageError(f'--labels {path}: expected a list of strings such as ["negative", "positive"]')
    return value


def quantize(text: str) -> str:
    """A mode of quantization, or the path of a recipe; not argparse's `choices`, whose list would load the manifest for each `--help`."""
    from typing import get_args

    from ..manifest.quantization import Quantize

    modes = [mode for mode in get_args(Quantize) if mode != "recipe"]
    if text not in modes and not text.endswith(".json"):
        raise ArgumentTypeError(f"invalid choice: {text!r} (choose from {', '.join(modes)}, or a recipe.json)")
    return text
