"""Frames of a camera (YUV 4:2:0) with the colours that they have, and pictures of all EXIF orientations as Pillow turns them.

`frames.json` lists the frames and where their planes lie in `frames.bin`; behind the planes of a frame are the RGB bytes of what it shows,
cut and turned. The colours of the first frame are libjpeg's own, for 4096 lumas and differences; those of the others follow its formula.
`orientations.json` has a stored picture and, for each orientation, the upright one.
"""

import io
import json
import pathlib
from typing import Any

import numpy as np
from PIL import Image, ImageOps

SIZES = ((1, 1), (2, 1), (1, 2), (4, 6), (7, 5), (33, 20), (48, 64))
LAYOUTS = ("planar", "nv12", "nv21", "padded")
ORIENTATION = 0x112


def write(directory: pathlib.Path) -> None:
    """Writes the files to `directory`."""
    generator = np.random.default_rng(11)
    blob, frames = bytearray(), []
    y, u, v, colours = _libjpeg(generator)
    frames.append(_frame(blob, (y, u, v), colours, "planar", (0, 0, *y.shape[::-1]), 0))
    for height, width in SIZES:
        for number, layout in enumerate(LAYOUTS):
            half = ((height + 1) // 2, (width + 1) // 2)
            planes = [generator.integers(0, 256, size, np.uint8) for size in ((height, width), half, half)]
            left, top = (int(generator.integers(0, side)) if number else 0 for side in (width, height))
            right, bottom = (int(generator.integers(at + 1, side + 1)) if number else side for at, side in ((left, width), (top, height)))
            frames.append(_frame(blob, planes, _colours(*planes), layout, (left, top, right, bottom), 90 * number))
    (directory / "frames.json").write_text(json.dumps(frames), encoding="utf-8")
    (directory / "frames.bin").write_bytes(blob)
    (directory / "orientations.json").write_text(json.dumps(_orientations(generator)), encoding="utf-8")


def _libjpeg(generator: Any) -> tuple[Any, Any, Any, Any]:
    """A frame whose blocks of 2x2 pixels are the pixels of a JPEG file, before and after libjpeg has made colours of them."""
    file = io.BytesIO()
    Image.fromarray(generator.integers(0, 256, (64, 64, 3), np.uint8)).save(file, "JPEG", quality=100, subsampling=0)
    stored, shown = Image.open(file), np.asarray(Image.open(file))
    stored.draft("YCbCr", stored.size)
    assert stored.mode == "YCbCr"
    y, u, v = np.moveaxis(np.asarray(stored), -1, 0)
    return _doubled(y), u, v, _doubled(shown)


def _doubled(values: Any) -> Any:
    return values.repeat(2, axis=0).repeat(2, axis=1)


def _colours(y: Any, u: Any, v: Any) -> Any:
    """uint8[height, width, 3] by the fixed-point formula of libjpeg's jdcolor.c."""
    luma, blue, red = (values.astype(int)[: y.shape[0], : y.shape[1]] for values in (y, _doubled(u), _doubled(v)))
    blue, red = blue - 128, red - 128
    r = luma + ((91881 * red + 32768) >> 16)
    g = luma + ((-22554 * blue - 46802 * red + 32768) >> 16)
    b = luma + ((116130 * blue + 32768) >> 16)
    return np.clip(np.stack([r, g, b], -1), 0, 255).astype(np.uint8)


def _frame(blob: bytearray, planes: Any, colours: Any, layout: str, crop: tuple[int, ...], degrees: int) -> dict[str, Any]:
    left, top, right, bottom = crop
    shown = np.rot90(colours[top:bottom, left:right], -degrees // 90)
    described = _planes(blob, planes, layout)
    expected = len(blob)
    blob += shown.tobytes()
    (height, width), size = planes[0].shape, shown.shape[:2]
    names = {"width": width, "height": height, "layout": layout, "crop": crop, "degrees": degrees, "planes": described}
    return names | {"expected": expected, "upright_height": size[0], "upright_width": size[1]}


def _planes(blob: bytearray, planes: Any, layout: str) -> list[dict[str, int]]:
    """Adds the planes to `blob`; each ends with its last value, as those of Android's images do."""
    y, u, v = planes
    if layout in ("planar", "padded"):
        padding = 5 if layout == "padded" else 0
        return [_plane(blob, values, values.shape[1] + padding, 1) for values in (y, u, v)]
    luma = _plane(blob, y, y.shape[1] + 3, 1)
    pair = (u, v) if layout == "nv12" else (v, u)
    both = _plane(blob, np.stack(pair, -1).reshape(u.shape[0], -1), 2 * u.shape[1] + 6, 1)
    first, second = ({**both, "offset": both["offset"] + i, "size": both["size"] - 1, "pixel_stride": 2} for i in (0, 1))
    return [luma, *((first, second) if layout == "nv12" else (second, first))]


def _plane(blob: bytearray, values: Any, row_stride: int, pixel_stride: int) -> dict[str, int]:
    rows = np.full((values.shape[0], row_stride), 77, np.uint8)
    rows[:, : values.shape[1]] = values
    content = rows.tobytes()[: (values.shape[0] - 1) * row_stride + values.shape[1]]
    offset = len(blob)
    blob += content
    return {"offset": offset, "size": len(content), "row_stride": row_stride, "pixel_stride": pixel_stride}


def _orientations(generator: Any) -> dict[str, Any]:
    stored = Image.fromarray(generator.integers(0, 256, (3, 5, 3), np.uint8))
    upright = []
    for orientation in range(1, 9):
        picture = stored.copy()
        picture.getexif()[ORIENTATION] = orientation
        upright.append(_picture(ImageOps.exif_transpose(picture)))
    return {"stored": _picture(stored), "upright": upright}


def _picture(image: Image.Image) -> dict[str, Any]:
    return {"width": image.width, "height": image.height, "rgb": np.asarray(image).reshape(-1).tolist()}
