"""Sizes that the caller chooses at run time: which axes of a plan they are, and the sizes at which they are tried."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from ..errors import ExportError, UsageError
from .plan import ExportPlan, NamedSpec, PlannedSignature, RunTimeSizes
from .plan import SizedTensor as Sized

_AXES = {"batch": (0, range(1, 9)), "sequence": (1, range(2, 4)), "height": (1, (4,)), "width": (2, (4,))}
"""Name -> its axis, and the ranks of the tensors that have it."""
_SIZES = {"sequence": 8, "height": 32, "width": 32}
"""For the plan, where the model leaves a size open and nobody else says one."""


def checked(names: Sequence[str]) -> tuple[str, ...]:
    """Raises UsageError where a name is none of those that axes have."""
    for name in names:
        if name not in _AXES:
            raise UsageError(f"--dynamic: expected names among {', '.join(_AXES)}. Received: {name!r}")
    return tuple(dict.fromkeys(names))


def fill(names: Sequence[str]) -> Callable[[str, int], int | None]:
    """Sizes for axes that will stay open; `exporter.plain` asks for them by input name and axis."""
    sizes = {_AXES[name][0]: _SIZES[name] for name in names if name in _SIZES}
    return lambda name, axis: sizes.get(axis)


def opened(plan: ExportPlan, names: Sequence[str]) -> ExportPlan:
    """The plan with the axes `names` open in every input where Keras leaves them open.

    Raises:
        UsageError: no input has such an axis, or the task's predict() has fixed sizes.
        ExportError: the plan has several signatures, or an output's size follows from an open one in another way than being the same.
    """
    if not names:
        return plan
    if plan.task != "tensors":
        raise UsageError(f"--dynamic: the predict() of a {plan.task} has fixed sizes. Add --task tensors")
    if len(plan.signatures) != 1:
        raise ExportError("--dynamic: the model has several signatures, whose sizes are fixed")
    (signature,) = plan.signatures
    inputs = {spec.name: axes for spec in signature.inputs if (axes := _axes(spec, names))}
    for name in names:
        if not any(name in axes.values() for axes in inputs.values()):
            described = ", ".join(f"{spec.name}{list(_shape(spec))}" for spec in signature.inputs)
            raise UsageError(f"--dynamic: no input leaves its {name} open; None stands for an open size here: {described}")
    trials = tuple(_trial(signature, inputs, i) for i in range(3))
    outputs = _output_axes(signature, inputs, trials)
    sized = replace(signature, run_time=RunTimeSizes(inputs, outputs, trials))
    samples = tuple(replace(sample, sizes=trials[0]) for sample in plan.samples)
    return replace(plan, signatures=(sized,), samples=samples)


def at(spec: NamedSpec, axes: Sized, sizes: dict[str, int]) -> NamedSpec:
    """`spec` with the sizes of its open axes."""
    return replace(spec, shape=tuple(sizes[axes[i]] if i in axes else size for i, size in enumerate(spec.shape)))


def declared(shape: Sequence[int], axes: Sized) -> tuple[int, ...]:
    """As a file declares it: -1 for each open size."""
    return tuple(-1 if axis in axes else size for axis, size in enumerate(shape))


def symbolic(shape: Sequence[int], axes: Sized) -> tuple[int | str, ...]:
    """As a manifest declares it: the name of each open size."""
    return tuple(axes.get(axis, size) for axis, size in enumerate(shape))


def without(signature: PlannedSignature, names: Sequence[str]) -> PlannedSignature:
    """The signature with the sizes `names` fixed again, for a trial."""
    assert signature.run_time is not None
    kept = {key: {axis: name for axis, name in axes.items() if name not in names} for key, axes in signature.run_time.inputs.items()}
    return replace(signature, run_time=replace(signature.run_time, inputs=kept))


def explained(signature: PlannedSignature, convert: Callable[[PlannedSignature], Any], error: ExportError) -> ExportError:
    """`error`, which `convert` raised, with the open sizes that are to blame, found by leaving all others fixed."""
    assert signature.run_time is not None
    names = list(signature.run_time.trials[0])
    if _fails(convert, without(signature, names)):
        return error
    alone = [name for name in names if _fails(convert, without(signature, [other for other in names if other != name]))]
    blamed = " or ".join(alone or names)
    return ExportError(f"{blamed} cannot be left open: {error}. Leave {blamed} out of --dynamic")


def _fails(convert: Callable[[PlannedSignature], Any], signature: PlannedSignature) -> bool:
    try:
        convert(signature)
    except ExportError:
        return True
    return False


def _axes(spec: NamedSpec, names: Sequence[str]) -> Sized:
    rank = len(spec.shape)
    return {_AXES[name][0]: name for name in names if rank in _AXES[name][1] and _AXES[name][0] in spec.open_axes}


def _shape(spec: NamedSpec) -> tuple[int | None, ...]:
    return tuple(None if i in spec.open_axes else size for i, size in enumerate(spec.shape))


def _trial(signature: PlannedSignature, inputs: dict[str, Sized], i: int) -> dict[str, int]:
    """The planned sizes first, then others: a larger batch; shorter sequences, since a model may have no more positions."""
    planned = {name: spec.shape[axis] for spec in signature.inputs for axis, name in inputs.get(spec.name, {}).items()}
    return {name: size + i if name == "batch" else max(1, size - i * -(-size // 4)) for name, size in planned.items()}


def _output_axes(signature: PlannedSignature, inputs: dict[str, Sized], trials: Sequence[dict[str, int]]) -> dict[str, Sized]:
    """Which axes of the outputs have which open size, seen by running Keras at several."""
    shapes = [_output_shapes(signature, inputs, sizes) for sizes in trials]
    found: dict[str, Sized] = {}
    for i, name in enumerate(signature.output_names):
        for axis, seen in enumerate(zip(*(shape[i] for shape in shapes), strict=True)):
            same = [symbol for symbol in trials[0] if all(size == sizes[symbol] for size, sizes in zip(seen, trials, strict=True))]
            if len(set(seen)) == 1:
                continue
            if not same:
                raise ExportError(
                    f"output {name!r} has the sizes {', '.join(map(str, seen))} along axis {axis} where {_described(trials)}. "
                    f"A device can give room to an output only if an open size is its own: leave {' or '.join(trials[0])} out of --dynamic"
                )
            found.setdefault(name, {})[axis] = same[0]
    return found


def _output_shapes(signature: PlannedSignature, inputs: dict[str, Sized], sizes: dict[str, int]) -> list[tuple[int, ...]]:
    specs = [at(spec, inputs.get(spec.name, {}), sizes) for spec in signature.inputs]
    try:
        results: Sequence[Any] = signature.function(*(np.full(spec.shape, spec.low, spec.dtype) for spec in specs))
    except Exception as error:  # Keras and the model's own code raise what they like
        text = " ".join(str(error).split())[:300]
        raise ExportError(f"--dynamic: Keras cannot run the model with {_described([sizes])}: {text}") from error
    return [tuple(map(int, result.shape)) for result in results]


def _described(trials: Sequence[dict[str, int]]) -> str:
    return ", ".join(f"{name} is {', '.join(str(sizes[name]) for sizes in trials)}" for name in trials[0])
