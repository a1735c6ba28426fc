"""What a written file is tried on: the plan's samples, and random inputs."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from . import run_time_sizes
from .plan import ExportPlan, NamedSpec, PlannedSignature
from .samples import random_values
from .variables import size_of

Arrays = dict[str, "np.ndarray[Any, Any]"]
_SEEDS = (1, 2, 3)
_MASKS = ("full", "left", "empty")
_LARGE_MODEL = 20_000_000  # parameters; one run of such a model, in Keras and in LiteRT, takes about as long as writing its file


def of_plan(plan: ExportPlan) -> list[tuple[str, PlannedSignature, Arrays]]:
    """(title, signature, inputs) of each run: the plan's samples first, then random inputs of several seeds with each kind of mask.

    A large model gets random inputs of one seed, with the kinds of mask that its samples do not have: what another run of the same kind
    would add is chance alone.
    """
    signatures = {signature.key: signature for signature in plan.signatures}
    runs = [(f"sample {i}", signatures[sample.signature], sample.inputs) for i, sample in enumerate(plan.samples)]
    large = size_of(plan.model) >= _LARGE_MODEL
    for signature in plan.signatures:
        seen = [_kind(signature, sample.inputs) for sample in plan.samples if sample.signature == signature.key] if large else []
        masks = [mask for mask in _MASKS if mask not in seen]
        runs += [(title, signature, inputs) for title, inputs in trial_inputs(signature, _SEEDS[:1] if large else _SEEDS, masks)]
    return runs


def trial_inputs(
    signature: PlannedSignature, seeds: Sequence[int] | None = None, masks: Sequence[str] = _MASKS
) -> Iterator[tuple[str, Arrays]]:
    """Random inputs from each of `seeds` (by default three); where there are masks, with each of `masks`."""
    for title, specs in _sized(signature):
        for seed in seeds or _SEEDS:
            for mask in masks if _masks(signature) else ("no",):
                generator = np.random.default_rng(seed)
                yield f"{title}seed {seed}, {mask} mask", {spec.name: _values(spec, mask, generator) for spec in specs}


def _masks(signature: PlannedSignature) -> list[str]:
    return [spec.name for spec in signature.inputs if spec.role == "mask"]


def _kind(signature: PlannedSignature, inputs: Arrays) -> str | None:
    """The kind of mask that all masks among `inputs` are of, if it is one."""
    kinds = {"full" if inputs[name].all() else "left" if inputs[name].any() else "empty" for name in _masks(signature)}
    return kinds.pop() if len(kinds) == 1 else None


def _sized(signature: PlannedSignature) -> Iterator[tuple[str, Sequence[NamedSpec]]]:
    """The inputs at each of the sizes that run-time dimensions are tried at."""
    if signature.run_time is None:
        yield "", signature.inputs
        return
    for sizes in signature.run_time.trials:
        title = ", ".join(f"{name} {size}" for name, size in sizes.items())
        yield f"{title}, ", [run_time_sizes.at(spec, signature.run_time.inputs.get(spec.name, {}), sizes) for spec in signature.inputs]


def _values(spec: NamedSpec, mask: str, generator: np.random.Generator) -> "np.ndarray[Any, Any]":
    if spec.role == "mask":
        length = spec.shape[-1]
        used = {"full": length, "left": (length + 1) // 2, "empty": 0}[mask]
        return np.broadcast_to(np.arange(length) < used, spec.shape).astype(spec.dtype)
    return random_values(spec, generator)
