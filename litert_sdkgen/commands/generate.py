"""Generate the wrappers of a bundle again, without Keras; --check compares them with those on disk."""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from .generation_options import add_generation_options, options_of


def configure(parser: ArgumentParser) -> None:
    parser.add_argument("bundle", type=Path, help="the folder with manifest.json")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="a source root, such as app/src/main/kotlin")
    parser.add_argument("--check", action="store_true", help="write nothing; print a diff and exit with 1 if the sources on disk differ")
    add_generation_options(parser)
    parser.add_argument("--runtime-package", metavar="PACKAGE", help="package of the runtime (default: the class's plus .runtime)")
    parser.add_argument("--no-runtime", action="store_true", help="leave out the runtime, where another module has it")


def execute(arguments: Namespace) -> int:
    from ..bundle import Bundle
    from ..codegen import default_package, diff, generate
    from ..project import Project, SourceTree, check_size

    bundle = Bundle.read(arguments.bundle, verify_files=False)  # the generated code depends on the manifest alone
    directory = arguments.bundle.resolve()
    project = Project.around(directory)
    options = options_of(
        arguments,
        bundle.manifest.name,
        project.assets_path(directory) if project else directory.name,
        project.default_package if project else default_package(None),
        arguments.runtime_package,
        not arguments.no_runtime,
    )
    is_asset = project is not None and project.build_file is not None and options.target == "android"
    if is_asset and (note := check_size(bundle.manifest.model)):
        print(f"litert-sdkgen: warning: {note}", file=sys.stderr)
    sources = generate(bundle.manifest, options)
    if arguments.check:
        difference = diff(sources, arguments.out)
        sys.stdout.write(difference)
        if difference:
            print(f"litert-sdkgen: the sources in {arguments.out} are not those of the bundle; generate them again", file=sys.stderr)
        return 1 if difference else 0
    Project.at(arguments.out)  # says what is wrong with a place that cannot be written to
    changed = SourceTree(arguments.out).write(sources)
    print(f"{options.package}.{options.class_name}: {len(sources)} files in {arguments.out}, {len(changed)} of them changed")
    return 0
