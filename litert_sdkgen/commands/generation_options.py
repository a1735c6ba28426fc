"""The options that shape generated code, the same for `export` and `generate`."""

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..codegen import Options


def add_generation_options(parser: ArgumentParser) -> None:
    """Adds what `options_of` reads."""
    group = parser.add_argument_group("generated code")
    group.add_argument("--package", help="package of the class (default: the module's namespace plus .litert, or litert)")
    group.add_argument("--class-name", metavar="NAME", help="name of the class (default: the model's name in PascalCase)")
    group.add_argument("--language", choices=("kotlin", "java"), default="kotlin", help="language of the class (default: %(default)s)")
    group.add_argument(
        "--runner",
        choices=("compiled", "interpreter"),
        default="compiled",
        help="what runs the model on Android: LiteRT's CompiledModel or the classic Interpreter (default: %(default)s)",
    )
    group.add_argument(
        "--target",
        choices=("android", "jvm"),
        default="android",
        help="an Android module or a plain JVM (default: %(default)s)",
    )
    group.add_argument("--no-coroutines", action="store_true", help="leave out the coroutine extensions, which only Kotlin gets")


def options_of(
    arguments: Namespace,
    name: str,
    bundle_path: str,
    default_package: str,
    runtime_package: str | None = None,
    emit_runtime: bool = True,
) -> "Options":
    """The generator's options for a model called `name` whose bundle lies at `bundle_path` below the assets.

    Raises:
        UsageError: a package or class name that no compiler would take.
    """
    from ..codegen import Options, default_class_name

    return Options(
        package=arguments.package if arguments.package is not None else default_package,
        class_name=arguments.class_name if arguments.class_name is not None else default_class_name(name),
        bundle_path=bundle_path,
        language=arguments.language,
        target=arguments.target,
        runner=arguments.runner,
        runtime_package=runtime_package,
        emit_runtime=emit_runtime,
        coroutines=not arguments.no_coroutines and arguments.language == "kotlin",
    )
