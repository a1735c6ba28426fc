"""Between a task's steps and the tensors of its signature."""

from dataclasses import dataclass

from markupsafe import Markup

from ...errors import ManifestError
from ...manifest import Manifest
from ...manifest.model import Tensor
from ...manifest.steps import PreprocessStep
from ..naming import camel_case
from ..signatures import SignatureCode, TensorCode

_WHERE = "manifest.signatures[0]"
_KINDS = {"FloatArray": "a float", "IntArray": "an int32"}


@dataclass(frozen=True)
class FeedCode:
    """An input of the signature and what a step gives it: `made` and `getter` are the property of the step's result."""

    tensor: TensorCode
    source: str
    made: Markup
    getter: Markup
    shape: tuple[int, ...]


def feeds_of(manifest: Manifest, signature: SignatureCode, carriers: tuple[str, ...]) -> tuple[FeedCode, ...]:
    """One feed per input of the first signature, in their order, from the first step; `carriers` are the Kotlin arrays that it can give.

    Raises:
        ManifestError: an input is fed by no step or by two, has a run-time size, or an element type that the task cannot give.
    """
    step = manifest.preprocess[0]
    tensors = {tensor.name: tensor for tensor in manifest.signatures[0].inputs}
    return tuple(_feed(code, tensors[code.key], step, carriers, manifest.task) for code in signature.inputs)


def _feed(code: TensorCode, tensor: Tensor, step: PreprocessStep, carriers: tuple[str, ...], task: str) -> FeedCode:
    sources = [source for source, target in step.feeds.items() if target == tensor.name]
    if len(sources) != 1:
        problem = f"expected one of the {step.type} step's results to feed it. Received: {', '.join(sorted(sources)) or 'none'}"
        raise ManifestError(f"{_WHERE}.inputs", f"{tensor.name!r}: {problem}. Take the task tensors for a model with inputs of its own")
    if any(isinstance(size, str) for size in tensor.shape):
        raise ManifestError(f"{_WHERE}.inputs", f"{tensor.name!r}: the task {task} needs fixed sizes. Received: {list(tensor.shape)}")
    if code.carrier.kotlin not in carriers:
        raise ManifestError(f"{_WHERE}.inputs", f"{tensor.name!r}: the {step.type} step cannot feed {tensor.dtype}")
    made = Markup(camel_case(sources[0], "value"))  # one of three names that the reader knows
    shape = tuple(size for size in tensor.shape if isinstance(size, int))
    return FeedCode(code, sources[0], made, Markup("get") + made[0].upper() + made[1:], shape)


def postprocessed_output(
    manifest: Manifest, signature: SignatureCode, field: str = "output", carriers: tuple[str, ...] = ("FloatArray",)
) -> TensorCode:
    """The output that `field` of the postprocess names; `carriers` are the Kotlin arrays that it may come in.

    Raises:
        ManifestError: it is not one of the first signature's, or holds something else.
    """
    name = getattr(manifest.postprocess, field)  # the reader demands a postprocess for the tasks that ask
    for output in signature.outputs:
        if output.key == name and output.carrier.kotlin in carriers:
            return output
    shown = ", ".join(output.key for output in signature.outputs if output.carrier.kotlin in carriers) or "there are none"
    kinds = " or ".join(_KINDS[carrier] for carrier in carriers)
    raise ManifestError(f"manifest.postprocess.{field}", f"expected {kinds} output of the first signature ({shown}). Received: {name!r}")


def source_of(feeds: tuple[FeedCode, ...], tensor: TensorCode) -> str | None:
    """Which result of the step feeds `tensor`."""
    return next((feed.source for feed in feeds if feed.tensor is tensor), None)
