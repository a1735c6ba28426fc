"""How many tokens a text, a prompt or an answer can have."""

from typing import Any

from ..errors import UsageError


def chosen(
    option: str,
    backbone: Any,
    wanted: int | None,
    default: int,
    least: int = 1,
    expected: str = "a positive number",
    most: int | None = None,
) -> int:
    """What the caller wants, else `default` as far as `backbone` has positions.

    Args:
        option: what the caller sets it with, for messages.
        least: the smallest number that makes sense; `expected` says so in words.
        most: the number of positions, where the backbone has no `max_sequence_length` that says it.

    Raises:
        UsageError: less than `least`, or more than `backbone` has positions.
    """
    most = most or getattr(backbone, "max_sequence_length", None)
    if wanted is None:
        return int(min(default, most or default))
    if wanted < least:
        raise UsageError(f"{option}: expected {expected}. Received: {wanted}")
    if most is not None and wanted > most:
        raise UsageError(f"{option}: the model has {most} positions. Received: {wanted}")
    return wanted
