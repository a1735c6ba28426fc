"""`run` for a promptable segmenter: what is pointed at in the picture."""

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..bundle import Bundle
    from ..litert import LiteRtFile


def configure(parser: ArgumentParser) -> None:
    """The options of a promptable segmenter, in a group of their own."""
    group = parser.add_argument_group("promptable segmenters")
    group.add_argument(
        "--points", type=_points, default=(), metavar="X,Y,LABEL;...", help="pixels on the thing (label 1) or beside it (label 0)"
    )
    group.add_argument("--box", type=_box, metavar="X0,Y0,X1,Y1", help="left, top, right and bottom of the thing")


def check(bundle: "Bundle", arguments: Namespace) -> None:
    """Raises UsageError for a prompt to a model that takes none."""
    from ..errors import UsageError

    if (arguments.points or arguments.box) and bundle.manifest.task != "promptable_segmenter":
        raise UsageError(f"--points and --box are for promptable segmenters. Received: a {bundle.manifest.task}")


def answer(bundle: "Bundle", file: "LiteRtFile", encoded: dict[str, Any], arguments: Namespace, picture: Any | None) -> dict[str, Any]:
    """The outputs of `decode` for what `encode_image` gave of `picture`, [height, width, 3]; None where the model's input was given.

    Raises:
        UsageError: no prompt, or one that points at what the model does not see.
    """
    from ..answers.prompt import Prompt

    (step,) = bundle.manifest.preprocess
    assert step.type == "image"  # the manifest's reader demands it of the task
    size = (step.width, step.height)
    if picture is not None:
        height, width = picture.shape[:2]
        size = (width, height)
    decode = next(signature for signature in bundle.manifest.signatures if signature.key == "decode")
    return file.run(decode.key, encoded | Prompt(arguments.points, arguments.box).tensors(decode, step, size))


def _points(text: str) -> tuple[tuple[float, float, int], ...]:
    found = []
    for part in text.split(";"):
        x, y, label = _numbers(part, 3, "X,Y,LABEL")
        if label not in (0, 1):
            raise ArgumentTypeError(f"expected the label 1 (on the thing) or 0 (beside it). Received: {part!r}")
        found.append((x, y, int(label)))
    return tuple(found)


def _box(text: str) -> tuple[float, ...]:
    return _numbers(text, 4, "X0,Y0,X1,Y1")


def _numbers(text: str, count: int, form: str) -> tuple[float, ...]:
    try:
        values = tuple(float(part) for part in text.split(","))
    except ValueError:
        values = ()
    if len(values) != count or not all(abs(value) < 1e9 for value in values):
        raise ArgumentTypeError(f"expected {form}. Received: {text!r}")
    return values
