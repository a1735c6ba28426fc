"""Plain-text tables for people to read."""

from collections.abc import Iterable, Sequence


def table(rows: Iterable[Sequence[object]], indent: str = "  ") -> str:
    """`rows` (the first one is the heading) with columns aligned; control characters are shown escaped."""
    cells = [[printable(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells)
    return "\n".join(indent + line for line in lines)


def shape(sizes: Sequence[int | str]) -> str:
    """`[1, 128]`, a run-time dimension by its symbol: `[batch, 128]`."""
    return f"[{', '.join(map(str, sizes))}]"


def size(count: int) -> str:
    """A number of bytes in the unit that suits it."""
    amount = float(count)
    for unit in ("bytes", "KB", "MB"):
        if amount < 1000:
            return f"{amount:.0f} {unit}" if unit == "bytes" else f"{amount:.1f} {unit}"
        amount /= 1000
    return f"{amount:.2f} GB"


def printable(cell: object) -> str:
    """`cell` as text without control characters: a manifest's strings may hold anything; a terminal must not obey them."""
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in str(cell))
