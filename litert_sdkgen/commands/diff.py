"""Compare two bundles: can the new one replace the old one in an app, and if not, why."""

from argparse import ArgumentParser, Namespace
from pathlib import Path


def configure(parser: ArgumentParser) -> None:
    parser.add_argument("old", type=Path, help="the bundle that an app uses")
    parser.add_argument("new", type=Path, help="the bundle that shall take its place")


def execute(arguments: Namespace) -> int:
    """1 where callers break, else 0."""
    from ..bundle import Bundle
    from ..differences import Effect, differences
    from .table import printable

    old, new = (Bundle.read(path, verify_files=False) for path in (arguments.old, arguments.new))
    changes = differences(old, new)
    worst = max((change.effect for change in changes), default=Effect.NONE)
    print(_VERDICTS[worst.name] if changes else "The bundles are the same.")
    for change in changes:
        print(f"  {_MARKS[change.effect.name]:10}  {printable(change.text)}")
    return 1 if worst is Effect.BREAKING else 0


_VERDICTS = {
    "NONE": "The new bundle can replace the old one in a released app: same contract.",
    "REGENERATE": "The wrapper must be generated again; code that calls predict() stays as it is.",
    "BREAKING": "Code that calls the wrapper must change.",
}
_MARKS = {"NONE": "", "REGENERATE": "regenerate", "BREAKING": "breaking"}
