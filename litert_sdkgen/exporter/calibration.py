"""Inputs that show a quantizer which values activations take."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import UsageError
from .plan import ExportPlan
from .verification import trial_inputs

Arrays = dict[str, Any]


def from_plan(plan: ExportPlan) -> dict[str, Iterable[Arrays]]:
    """The plan's samples by signature; random inputs where it has none, which know nothing of real data."""
    found: dict[str, list[Arrays]] = {signature.key: [] for signature in plan.signatures}
    for sample in plan.samples:
        found[sample.signature].append(sample.inputs)
    for signature in plan.signatures:
        if not found[signature.key]:
            found[signature.key] += [inputs for _, inputs in trial_inputs(signature)]
    return dict(found)


def from_arrays(plan: ExportPlan, path: Path) -> dict[str, Iterable[Arrays]]:
    """An .npz file with an array for each input of the first signature, [examples, ...] by name.

    Raises:
        UsageError: not such a file, or arrays that do not fit the inputs.
    """
    signature = plan.signatures[0]
    try:
        with np.load(path, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
    except (OSError, ValueError) as error:
        raise UsageError(f"--calibration: expected an .npz file of arrays: {error}") from None
    names = {spec.name for spec in signature.inputs}
    if set(arrays) != names:
        raise UsageError(f"--calibration: expected the arrays {', '.join(sorted(names))}. Received: {', '.join(sorted(arrays)) or 'none'}")
    counts = {len(array) if array.ndim else 0 for array in arrays.values()}
    if len(counts) != 1 or counts == {0}:
        raise UsageError(f"--calibration: expected as many examples of each input, and at least one. Received: {sorted(counts)}")
    for spec in signature.inputs:
        if int(np.prod(arrays[spec.name].shape[1:])) != int(np.prod(spec.shape)):
            raise UsageError(
                f"--calibration: {spec.name}: expected examples of shape {spec.shape}. Received: {arrays[spec.name].shape[1:]}"
            )
    examples = [
        {spec.name: arrays[spec.name][i].reshape(spec.shape).astype(spec.dtype) for spec in signature.inputs} for i in range(counts.pop())
    ]
    others: dict[str, Iterable[Arrays]] = {s.key: [inputs for _, inputs in trial_inputs(s)] for s in plan.signatures[1:]}
    return {signature.key: examples} | others
