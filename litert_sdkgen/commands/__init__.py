"""One module per subcommand: the first line of its docstring is its help, `configure` adds arguments, `execute` returns the exit code."""

from argparse import ArgumentParser, Namespace
from typing import Protocol, cast

from . import bench, diff, export, generate, inspect, run, tasks, verify


class Command(Protocol):
    """What a module of this package is."""

    __name__: str
    __doc__: str | None

    def configure(self, parser: ArgumentParser) -> None: ...

    def execute(self, arguments: Namespace) -> int: ...


COMMANDS = tuple(cast(Command, module) for module in (export, generate, run, inspect, verify, bench, diff, tasks))
