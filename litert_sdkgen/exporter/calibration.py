"""Example inputs that show a quantizer which values activations take, and a user how often the answers stay the same."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, overload

import numpy as np

from ..errors import ExportError, UsageError
from .plan import ExportPlan, NamedSpec, PlannedSignature
from .trials import trial_inputs

Arrays = dict[str, Any]
Examples = Mapping[str, Sequence[Arrays]]
"""Inputs by name, for each signature's key."""
Calibration = Callable[[ExportPlan], Examples]
_PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif")


class _Prepared(Sequence[Arrays]):
    """Raw inputs that are prepared when they are asked for: as tensors, a folder of pictures would fill the memory."""

    def __init__(self, prepare: Callable[[Any], Arrays], raw: Sequence[Any]) -> None:
        self._prepare, self._raw = prepare, raw

    def __len__(self) -> int:
        return len(self._raw)

    @overload
    def __getitem__(self, place: int) -> Arrays: ...
    @overload
    def __getitem__(self, place: slice) -> "Sequence[Arrays]": ...
    def __getitem__(self, place: int | slice) -> Any:
        return _Prepared(self._prepare, self._raw[place]) if isinstance(place, slice) else self._prepare(self._raw[place])


def of_samples(plan: ExportPlan) -> Examples:
    """The plan's samples; random inputs for a signature that has none, which know nothing of real data."""
    found: dict[str, list[Arrays]] = {signature.key: [] for signature in plan.signatures}
    for sample in plan.samples:
        found[sample.signature].append(sample.inputs)
    return {signature.key: found[signature.key] or _random(signature) for signature in plan.signatures}


def of_ranges(plan: ExportPlan, calibration: Calibration) -> Examples:
    """What `calibration` gives, for activations that become integers.

    Raises:
        ExportError: the plan has a state, whose range is that of many calls after each other; examples are for single ones.
    """
    if plan.state:
        raise ExportError(
            f"a {plan.task} cannot be quantized with calibrated activations: {plan.state[0].input} and other tensors of its signatures go "
            "from call to call, and no example of a single call shows their range. Try --quantize dynamic_int8 or int4, which store the "
            "weights alone in fewer bits"
        )
    return calibration(plan)


def of_file(path: Path) -> Calibration:
    """Examples from an .npz file of arrays [examples, ...] by input name, a text file with one text per line, or a folder of pictures.

    Texts and pictures go through the preprocessing that the plan's KerasHub model has.

    Raises:
        UsageError: none of these. What is found wrong inside is raised by the calibration itself.
    """
    if path.is_dir():
        return lambda plan: _prepared(plan, "image", _pictures(path))
    if path.suffix == ".npz":
        return lambda plan: of_arrays(_arrays(path))(plan)
    if path.suffix == ".txt":
        return lambda plan: _prepared(plan, "text", _texts(path))
    raise UsageError(f"--calibration: expected an .npz file, a .txt file or a folder of pictures. Received: {os.fspath(path)!r}")


def of_arrays(arrays: Mapping[str, Any]) -> Calibration:
    """Examples from one array [examples, ...] for each input of the first signature.

    Raises:
        UsageError: (by the calibration) arrays that do not fit the inputs.
    """

    def examples(plan: ExportPlan) -> Examples:
        specs = plan.signatures[0].inputs
        values = {name: np.asarray(array) for name, array in arrays.items()}
        _check_names(values, specs)
        counts = {len(array) if array.ndim else 0 for array in values.values()}
        if len(counts) != 1 or counts == {0}:
            raise UsageError(f"--calibration: expected as many examples of each input, and at least one. Received: {sorted(counts)}")
        return _for_first(plan, [_example({name: array[i] for name, array in values.items()}, specs) for i in range(counts.pop())])

    return examples


def of_dataset(dataset: Callable[[], Iterable[Any]]) -> Calibration:
    """Examples from a generator function as TensorFlow's `representative_dataset`: each a dict by input name, or a list of one array.

    Raises:
        UsageError: (by the calibration) examples that do not fit the inputs.
    """

    def examples(plan: ExportPlan) -> Examples:
        specs = plan.signatures[0].inputs
        found = []
        for given in dataset():
            if not isinstance(given, Mapping):
                listed = list(given) if isinstance(given, list | tuple) else [given]
                if len(listed) != 1 or len(specs) != 1:
                    wanted = ", ".join(spec.name for spec in specs)
                    raise UsageError(
                        f"representative_dataset: expected dicts by input name ({wanted}), since the order of a list says little. "
                        f"Received: a list of {len(listed)}"
                    )
                given = {specs[0].name: listed[0]}
            values = {name: np.asarray(value) for name, value in given.items()}
            _check_names(values, specs)
            found.append(_example(values, specs))
        if not found:
            raise UsageError("representative_dataset: expected at least one example. Received: none")
        return _for_first(plan, found)

    return examples


def _for_first(plan: ExportPlan, examples: Sequence[Arrays]) -> Examples:
    first, *others = plan.signatures
    return {first.key: examples} | {signature.key: _random(signature) for signature in others}


def _random(signature: PlannedSignature) -> list[Arrays]:
    return [inputs for _, inputs in trial_inputs(signature)]


def _check_names(values: Mapping[str, Any], specs: Sequence[NamedSpec]) -> None:
    names = {spec.name for spec in specs}
    if set(values) != names:
        raise UsageError(f"--calibration: expected the arrays {', '.join(sorted(names))}. Received: {', '.join(sorted(values)) or 'none'}")


def _example(values: Mapping[str, Any], specs: Sequence[NamedSpec]) -> Arrays:
    """One example as the inputs want it; a batch dimension of 1 may be missing."""
    for spec in specs:
        if values[spec.name].size != np.prod(spec.shape):
            raise UsageError(f"--calibration: {spec.name}: expected examples of shape {spec.shape}. Received: {values[spec.name].shape}")
    return {spec.name: values[spec.name].reshape(spec.shape).astype(spec.dtype) for spec in specs}


def _prepared(plan: ExportPlan, kind: str, raw: Sequence[Any]) -> Examples:
    step = plan.preprocess[0].type if plan.preprocess else None
    if plan.prepare is None or step != kind:
        takes = {"image": "a folder of pictures", "text": "a .txt file"}.get(step or "", "an .npz file") if plan.prepare else "an .npz file"
        raise UsageError(f"--calibration: {plan.task} takes {takes}. Received: {'pictures' if kind == 'image' else 'texts'}")
    return _for_first(plan, _Prepared(plan.prepare, raw))


def _arrays(path: Path) -> Mapping[str, Any]:
    try:
        with np.load(path, allow_pickle=False) as file:
            return {name: file[name] for name in file.files}
    except (OSError, ValueError) as error:
        raise UsageError(f"--calibration: expected an .npz file of arrays: {error}") from None


def _pictures(directory: Path) -> list[Path]:
    found = sorted(path for path in directory.iterdir() if path.suffix.lower() in _PICTURES)
    if not found:
        raise UsageError(f"--calibration: {directory}: expected pictures ({', '.join(_PICTURES)}). Received: a folder without any")
    return found


def _texts(path: Path) -> list[tuple[str]]:
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")  # as labels: U+2028 is part of a text
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"--calibration: expected a UTF-8 file with one text per line: {error}") from None
    texts = [(line.removesuffix("\r"),) for line in lines if line.strip()]
    if not texts:
        raise UsageError(f"--calibration: {path}: expected one text per line. Received: an empty file")
    return texts
