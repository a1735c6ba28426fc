"""Export a KerasHub preset or a Keras model as a verified bundle with typed wrappers."""

import sys
import warnings
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import UsageError
from . import argument_types
from .generation_options import add_generation_options, options_of
from .quantization_figures import quantization_lines, write_report

if TYPE_CHECKING:
    from ..bundle import Bundle
    from ..exporter.quantization_report import Comparison

_IMAGE = "scale=1/255 offset=0 size=224x224 interpolation=bilinear resize=crop color=rgb"


def configure(parser: ArgumentParser) -> None:
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--preset", help="a KerasHub preset: its name, a kaggle:// or hf:// handle, or a local directory")
    what.add_argument("--model", type=Path, metavar="FILE|DIR", help="a saved Keras model: .keras, .h5, or a SavedModel")
    what.add_argument("--tflite", type=argument_types.tflite, metavar="FILE", help="a finished .tflite file, made elsewhere, to adopt")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="a module; an empty folder becomes the skeleton of one")
    parser.add_argument("--name", help="name of the bundle in snake_case (default: from the preset or file)")
    parser.add_argument("--task", help="a task or class of `litert-sdkgen tasks`, or tensors (default: what the preset was saved with)")
    parser.add_argument("--options", type=Path, metavar="FILE.toml", help="options in a file: keys are their names; typed ones win")
    parser.add_argument("--image", metavar="KEY=VALUE ...", help=f"how pictures become a plain model's input, such as {_IMAGE!r}")
    parser.add_argument(
        "--activation",
        choices=("none", "softmax", "sigmoid"),
        help="what makes scores of a plain classifier's numbers (default: told by its answers)",
    )
    parser.add_argument(
        "--depth", choices=("metric", "relative"), help="what a plain depth estimator's numbers grow with: the distance, or nearness"
    )
    parser.add_argument(
        "--custom-objects",
        action="append",
        default=[],
        metavar="MODULE:NAME",
        help="classes or functions of your own that the saved model needs; repeatable",
    )
    parser.add_argument("--labels", type=Path, metavar="FILE", help="names of the classes: one per line, or a .json list")
    parser.add_argument(
        "--chat-template",
        type=Path,
        metavar="FILE.jinja",
        help="how a language model wants a conversation to be written (default: the preset's own)",
    )
    parser.add_argument(
        "--sampler",
        choices=("greedy", "top_k", "top_p", "random", "beam", "contrastive"),
        help="how a language model chooses a token; an app can choose another, but contrastive only if named here (default: as compiled)",
    )
    parser.add_argument(
        "--quantize",
        type=argument_types.quantize,
        default="none",
        metavar="MODE|FILE.json",
        help="float16; dynamic_int8, int4, weight_int8: integer weights; int8, int16x8: activations too; or a recipe of "
        "ai-edge-quantizer (default: none)",
    )
    parser.add_argument(
        "--calibration",
        type=Path,
        metavar="FILE|DIR",
        help="examples for quantization: an .npz of arrays, a .txt with a text per line, or a folder of pictures (default: the samples)",
    )
    parser.add_argument(
        "--audio-in-graph", action="store_true", help="an encoder of sound takes samples, and computes log-mel bands by itself"
    )
    parser.add_argument("--report", type=Path, metavar="FILE.json", help="write what a quantization cost and gained, times included")
    parser.add_argument(
        "--tolerance", type=argument_types.positive_number, metavar="X", help="allowed difference, relative to Keras' outputs"
    )
    parser.add_argument("--max-bytes", type=argument_types.byte_count, metavar="N", help="refuse a larger file: 40000000 or 40MB")
    parser.add_argument(
        "--format",
        choices=("tflite", "litertlm"),
        default="tflite",
        help="litertlm: a language model or text embedder in a file of LiteRT-LM, Google's runtime for them (default: %(default)s)",
    )
    parser.add_argument("--no-samples", action="store_true", help="record no sample inputs and outputs in the bundle")
    parser.add_argument("--no-sources", action="store_true", help="write the bundle only")
    shapes = parser.add_argument_group("fixed sizes")
    shapes.add_argument("--sequence-length", type=argument_types.positive, metavar="N", help="tokens per text")
    shapes.add_argument("--context-length", type=argument_types.positive, metavar="N", help="tokens of a prompt and its answer together")
    shapes.add_argument(
        "--cache-dtype",
        choices=("float32", "float16"),
        help="how a language model keeps what it has read: float16 takes half the memory (default: float32)",
    )
    shapes.add_argument("--image-size", type=argument_types.image_size, metavar="N|HxW", help="size of the pictures the model sees")
    shapes.add_argument(
        "--input",
        type=argument_types.pinned_input,
        action="append",
        default=[],
        metavar="NAME:DTYPE[SIZES]",
        help="pin an input, such as token_ids:int32[1,64]; wins over everything else; repeatable",
    )
    shapes.add_argument(
        "--dynamic",
        type=argument_types.words,
        default=(),
        metavar="batch,sequence",
        help="leave sizes open, for the caller to choose: among batch, sequence, height, width; for --target jvm, or --no-sources",
    )
    add_generation_options(parser)


def execute(arguments: Namespace) -> int:
    from .native_log import quiet
    from .progress import ProgressDisplay

    if arguments.report and arguments.quantize == "none":
        raise UsageError("--report: tells what a quantization cost and gained. Choose a mode with --quantize")
    labels = argument_types.labels(arguments.labels) if arguments.labels else None
    template = argument_types.content(arguments.chat_template, "--chat-template") if arguments.chat_template else None
    comparisons: list[Comparison] = []
    with quiet(arguments.debug), _warnings_as_messages():
        from ..api import export

        with ProgressDisplay() as progress:
            bundle = export(
                arguments.preset or arguments.model or arguments.tflite,
                arguments.out,
                name=arguments.name,
                task=arguments.task,
                class_name=arguments.class_name,
                package=arguments.package,
                language=arguments.language,
                runner=arguments.runner,
                target=arguments.target,
                format=arguments.format,
                sources=not arguments.no_sources,
                sequence_length=arguments.sequence_length,
                context_length=arguments.context_length,
                cache_dtype=arguments.cache_dtype,
                audio_in_graph=arguments.audio_in_graph,
                sampler=arguments.sampler,
                depth=arguments.depth,
                chat_template=template,
                image_size=arguments.image_size,
                labels=labels,
                quantize=arguments.quantize,
                calibration=arguments.calibration,
                inputs=dict(arguments.input) or None,
                image=arguments.image,
                activation=arguments.activation,
                dynamic=arguments.dynamic,
                custom_objects=arguments.custom_objects,
                samples=not arguments.no_samples,
                tolerance=arguments.tolerance,
                max_bytes=arguments.max_bytes,
                coroutines=not arguments.no_coroutines,
                progress=progress,
                quantized=comparisons.append,
            )
    if comparisons:
        print(quantization_lines(bundle.manifest, comparisons[0]))
        if arguments.report:
            write_report(arguments.report, bundle.manifest, comparisons[0])
    _report(bundle, arguments)
    return 0


def _report(bundle: "Bundle", arguments: Namespace) -> None:
    from ..codegen import is_testable, runner_of
    from ..manifest.model import COMPARED_WITH
    from ..project import Project
    from .table import size

    manifest, figures = bundle.manifest, bundle.manifest.verification
    print(f"Bundle:  {bundle.directory} ({manifest.model.file}: {size(manifest.model.bytes)})")
    print(f"Checked: {figures.samples} runs on LiteRT, at most {figures.max_abs_difference:.3g} from {COMPARED_WITH[figures.reference]}")
    if arguments.no_sources:
        return
    project = Project.at(arguments.out, arguments.language, arguments.target)
    if project.applies_plugin:
        print("Sources: left to Gradle, whose build generates them from the bundle")
        return
    options = options_of(arguments, manifest.name, manifest.name, project.default_package)
    tests = is_testable(manifest, options)
    print(f"Sources: {options.package}.{options.class_name} in {project.root / 'src/main'}" + (", its test in src/test" if tests else ""))
    steps = project.next_steps(runner=runner_of(manifest, options), coroutines=options.coroutines, tests=tests)
    print(f"\n{steps}" if steps else "Nothing is missing in the build file.", end="" if steps else "\n")


@contextmanager
def _warnings_as_messages() -> Iterator[None]:
    """Our own warnings as one line each; those of Keras and TensorFlow go the way they always go."""
    from .. import SdkgenWarning

    others = warnings.showwarning

    def show(message: Any, category: Any, filename: str, lineno: int, file: Any = None, line: str | None = None) -> None:
        if issubclass(category, SdkgenWarning):
            print(f"litert-sdkgen: warning: {message}", file=sys.stderr)
        else:
            others(message, category, filename, lineno, file, line)

    with warnings.catch_warnings():
        warnings.simplefilter("always", SdkgenWarning)
        warnings.showwarning = show
        yield
