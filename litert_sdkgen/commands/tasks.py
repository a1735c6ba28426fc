"""List every KerasHub task class, and what an export of it gives.

Status `typed`: predict() takes texts or pictures and gives answers; `tensors`: named tensors, a signature for each combination of inputs;
`refused`: no export, for the reason below the table. What a preset's tokenizer needs is checked when it is exported.
"""

import json
from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from typing import TYPE_CHECKING

from ..errors import UsageError
from .table import table

if TYPE_CHECKING:
    from ..hub.support import Support


def configure(parser: ArgumentParser) -> None:
    parser.add_argument("word", nargs="?", default="", metavar="WORD", help="only classes or tasks with this in their name, such as Bert")
    parser.add_argument("--json", action="store_true", help="print JSON")


def execute(arguments: Namespace) -> int:
    from ..hub import support

    word = arguments.word.lower()
    rows = [row for row in support.table() if word in row.class_name.lower() or word in row.family.lower()]
    if not rows:
        raise UsageError(f"no task class of KerasHub has {arguments.word!r} in its name. Without it, all of them are listed")
    print(json.dumps([asdict(row) for row in rows], indent=2) if arguments.json else _text(rows))
    return 0


def _text(rows: "list[Support]") -> str:
    cells = [("task", "class", "status", "signatures")]
    cells += [(row.family, row.class_name, row.status, ", ".join(row.signatures) or "-") for row in rows]
    counts = {status: sum(row.status == status for row in rows) for status in ("typed", "tensors", "refused")}
    reasons = [f"{row.class_name}: {row.reason}" for row in rows if row.reason and (row.status == "refused" or len(rows) <= 10)]
    summary = f"{len(rows)} classes: " + ", ".join(f"{count} {status}" for status, count in counts.items() if count)
    return "\n".join([table(cells, indent=""), "", summary, *reasons])
