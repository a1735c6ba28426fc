"""A SavedModel directory as an export plan: its signatures with their own names, and its own functions to compare the file with."""

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import tensorflow as tf

from ..errors import ExportError, PresetError, UsageError
from ..manifest.model import Source
from . import plain
from .frozen_graph import FrozenGraph, Weights
from .plan import ExportPlan, NamedSpec, PlannedSignature
from .samples import tensor_samples

_KERAS, _DEFAULT = "serve", "serving_default"


def plan(directory: Path, name: str, inputs: plain.Pins | None = None, fill: plain.Fill = plain.no_fill) -> ExportPlan:
    """The plan of the SavedModel in `directory` at batch size 1: all its signatures, in the order of their keys.

    Args:
        directory: made by Keras' `model.export`, or by `tf.saved_model.save` with signatures.
        name: snake_case name of the bundle.
        inputs: dtype and shape by input name, for inputs whose shape is not fixed.
        fill: gives a size by input name and axis where the signature leaves it open, None where only the caller can know it.

    Raises:
        PresetError: TensorFlow cannot load it.
        UsageError: `inputs` names no input, or a dtype or shape that does not fit it.
        ExportError: no signatures, an input with a size that only the caller knows, a dtype that no device has, or a lookup table.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            loaded = tf.saved_model.load(str(directory))
    except Exception as error:  # TensorFlow raises whatever the broken part of the directory leads to
        raise PresetError(f"{directory}: TensorFlow cannot load this SavedModel: {' '.join(str(error).split())[:600]}") from error
    functions = dict(sorted(loaded.signatures.items()))
    if _KERAS in functions and _interface(functions[_KERAS]) == _interface(functions.get(_DEFAULT)):
        del functions[_KERAS]
    if not functions:
        raise ExportError(f"{directory}: the SavedModel has no signatures. Save it with Keras' model.export, or with signatures={{...}}")
    pins, weights = inputs or {}, Weights()
    known = sorted({name for function in functions.values() for name in _declared(function)})
    for pinned in pins:
        if pinned not in known:
            raise UsageError(f"inputs: the model has no input {pinned!r}; it has {', '.join(known)}")
    signatures = tuple(_Entry(function, weights, pins, fill).planned(key) for key, function in functions.items())
    samples = tuple(sample for signature in signatures for sample in tensor_samples(signature))
    return ExportPlan(name, "tensors", Source("saved_model"), weights, signatures, samples=samples)


class _Entry:
    """One signature: TensorFlow's function for eager calls, and its frozen graph for tracing."""

    def __init__(self, function: Any, weights: Weights, pins: plain.Pins, fill: plain.Fill) -> None:
        self._function = function
        self._declared = _declared(function)
        self._output_names = tuple(sorted(function.structured_outputs))
        self._specs = tuple(self._spec(name, pins, fill) for name in self._declared)
        self._graph = FrozenGraph(self._own_answer, self._specs, weights)

    def planned(self, key: str) -> PlannedSignature:
        return PlannedSignature(key, self._call, self._specs, self._output_names)

    def _spec(self, name: str, pins: plain.Pins, fill: plain.Fill) -> NamedSpec:
        declared = self._declared[name]
        dtype, pin = pins.get(name, (declared.dtype.name, None))
        if dtype != declared.dtype.name:
            raise UsageError(f"inputs: {name!r} has the dtype {declared.dtype.name}. Received: {dtype}")
        if declared.shape.rank is None and pin is None:
            raise ExportError(f"input {name!r} has no fixed shape. Pin it: --input {name}:{dtype}[1,N] with numbers for its shape")
        shape = pin if declared.shape.rank is None and pin is not None else plain.fixed_shape(name, declared.shape.as_list(), pin, fill)
        return NamedSpec(name, None, plain.device_dtype(name, dtype), shape, high=1 if declared.dtype.is_floating else 2)

    def _own_answer(self, *tensors: Any) -> list[Any]:
        given = {name: tf.cast(tensor, spec.dtype) for tensor, (name, spec) in zip(tensors, self._declared.items(), strict=True)}
        results = self._function(**given)
        return [_single(results[name]) for name in self._output_names]

    def _call(self, *tensors: Any) -> Sequence[Any]:
        return self._own_answer(*tensors) if tf.executing_eagerly() else self._graph(tensors)


def _interface(function: Any) -> Any:
    """What tells that Keras wrote its one function under two keys."""
    return None if function is None else (function.structured_input_signature, function.structured_outputs)


def _declared(function: Any) -> dict[str, Any]:
    """TensorFlow's specs of a signature's inputs by name, in the order of the function's own tensors."""
    return dict(sorted(function.structured_input_signature[1].items()))


def _single(tensor: Any) -> Any:
    """Other precisions are float32 at the boundary of a file."""
    return tf.cast(tensor, tf.float32) if tensor.dtype.is_floating else tensor
