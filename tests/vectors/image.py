"""What KerasHub's `ImageConverter` gives for a few hundred pictures and settings: the Kotlin runtime must give the same.

`cases.json` lists the cases, `values.bin` holds every n-th value of each (little-endian float32, one case after the other), and a CRC-32
stands for all of them. Pictures are computed from a seed, here and in the test, by integer arithmetic that is the same in both languages.
`colour.png` and `grey.png` are picture 1 of 37 x 53 pixels as Pillow writes it.
"""

import json
import pathlib
import platform
import zlib
from collections.abc import Iterable, Iterator
from typing import Any

import keras
import numpy as np
from keras_hub.layers import ImageConverter
from PIL import Image

IMAGENET = {
    "scale": [1 / 255 / 0.229, 1 / 255 / 0.224, 1 / 255 / 0.225],
    "offset": [-0.485 / 0.229, -0.456 / 0.224, -0.406 / 0.225],
}
PICTURES = ((1, 1), (1, 5), (5, 1), (10, 10), (37, 53), (53, 37), (97, 131), (480, 640), (1000, 30))
TARGETS = ((4, 4), (16, 24), (33, 21), (64, 64), (224, 224))
FITS = {
    "crop": {"crop_to_aspect_ratio": True},
    "pad": {"crop_to_aspect_ratio": False, "pad_to_aspect_ratio": True},
    "stretch": {"crop_to_aspect_ratio": False},
}
METHODS = (("nearest", False), ("bilinear", False), ("bicubic", False), ("bilinear", True), ("bicubic", True), ("nearest", True))
SHADES: tuple[dict[str, Any], ...] = (
    {},
    {"scale": 1 / 255},
    {"scale": 1 / 127.5, "offset": -1.0},
    IMAGENET,
    {"offset": [-123.68, -116.779, -103.939]},
)
SAMPLED = 1024
"""How many values of a case are kept, about."""
Case = tuple[tuple[int, int], int, ImageConverter]
"""(height, width) of a picture, channels, and the converter it goes through."""


def picture(height: int, width: int, seed: int) -> np.ndarray:
    """Pseudo-random colours, `uint8[height, width, 3]`: a hash of the value's place, in 32-bit unsigned arithmetic."""
    place = np.arange(height * width * 3, dtype=np.uint32) + np.uint32(seed * 0x9E3779B1 & 0xFFFFFFFF)
    place = (place ^ (place >> np.uint32(15))) * np.uint32(0x85EBCA6B)
    place = (place ^ (place >> np.uint32(13))) * np.uint32(0xC2B2AE35)
    return (place >> np.uint32(24)).astype(np.uint8).reshape(height, width, 3)


def write(directory: pathlib.Path) -> None:
    """Writes the files to `directory`."""
    write_cases(directory, _converters())
    colours = Image.fromarray(picture(37, 53, 1))
    colours.save(directory / "colour.png")
    colours.convert("L").save(directory / "grey.png")


def write_cases(directory: pathlib.Path, converters: Iterable[Case]) -> None:
    """Writes `cases.json` and `values.bin`: what these converters give."""
    directory.mkdir(parents=True, exist_ok=True)
    cases, kept = [], []
    for seed, (size, channels, converter) in enumerate(converters):
        pixels = picture(*size, seed)
        values = _converted(converter, pixels, channels)
        stride = _stride(values.size)
        kept.append(values[::stride])
        case = {"height": size[0], "width": size[1], "seed": seed, "stride": stride}
        step = _step(converter, size, channels)
        cases.append(case | {"values": values.size, "crc32": zlib.crc32(values.tobytes()), "step": json.dumps(step)})
    document = {"machine": platform.machine(), "cases": cases}
    (directory / "cases.json").write_text(json.dumps(document), encoding="utf-8")
    (directory / "values.bin").write_bytes(np.concatenate(kept).tobytes())


def _converters() -> Iterator[Case]:
    number = 0
    for size in PICTURES:
        for fit in FITS.values():
            for interpolation, antialias in METHODS:
                for target in (TARGETS[number % len(TARGETS)], TARGETS[(number + 2) % len(TARGETS)]):
                    shade = SHADES[number % len(SHADES)]
                    yield size, 3, ImageConverter(target, interpolation=interpolation, antialias=antialias, **fit, **shade)
                    number += 1
    for size in ((37, 53), (480, 640)):  # the picture has the model's size already
        for interpolation, antialias in METHODS:
            yield size, 3, ImageConverter(size, interpolation=interpolation, antialias=antialias, **IMAGENET)
    for shade in SHADES:  # no size at all
        yield (37, 53), 3, ImageConverter(None, **shade)
    for interpolation, antialias in METHODS:
        yield (37, 53), 1, ImageConverter((28, 28), interpolation=interpolation, antialias=antialias, scale=[1 / 255], offset=-0.5)
    yield (480, 640), 1, ImageConverter(None)  # 307 200 colours, as Pillow makes them grey


def _converted(converter: ImageConverter, pixels: np.ndarray, channels: int) -> np.ndarray:
    """The converter's own answer on float32 pixels, flat."""
    image = pixels if channels == 3 else np.asarray(Image.fromarray(pixels).convert("L"))[..., np.newaxis]
    values: np.ndarray = keras.ops.convert_to_numpy(converter(image.astype("float32")))
    return values.astype("<f4", copy=False).reshape(-1)


def _step(converter: ImageConverter, picture_size: tuple[int, int], channels: int) -> dict[str, Any]:
    """The manifest's image step for a converter, from its live attributes."""
    resizing = converter.resizing  # it decides: the converter's own `interpolation` and so on are copies
    fit = "crop" if resizing.crop_to_aspect_ratio else "pad" if resizing.pad_to_aspect_ratio else "stretch"
    height, width = converter.image_size or picture_size
    return {
        "type": "image",
        "height": height,
        "width": width,
        "channels": channels,
        "fit": fit if converter.image_size else "none",
        "interpolation": resizing.interpolation,
        "antialias": resizing.antialias,
        "scale": _per_channel(converter.scale),
        "offset": _per_channel(converter.offset),
        "feeds": {"pixels": "images"},
    }


def _per_channel(value: float | list[float] | None) -> list[float]:
    return [] if value is None else np.atleast_1d(value).tolist()


def _stride(size: int) -> int:
    """Odd and not a multiple of 3 or 7, so that the kept values come from all channels, rows and columns."""
    stride = max(size // SAMPLED, 1)
    while stride > 1 and any(stride % factor == 0 for factor in (2, 3, 7)):
        stride -= 1
    return stride
