"""Pictures as arrays: reading files, and the small synthetic ones that serve as samples."""

import io
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageOps, UnidentifiedImageError

from ..errors import UsageError

_MOST_PIXELS = 100_000_000


def read(path: Path) -> Any:
    """The picture in a file, turned upright by its EXIF data, as float32[height, width, 3] from 0 to 255.

    Raises:
        UsageError: no picture, or one too large to be meant.
    """
    try:
        with Image.open(path) as image:
            if image.width * image.height > _MOST_PIXELS:
                raise UsageError(f"{path}: {image.width}x{image.height} pixels are too many")
            return _array(ImageOps.exif_transpose(image))
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise UsageError(f"{path}: expected a picture (PNG, JPEG, ...): {error}") from None


def decode(png: bytes) -> Any:
    """float32[height, width, 3] of a PNG file's content."""
    with Image.open(io.BytesIO(png)) as image:
        return _array(image)


def as_image(picture: Any) -> Image.Image:
    """The inverse of `read`."""
    return Image.fromarray(picture.astype(np.uint8))


def as_channels(picture: Any, channels: int) -> Any:
    """RGB as it is, or ITU-R 601 luminance (Pillow's `L`) in one channel."""
    if channels == 3:
        return picture
    grey = as_image(picture).convert("L")
    return np.asarray(grey, np.float32)[..., None]


def synthetic(seed: int, height: int, width: int) -> bytes:
    """A PNG with smooth colour, edges and fine grain, so that resizing has something to get wrong."""
    generator = np.random.default_rng(seed)
    rows, columns = np.mgrid[0:height, 0:width]
    waves = [127 + 90 * np.sin(rows / (5 + channel) + seed) * np.cos(columns / (9 - channel)) for channel in range(3)]
    base = np.stack(waves, -1) + generator.normal(0, 12, (height, width, 3))
    image = Image.fromarray(np.clip(base, 0, 255).astype(np.uint8))
    draw = ImageDraw.Draw(image)
    draw.ellipse((width // 4, height // 4, width // 2, height // 2), fill=(220, 40 * seed % 255, 30))
    draw.rectangle((width // 2, height // 2, width - 3, height - 5), outline=(20, 30, 200))
    target = io.BytesIO()
    image.save(target, "PNG", optimize=True)
    return target.getvalue()


def _array(image: Image.Image) -> Any:
    return np.asarray(image.convert("RGB"), np.float32)
