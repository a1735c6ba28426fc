"""One verified .tflite file without a bundle around it."""

import os
from pathlib import Path

from ..errors import SdkgenError
from ..progress import Progress, silent
from . import routes
from .plan import ExportPlan
from .quantization import NOT_QUANTIZED, Quantization
from .tolerance import Tolerance
from .verification import Verified


def write(
    plan: ExportPlan,
    path: Path,
    quantization: Quantization = NOT_QUANTIZED,
    tolerance: Tolerance | None = None,
    progress: Progress = silent,
) -> Verified:
    """Writes the file that the plan's bundle would hold, by the same routes; a former file stays unless the new one is proven.

    Raises:
        ExportError: no phone can run the model, or its file differs from Keras.
        SdkgenError: `path` cannot be written.
    """
    fresh = path.with_name(f".{path.name}.new")
    try:
        verified = routes.write_verified(plan, fresh, quantization, tolerance or Tolerance.of(quantization.mode), progress).verified
        os.replace(fresh, path)
    except OSError as error:
        raise SdkgenError(f"cannot write {path}: {error.strerror}") from None
    finally:
        fresh.unlink(missing_ok=True)
    return verified
