"""`--options FILE.toml`: the options of a command in a file, in place of typing them."""

import difflib
import tomllib
from argparse import ArgumentParser
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ..errors import UsageError

OPTION = "--options"


def expanded(argv: Sequence[str], command: str, configure: Callable[[ArgumentParser], None]) -> list[str]:
    """`argv` with the options of a file in front of those that are typed, so that these win; as it is for other commands.

    Raises:
        UsageError: the file cannot be read, is no TOML, or has a key that is no option of the command.
    """
    if command not in argv:
        return list(argv)
    place = list(argv).index(command) + 1
    before, typed = list(argv[:place]), list(argv[place:])
    files = [Path(value) for value in _taken(typed)]
    return [*before, *(argument for file in files for argument in _arguments(file, configure)), *typed]


def _taken(typed: list[str]) -> list[str]:
    """Takes `--options FILE` and `--options=FILE` out of `typed`."""
    values = []
    for i in range(len(typed) - 1, -1, -1):
        name, equals, value = typed[i].partition("=")
        if name == OPTION and equals:
            values.append(value)
            del typed[i]
        elif name == OPTION and i + 1 < len(typed):
            values.append(typed[i + 1])
            del typed[i : i + 2]
    return values[::-1]


def _arguments(path: Path, configure: Callable[[ArgumentParser], None]) -> list[str]:
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise UsageError(f"{OPTION} {path}: cannot be read: {reason}") from None
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{OPTION} {path}: not TOML: {error}") from None
    parser = ArgumentParser(add_help=False)
    configure(parser)
    switches = {name: action.nargs == 0 for action in parser._actions for name in action.option_strings if name != OPTION}
    return [argument for key, value in entries.items() for argument in _option(path, key, value, switches)]


def _option(path: Path, key: str, value: Any, switches: dict[str, bool]) -> list[str]:
    """`key` and `value` as they would be typed: true for a switch, a list for an option that is repeated, a table as KEY=VALUE pairs."""
    name = f"--{key.replace('_', '-')}"
    if name not in switches:
        near = difflib.get_close_matches(name, switches, n=1)
        hint = f". Did you mean {near[0].removeprefix('--').replace('-', '_')!r}?" if near else ""
        raise UsageError(f"{OPTION} {path}: {key!r} is no option{hint}")
    if switches[name] != isinstance(value, bool):
        expected = "true or false" if switches[name] else "a text, a number, a list or a table"
        raise UsageError(f"{OPTION} {path}: {key}: expected {expected}. Received: {value!r}")
    if isinstance(value, bool):
        return [name] if value else []
    if isinstance(value, list):
        return [f"{name}={_typed(item)}" for item in value]
    return [f"{name}={_typed(value)}"]


def _typed(value: Any) -> str:
    if isinstance(value, Mapping):
        return " ".join(f"{key}={_typed(item)}" for key, item in value.items())
    if isinstance(value, list):
        return ",".join(map(_typed, value))
    return str(value).lower() if isinstance(value, bool) else str(value)
