"""Check a bundle: its files against the manifest, and its model on LiteRT against what Keras answered at export."""

from argparse import ArgumentParser, Namespace
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import SdkgenError, VerificationError

if TYPE_CHECKING:
    from ..bundle import Bundle
    from ..litert import FileSignature, FileTensor
    from ..manifest.model import Tensor


def configure(parser: ArgumentParser) -> None:
    parser.add_argument("bundle", type=Path, help="the folder with manifest.json")


def execute(arguments: Namespace) -> int:
    from ..bundle import Bundle
    from ..litert import LiteRtFile
    from ..litertlm.container import tflites_of
    from ..manifest.model import COMPARED_WITH
    from .native_log import quiet

    bundle = Bundle.read(arguments.bundle)
    print(f"files: {1 + len(bundle.manifest.assets)} as exported")
    with quiet(arguments.debug), tflites_of(bundle.model_file) as models, ExitStack() as stack:
        file, *others = [stack.enter_context(LiteRtFile(model)) for model in models]
        check_signatures(bundle, [signature for part in (file, *others) for signature in part.signatures()])
        print(f"signatures: {len(bundle.manifest.signatures)} as in the manifest")
        from .replay import replay  # loads numpy, which LiteRT has brought along

        results = replay(bundle, file)
    for result in results:
        print(f"{result.title}: {result.verdict}")
    failed = [result.title for result in results if result.failed]
    other = COMPARED_WITH[bundle.manifest.verification.reference]
    if failed:
        raise SdkgenError(f"{bundle.directory}: {', '.join(failed)}: not what {other} answered at export. Export the model again")
    return 0


def check_signatures(bundle: "Bundle", found: "list[FileSignature]") -> None:
    """The model file has the signatures of the manifest: names, dtypes, shapes, list order, positions.

    Raises:
        VerificationError: it has others.
    """
    by_key = {signature.key: signature for signature in found}
    for signature in bundle.manifest.signatures:
        if signature.key not in by_key:
            present = ", ".join(map(repr, by_key))
            raise VerificationError(f"{bundle.model_file}: expected a signature {signature.key!r}. Received: {present}")
        actual = by_key[signature.key]
        for side, tensors, others in (("inputs", signature.inputs, actual.inputs), ("outputs", signature.outputs, actual.outputs)):
            given = {tensor.name: tensor for tensor in others}
            if len(tensors) != len(others) or not all(_agrees(tensor, given.get(tensor.name)) for tensor in tensors):
                raise VerificationError(
                    f"{bundle.model_file}: signature {signature.key!r}: expected the {side} {_listed(tensors)}. "
                    f"Received: {_listed(others)}. Export the model again"
                )


def _agrees(tensor: "Tensor", other: "FileTensor | None") -> bool:
    """A run-time dimension, a name in the manifest, may have any size in the file."""
    return (
        other is not None
        and (tensor.dtype, tensor.list_index, tensor.position) == (other.dtype, other.list_index, other.position)
        and len(tensor.shape) == len(other.shape)
        and all(isinstance(size, str) or size == actual for size, actual in zip(tensor.shape, other.shape, strict=True))
    )


def _listed(tensors: "tuple[Tensor, ...] | tuple[FileTensor, ...]") -> str:
    from .table import shape

    return ", ".join(f"{t.name}:{t.dtype}{shape(t.shape)} (list index {t.list_index}, position {t.position})" for t in tensors)
