"""The container that a written .tflite file goes into: made, and proven on the runtime that it is for."""

from pathlib import Path

from ..errors import VerificationError
from ..progress import Progress
from . import continuations
from .plan import Container, Evidence, ExportPlan
from .tolerance import Tolerance
from .verification import Verified


def contain(
    container: Container, model: Path, plan: ExportPlan, verified: Verified, tolerance: Tolerance, progress: Progress
) -> tuple[Path, Evidence]:
    """Moves the file `model` into a container beside it; its path, and what was compared.

    Its answers are compared with Keras' tokens as far as `model` generates them, or with its own, where it is not close enough to Keras
    for that (8-bit weights).

    Raises:
        VerificationError: the container's runtime answers otherwise.
    """
    path = model.with_suffix(f".{container.format}")
    progress(f"writing the .{container.format} file")
    container.write(model, path)
    progress("comparing with its own runtime")
    evidence = container.compared(
        path, verified.continuations or (continuations.generated(model, plan) if plan.continuations else ()), tolerance
    )
    if evidence == Evidence():
        raise VerificationError(f"nothing could be compared: the model begins none of its answers with text. {_ADVICE}")
    model.unlink()
    return path, evidence


_ADVICE = "The file was not written. Please report this model"
