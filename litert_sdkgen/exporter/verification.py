"""Proves that a written file is what the plan says and does what Keras does, on the runtime that devices use."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import VerificationError
from ..litert import FileSignature, opened_in_little_memory
from ..manifest.model import COMPARED_WITH, Reference, SourceKind, StatePair, Verification
from ..progress import Progress, silent
from . import run_time_sizes, trials
from .agreement import agreement
from .continuations import follow
from .cures import integer_kernels, reference
from .plan import Continuation, ExportPlan, PlannedSignature
from .samples import Recorded, recorded
from .state_updates import with_places
from .tolerance import Tolerance

Arrays = dict[str, "np.ndarray[Any, Any]"]
_ROUNDED_ACTIVATIONS = 0.05  # Keras' int8 layers lose up to 2 % of the scale by rounding their inputs, which a file does not
_ROUNDED_STATE = 5e-3  # two sums that differ in their last bit may round to neighbours, whose distance is 1e-3 of them in float16
_UNWRITTEN = "The file was not written."


@dataclass(frozen=True)
class Verified:
    """What verification saw: the file's own signatures, Keras' recorded answers to the plan's samples, and how far the file was off.

    `continuations` are the plan's, as far as the file generates the same tokens; `state` is the plan's, with what the file updates
    in place.
    """

    signatures: list[FileSignature]
    answers: list[Recorded | None]
    figures: Verification
    continuations: tuple[Continuation, ...] = ()
    state: tuple[StatePair, ...] = ()


def verify(path: Path, plan: ExportPlan, tolerance: Tolerance, progress: Progress = silent) -> Verified:
    """Compares the file at `path` with `plan` and its Keras functions.

    Raises:
        VerificationError: other names, order, dtypes or shapes than planned, or other answers than Keras: which tensor, how far,
            and what to try.
    """
    if integer_kernels.rounds_activations(plan.model) and tolerance.cosine is None:
        tolerance = Tolerance(max(tolerance.relative, _ROUNDED_ACTIVATIONS))
    tolerance = _of_rounded_state(tolerance, plan)
    with opened_in_little_memory(path) as file, reference(plan.model):
        signatures = file.signatures()
        _check_interface(signatures, plan)
        comparison = KerasComparison(tolerance, plan.source.kind, plan.left_out)
        answers: list[Recorded | None] = []
        classifies = plan.postprocess is not None and plan.postprocess.type == "classification"
        runs, phase = trials.of_plan(plan), "comparing with Keras on LiteRT" if plan.adopted is None else "running on LiteRT"
        for i, (title, signature, inputs) in enumerate(runs):
            progress(phase, i, len(runs), "runs")
            expected = keras_outputs(signature, inputs)
            is_sample = i < len(plan.samples)
            got = file.run(signature.key, inputs)
            # What is largest of two numbers that are as good as equal may differ from Keras: the file's own numbers decide.
            compared = {name: value for name, value in expected.items() if name not in signature.choices}
            answers += [recorded(compared)] if is_sample else []
            comparison.add(title, compared, got, first_answer=is_sample and classifies)
            _check_choices(title, signature, got)
        state = with_places(path, plan.state)
        followed = follow(file, replace(plan, state=state), tolerance)
    return Verified(signatures, answers, comparison.figures(), followed, state)


def _of_rounded_state(tolerance: Tolerance, plan: ExportPlan) -> Tolerance:
    """`tolerance`, or what a state in float16 takes, if that is more."""
    is_rounded = any(spec.dtype == "float16" for signature in plan.signatures for spec in signature.inputs)
    return Tolerance(max(tolerance.relative, _ROUNDED_STATE)) if is_rounded and tolerance.cosine is None else tolerance


def keras_outputs(signature: PlannedSignature, inputs: Arrays) -> Arrays:
    """Keras' own answer, eagerly, by output name."""
    results = signature.function(*(inputs[spec.name] for spec in signature.inputs))
    return {name: np.asarray(result) for name, result in zip(signature.output_names, results, strict=True)}


def _check_interface(found: list[FileSignature], plan: ExportPlan) -> None:
    """The file has the plan's signatures, in the plan's order in the list and among the positions."""
    if [s.key for s in found] != [s.key for s in plan.signatures]:
        raise VerificationError(f"the file has the signatures {[s.key for s in found]}, expected {[s.key for s in plan.signatures]}")
    for signature, planned in zip(found, plan.signatures, strict=True):
        ours = plan.adopted is None  # files from elsewhere may order positions unlike the list
        inputs = [(t.name, t.value_dtype, t.declared_shape, t.position if ours else i) for i, t in enumerate(signature.inputs)]
        sized = planned.run_time.inputs if planned.run_time else {}
        shapes = [run_time_sizes.declared(spec.shape, sized.get(spec.name, {})) for spec in planned.inputs]
        expected = [(spec.name, spec.dtype, shapes[i], i) for i, spec in enumerate(planned.inputs)]
        if inputs != expected:
            raise VerificationError(f"signature {signature.key!r}: the file has the inputs {inputs}, expected {expected}")
        names = [(t.name, t.position if ours else i) for i, t in enumerate(signature.outputs)]
        if names != [(name, i) for i, name in enumerate(planned.output_names)]:
            raise VerificationError(f"signature {signature.key!r}: the file has the outputs {names}, expected {list(planned.output_names)}")


def _check_choices(title: str, signature: PlannedSignature, got: Arrays) -> None:
    """What the file says is largest is that, where there is no NaN."""
    for name, scores in signature.choices.items():
        if (wrong := (got[name] != got[scores].argmax(-1)) & ~np.isnan(got[scores]).any(-1)).any():
            place = [int(i) for i in np.argwhere(wrong)[0]]
            raise VerificationError(f"output {name!r} of {title}: at {place} it is not where {scores!r} is largest. {_UNWRITTEN}")


class KerasComparison:
    """Gathers the differences of all runs, and stops at the first one out of tolerance."""

    def __init__(self, tolerance: Tolerance, kind: SourceKind, left_out: Sequence[str] = ()) -> None:
        self.tolerance = tolerance
        self.advice = f"{_UNWRITTEN} {tolerance.advice}"
        self.reference: Reference | None = kind if kind in ("saved_model", "tflite") else None
        self.other = COMPARED_WITH[self.reference]
        self.runs = 0
        self.largest = 0.0
        self.cosine = 1.0
        self.left_out = list(left_out)

    def add(self, title: str, expected: Arrays, got: Arrays, first_answer: bool = False) -> None:
        if any(_only_nan(value) for value in expected.values()):
            self.left_out.append(f"{title}: {self.other} itself gives NaN")
            return
        self.runs += 1
        for name, value in expected.items():
            self._compare(f"output {name!r} of {title}", value, got[name], first_answer)

    def _compare(self, where: str, expected: Any, got: Any, first_answer: bool) -> None:
        if expected.shape != got.shape:
            raise VerificationError(f"{where}: expected shape {expected.shape} but the file gives {got.shape}")
        seen = agreement(expected, got)
        if not seen.same_nan:
            raise VerificationError(f"{where}: NaN where {self.other} has numbers, or numbers where it has NaN. {self.advice}")
        self.largest = max(self.largest, seen.difference)
        if self.tolerance.cosine is None:
            allowed = self.tolerance.relative * max(1.0, seen.scale)
            if seen.difference > allowed:
                raise VerificationError(
                    f"{where} differs from {self.other} by {seen.difference:.3g}, allowed are {allowed:.3g}. {self.advice}"
                )
            return
        self.cosine = min(self.cosine, seen.cosine)
        if seen.cosine < self.tolerance.cosine:
            needed = f"at least {self.tolerance.cosine} is needed"
            raise VerificationError(f"{where}: cosine {seen.cosine:.4f} to {self.other}, {needed}. {self.advice}")
        if first_answer and np.argmax(np.nan_to_num(expected)) != np.argmax(np.nan_to_num(got)):
            raise VerificationError(f"{where}: another first answer than {self.other}. {self.advice}")

    def figures(self) -> Verification:
        if self.runs == 0:
            raise VerificationError(f"nothing could be compared: {self.other} itself gives NaN for every input tried")
        cosine = self.cosine if self.tolerance.cosine is not None else None
        figures = _rounded(self.largest), self.tolerance.relative, cosine and _rounded(cosine)
        return Verification(self.runs, *figures, tuple(self.left_out), self.reference)


def _only_nan(value: Any) -> bool:
    return bool(value.size and value.dtype.kind == "f" and np.isnan(value).all())


def _rounded(value: float) -> float:
    """Three significant digits: the last bits of a difference vary with the machine's instruction set."""
    return float(f"{value:.3g}")
