"""`run` for a concept segmenter: what a phrase names in the picture."""

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..bundle import Bundle
    from ..litert import LiteRtFile


def check(content: list[str]) -> None:
    """Raises UsageError unless `content` is the file of a picture and a phrase."""
    from ..errors import UsageError

    if len(content) != 2 or not Path(content[0]).is_file():
        raise UsageError(f"run: expected the file of a picture, and a phrase. Received: {', '.join(map(repr, content)) or 'none'}")


def answer(bundle: "Bundle", file: "LiteRtFile", encoded: dict[str, Any], arguments: Namespace, picture: Any | None) -> dict[str, Any]:
    """The outputs of `decode` for what `encode_image` gave of `picture`.

    Raises:
        UsageError: no picture and phrase.
        PresetError: KerasHub's preprocessor cannot be found.
    """
    from ..hub import running

    check(arguments.content)
    words = running.inputs_for(bundle, (arguments.content[1],), arguments.preset)
    return file.run("decode", encoded | words)
