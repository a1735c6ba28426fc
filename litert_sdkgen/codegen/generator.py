"""From a manifest to sources. Pure: nothing is read but the templates, nothing is written."""

from ..errors import UsageError
from ..manifest import Manifest
from .options import Options
from .runners import RUNNERS, runner_of
from .runtime import host_runner_files, runtime_files
from .selftest import render_selftest
from .wrapper import render_wrapper


def generate(manifest: Manifest, options: Options) -> dict[str, str]:
    """The sources of a model: path below a source root -> text. The wrapper comes first.

    Raises:
        ManifestError: the manifest does not have what its task needs, or this runner cannot run it.
        UsageError: the options do not suit this model.
    """
    sources = {options.file: render_wrapper(manifest, options)}
    if options.emit_runtime:
        sources |= runtime_files(manifest, options)
    return sources


def is_testable(manifest: Manifest, options: Options) -> bool:
    """Whether `generate_tests` has tests for it: samples, that the library on the JVM can replay."""
    return options.target == "android" and manifest.samples is not None and RUNNERS[runner_of(manifest, options)].on_host


def generate_tests(manifest: Manifest, options: Options) -> dict[str, str]:
    """Sources for an Android module's `src/test`: a JUnit 4 test that replays the bundle's samples, and what runs LiteRT on the JVM.

    Raises:
        UsageError: the bundle was exported without samples, or the target is no Android module, or only a device has the library.
    """
    if not RUNNERS[runner_of(manifest, options)].on_host:
        raise UsageError(f"format: expected a .tflite file, which a test can run on the JVM. Received: {manifest.model.format}")
    if options.target != "android":
        raise UsageError("target: expected android, whose tests need a runner. A module for the JVM has it in its main sources")
    if manifest.samples is None:
        raise UsageError("samples: this bundle has none to replay. Export it again without --no-samples")
    return render_selftest(manifest, options) | host_runner_files(options)
