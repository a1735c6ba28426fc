"""Everything that the template of a wrapper prints, gathered from a manifest and the options."""

from dataclasses import dataclass

from markupsafe import Markup

from ..errors import ManifestError, UsageError
from ..manifest import Manifest
from ..version import VERSION
from .environment import environment
from .imports import element_types_of, imports_of
from .options import Options
from .runners import RUNNERS, runner_of
from .signatures import SignatureCode, signatures_of
from .tasks import TaskCode, task_of


@dataclass(frozen=True)
class Wrapper:
    """A generated class. `contract`, `version` and `bundle_path` are raw text for a filter; `runs_on_host` is that of its runner."""

    package: Markup
    class_name: Markup
    contract: str
    version: str
    bundle_path: str
    is_kotlin: bool
    is_android: bool
    runner: Markup
    runner_options: Markup
    default_options: Markup
    runs_on_host: bool
    static_imports: tuple[Markup, ...]
    imports: tuple[Markup, ...]
    signatures: tuple[SignatureCode, ...]
    takes_values: bool
    has_state: bool

    @property
    def main(self) -> SignatureCode:
        """The signature that `predict` calls."""
        return self.signatures[0]


def render_wrapper(manifest: Manifest, options: Options) -> str:
    """The source of the class.

    Raises:
        ManifestError: the manifest does not have what its task needs.
        UsageError: the options do not suit this model.
    """
    task, wrapper = task_and_wrapper(manifest, options)
    template = {"kotlin": "kotlin/wrapper.kt.jinja", "java": "java/wrapper.java.jinja"}[options.language]
    return environment().get_template(template).render(wrapper=wrapper, task=task)


def task_and_wrapper(manifest: Manifest, options: Options) -> tuple[TaskCode, Wrapper]:
    """What the templates of a wrapper and of its test print.

    Raises:
        ManifestError: the manifest does not have what its task needs.
        UsageError: the options do not suit this model.
    """
    signatures = signatures_of(manifest)
    task = task_of(manifest, signatures[0])
    return task, _wrapper(manifest, options, signatures if task.has_tensors else (), task)


def _wrapper(manifest: Manifest, options: Options, signatures: tuple[SignatureCode, ...], task: TaskCode) -> Wrapper:
    nested = {name for code in signatures for name in (code.inputs_class, code.outputs_class, code.tensors_class)}
    if options.class_name in nested:
        raise UsageError(f"class name: {options.class_name!r} is a class inside of it. Choose another, such as {options.class_name}Model")
    sizes = ", ".join(dict.fromkeys(size.symbol for code in signatures for size in code.sizes))
    if sizes and options.target == "android":
        raise ManifestError(
            "manifest.signatures",
            f"LiteRT's Android classes cannot resize, and {sizes} is known at run time only. Export the model with fixed sizes",
        )
    has_state = bool(manifest.state) and task.has_tensors
    if manifest.model.format is not None and options.target != "android":
        raise UsageError(f"target: expected android, whose library runs a file of the format {manifest.model.format}")
    runner = RUNNERS[runner_of(manifest, options)]
    if not runner.has_float16 and any(tensor.dtype == "float16" for signature in manifest.signatures for tensor in signature.inputs):
        raise UsageError(
            "runner: the classic Interpreter has no float16, in which this model keeps its cache. Choose compiled, or export it with "
            "--cache-dtype float32"
        )
    imports = imports_of(options, signatures, task, runner) | ({"kotlin.Unit"} if has_state and options.language == "java" else set())
    return Wrapper(
        package=Markup(options.package),
        class_name=Markup(options.class_name),
        contract=manifest.contract,
        version=VERSION,
        bundle_path=options.bundle_path,
        is_kotlin=options.language == "kotlin",
        is_android=options.target == "android",
        runner=runner.name,
        runner_options=runner.options,
        default_options=runner.default[options.language],
        runs_on_host=runner.on_host,
        static_imports=tuple(Markup(f"{options.runtime}.ElementType.{name}") for name in element_types_of(signatures)),
        imports=tuple(Markup(name) for name in sorted(imports)),
        signatures=signatures,
        takes_values=any(code.inputs or code.sizes for code in signatures),
        has_state=has_state,
    )
