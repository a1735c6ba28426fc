"""Image converters that the device can repeat."""

import contextlib
from collections.abc import Iterator
from typing import Any

import keras_hub
import numpy as np

from ..errors import ExportError
from ..manifest.steps import ImageStep


def describe(converter: Any, height: int, width: int, channels: int, feeds: dict[str, str]) -> ImageStep:
    """The manifest's form of a KerasHub image converter whose output is `height` x `width`.

    Raises:
        ExportError: a converter with behaviour or settings of its own that the device does not have.
    """
    base = keras_hub.layers.ImageConverter
    if any(getattr(type(converter), method) is not getattr(base, method) for method in ("call", "_call_python", "_call_tf")):
        raise ExportError(f"{type(converter).__name__} prepares images in a way that the device cannot repeat yet. {_ADVICE}")
    # The resizing layer is what computes; the converter's own attributes are copies that may be stale.
    resizing = converter.resizing
    settings = {
        "data_format": (converter.data_format, ("channels_last",)),
        "compute_dtype": (converter.compute_dtype, ("float32",)),
        "interpolation": (resizing.interpolation, ("nearest", "bilinear", "bicubic")),
        "fill_mode": (getattr(resizing, "fill_mode", "constant"), ("constant",)),
        "fill_value": (getattr(resizing, "fill_value", 0.0), (0.0,)),
        "channels": (channels, (1, 3)),
    }
    for name, (value, known) in settings.items():
        if value not in known:
            raise ExportError(f"the image converter has {name} {value!r}; the device knows {', '.join(map(repr, known))}. {_ADVICE}")
    scale, offset = _per_channel("scale", converter.scale, channels), _per_channel("offset", converter.offset, channels)
    fit = "crop" if resizing.crop_to_aspect_ratio else "pad" if resizing.pad_to_aspect_ratio else "stretch"
    return ImageStep(
        height=height,
        width=width,
        channels=channels,  # type: ignore[arg-type]
        fit="none" if converter.image_size is None else fit,  # type: ignore[arg-type]
        interpolation=resizing.interpolation,
        antialias=bool(resizing.antialias),
        scale=scale,
        offset=offset,
        feeds=feeds,
    )


class StepPreprocessor:
    """A preprocessor made of a manifest's step, where KerasHub has none for the model: it takes and gives batches of pictures."""

    def __init__(self, step: ImageStep) -> None:
        self._reversed = step.channel_order == "bgr"
        self.image_converter = keras_hub.layers.ImageConverter(
            image_size=None if step.fit == "none" else (step.height, step.width),
            scale=_values(step.scale),
            offset=_values(step.offset),
            crop_to_aspect_ratio=step.fit == "crop",
            pad_to_aspect_ratio=step.fit == "pad",
            interpolation=step.interpolation,
            antialias=step.antialias,
            data_format="channels_last",
            dtype="float32",
        )

    def __call__(self, pixels: Any) -> Any:
        return self.image_converter(pixels[..., ::-1] if self._reversed else pixels)


def _values(values: tuple[float, ...]) -> float | list[float] | None:
    return None if not values else values[0] if len(values) == 1 else list(values)


@contextlib.contextmanager
def at_size(converter: Any, height: int, width: int) -> Iterator[None]:
    """The caller's converter at the size of the model, for a while. One that never resizes stays so."""
    former = converter.image_size
    if former is not None:
        converter.image_size = (height, width)
    try:
        yield
    finally:
        converter.image_size = former


def _per_channel(name: str, value: Any, channels: int) -> tuple[float, ...]:
    if value is None:
        return ()
    values = tuple(float(item) for item in np.atleast_1d(value))
    if len(values) not in (1, channels):
        raise ExportError(f"the image converter has {len(values)} values of {name} for {channels} channels. {_ADVICE}")
    return values


_ADVICE = "Export the model with --task tensors, and feed it tensors of your own making"
