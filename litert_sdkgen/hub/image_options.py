"""How pictures become the input of a model that does not say so itself: what `--image` takes."""

import math
import re
import typing
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from ..errors import UsageError

Interpolation = Literal["nearest", "bilinear", "bicubic"]
Resize = Literal["crop", "pad", "stretch", "none"]
Color = Literal["rgb", "bgr", "grayscale"]
_LARGEST = 3.4e38  # of float32, in which devices calculate; NaN is not below it
_EXAMPLE = "input=image scale=1/255 offset=0 size=224x224 interpolation=bilinear resize=crop color=rgb"


@dataclass(frozen=True)
class ImageOptions:
    """Pixels 0 to 255 are resized to `size` (height, width; the model's own by default), then `* scale`, then `+ offset`.

    `scale` and `offset` hold one value, or one for each channel of the model's input, or none. `resize` tells what happens to another
    aspect ratio: `crop` to the centre, `pad` with black, `stretch`, or `none` where pictures have the size already. `color` is what
    the model takes; by default what its number of channels says. `input` names the tensor where the model has several.
    """

    input: str | None = None
    scale: tuple[float, ...] = ()
    offset: tuple[float, ...] = ()
    size: tuple[int, int] | None = None
    interpolation: Interpolation = "bilinear"
    antialias: bool = False
    resize: Resize = "crop"
    color: Color | None = None

    @classmethod
    def of(cls, given: str | Mapping[str, object]) -> "ImageOptions":
        """The options in a text such as `input=image scale=1/255 resize=pad`, or in a mapping with the same keys.

        Raises:
            UsageError: an unknown key, a key that stands twice, or a value that cannot be one.
        """
        entries = _entries(given) if isinstance(given, str) else dict(given)
        unknown = sorted(set(entries) - set(_READERS))
        if unknown:
            raise UsageError(f"--image: expected {', '.join(_READERS)}. Received: {unknown[0]!r}")
        return cls(**{key: _READERS[key](key, value) for key, value in entries.items()})  # type: ignore[arg-type]


def _entries(text: str) -> dict[str, object]:
    entries: dict[str, object] = {}
    for part in text.split():
        key, equals, value = part.partition("=")
        if not equals or not value:
            raise UsageError(f"--image: expected KEY=VALUE pairs, such as {_EXAMPLE!r}. Received: {part!r}")
        if key in entries:
            raise UsageError(f"--image: {key} stands twice")
        entries[key] = value
    return entries


def _text(key: str, value: object) -> str:
    if not isinstance(value, str) or not value:
        raise UsageError(f"--image: {key}: expected a text. Received: {value!r}")
    return value


def _numbers(key: str, value: object) -> tuple[float, ...]:
    parts = value.split(",") if isinstance(value, str) else value if isinstance(value, Sequence) else [value]
    return tuple(_number(key, part) for part in parts)


def _number(key: str, value: object) -> float:
    """`0.5`, or `1/255`, which says what is meant."""
    text = str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
    match = re.fullmatch(r"\s*([-+]?[0-9.]+(?:e[-+]?[0-9]+)?)(?:/([0-9.]+))?\s*", text)
    try:
        number = float(match[1]) / float(match[2] or 1) if match is not None else math.nan
    except (ValueError, ZeroDivisionError):
        number = math.nan
    if abs(number) <= _LARGEST:
        return number
    raise UsageError(f"--image: {key}: expected a number such as 1/255, or one for each channel with commas between. Received: {value!r}")


def _size(key: str, value: object) -> tuple[int, int]:
    parts = value.split("x") if isinstance(value, str) else value if isinstance(value, Sequence) else [value]
    sizes = [int(str(part)) for part in parts if re.fullmatch(r"[1-9][0-9]{0,4}", str(part))]
    if len(sizes) != len(parts) or len(sizes) not in (1, 2):
        raise UsageError(f"--image: {key}: expected a size such as 224, or height x width such as 224x320. Received: {value!r}")
    return sizes[0], sizes[-1]


def _truth(key: str, value: object) -> bool:
    truths = {"true": True, "false": False, True: True, False: False}
    if not isinstance(value, str | bool) or value not in truths:
        raise UsageError(f"--image: {key}: expected true or false. Received: {value!r}")
    return truths[value]


def _choice(key: str, value: object) -> str:
    choices = typing.get_args({"interpolation": Interpolation, "resize": Resize, "color": Color}[key])
    if value not in choices:
        raise UsageError(f"--image: {key}: expected {', '.join(choices)}. Received: {value!r}")
    return str(value)


_READERS = {
    "input": _text, "scale": _numbers, "offset": _numbers, "size": _size, "interpolation": _choice, "antialias": _truth,
    "resize": _choice, "color": _choice,
}  # fmt: skip
