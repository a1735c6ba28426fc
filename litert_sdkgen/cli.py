"""The command line. Exit codes: 0 ok, 1 failed, 2 usage, 130 interrupted.

Nothing heavy is imported here or at the top of a command's module, so that `--help` answers at once.
"""

import argparse
import os
import sys
import traceback
from collections.abc import Sequence

from .commands import COMMANDS, export, options_file
from .commands.mixed_order import MixedOrderParser
from .errors import MissingDependencyError, SdkgenError, UsageError
from .version import VERSION

PROGRAM = "litert-sdkgen"
_EXTRA = ("ai_edge_litert", "keras", "keras_hub", "numpy", "PIL", "tensorflow")  # what a base install does not have


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code; `argv` are the arguments behind the program's name."""
    try:
        typed = options_file.expanded(sys.argv[1:] if argv is None else argv, "export", export.configure)
        arguments = _parser().parse_args(typed)
    except UsageError as error:
        return _failed(str(error), error.exit_code)
    except SystemExit as stop:  # argparse has printed the help, or what is wrong
        return int(stop.code or 0)
    try:
        code: int = arguments.execute(arguments)
        sys.stdout.flush()
        return code
    except BrokenPipeError:  # the reader (head, less) has seen enough; Python would complain once more while flushing at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return _failed("interrupted; nothing was left half written", 130)
    except SdkgenError as error:
        if arguments.debug:
            traceback.print_exc()
        return _failed(str(error), error.exit_code)
    except Exception as error:
        if arguments.debug:
            traceback.print_exc()
        if isinstance(error, ModuleNotFoundError) and (error.name or "").partition(".")[0] in _EXTRA:
            return _failed(str(MissingDependencyError(str(error.name), "This command")), MissingDependencyError.exit_code)
        return _failed(f"unexpected {type(error).__name__}: {error} (a fault of {PROGRAM}; use --debug for the traceback)", 1)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=PROGRAM,
        description="Keras and KerasHub models on Android: a proven .tflite, a manifest, and typed Kotlin and Java wrappers.",
    )
    parser.add_argument("--version", action="version", version=f"{PROGRAM} {VERSION}")
    parser.set_defaults(debug=False)
    _add_debug(parser)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True, parser_class=MixedOrderParser)
    for command in COMMANDS:
        summary = (command.__doc__ or "").strip().partition("\n")[0]
        name = command.__name__.rpartition(".")[2]
        subparser = commands.add_parser(name, help=summary, description=summary, allow_abbrev=False)
        command.configure(subparser)
        _add_debug(subparser)
        subparser.set_defaults(execute=command.execute)
    return parser


def _add_debug(parser: argparse.ArgumentParser) -> None:
    """Taken before the command and behind it; absent by default there, so that one place does not undo the other."""
    parser.add_argument("--debug", action="store_true", default=argparse.SUPPRESS, help="show tracebacks and what native libraries print")


def _failed(text: str, code: int) -> int:
    """One paragraph, whatever line breaks the error's text has."""
    print(f"{PROGRAM}: error: {' '.join(text.split())}", file=sys.stderr)
    return code
