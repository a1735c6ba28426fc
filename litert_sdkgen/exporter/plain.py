"""Any Keras model as an export plan: its own tensors, fixed shapes, no preprocessing."""

import inspect
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np

from ..errors import ExportError, UsageError
from ..manifest.model import DType, Source
from . import structure
from .plan import ExportPlan, NamedSpec, PlannedSignature
from .samples import tensor_samples

Pins = dict[str, tuple[str, tuple[int, ...]]]
Fill = Callable[[str, int], int | None]
_DTYPES: dict[str, DType] = {
    "float32": "float32", "float16": "float32", "bfloat16": "float32", "float64": "float32", "bool": "bool", "int64": "int64",
    "int32": "int32", "int16": "int32", "uint16": "int32", "uint32": "int32", "int8": "int8", "uint8": "uint8",
}  # fmt: skip


@dataclass(frozen=True)
class _Leaf:
    """An input of a subclassed model, of which Keras keeps the shape only."""

    shape: tuple[int | None, ...]
    name: str | None = None
    dtype: str = "float32"


def no_fill(name: str, axis: int) -> int | None:
    """Knows no size that Keras leaves open."""
    return None


def plan(model: keras.Model, name: str, inputs: Pins | None = None, fill: Fill = no_fill) -> ExportPlan:
    """The plan of `model` at batch size 1.

    Args:
        model: a built Functional, Sequential or subclassed model; inputs and outputs may be dicts, lists or nested.
        name: snake_case name of the bundle.
        inputs: dtype and shape by input name, for inputs whose shape is not fixed or whose dtype Keras does not know.
        fill: gives a size by input name and axis where Keras leaves it open, None where only the caller can know it.

    Raises:
        UsageError: `inputs` names no input of the model, or a shape that does not fit it.
        ExportError: an input has a size that only the caller knows, or a dtype that no device has.
    """
    bare = bare_model(model)
    arguments, specs = input_specs(bare, inputs or {}, fill)
    signature = signature_of(bare, arguments, specs)
    return ExportPlan(name, "tensors", Source("keras", type(model).__name__), bare, (signature,), samples=tensor_samples(signature))


def bare_model(model: keras.Model) -> keras.Model:
    """A functional model over the same tensors, which drags no preprocessor or tokenizer along; subclassed models as they are."""
    functional = getattr(model, "_functional", None) if isinstance(model, keras.Sequential) else model
    inputs, outputs = getattr(functional, "_inputs_struct", None), getattr(functional, "_outputs_struct", None)
    return model if inputs is None or outputs is None else keras.Model(inputs, outputs, name="model")


def input_specs(model: keras.Model, pins: Pins, fill: Fill = no_fill) -> tuple[dict[str, Any], list[NamedSpec]]:
    """The arguments of a call by name, and one spec for each of their leaves.

    `fill(name, axis)` gives a size that Keras leaves open, None where it does not know; an open batch is always 1.
    """
    arguments = _declared(model, pins)
    leaves = _flatten(arguments)
    names = structure.names([path for path, _ in leaves], [leaf.name for _, leaf in leaves], "input")
    known = {leaf.name: i for i, (_, leaf) in enumerate(leaves) if leaf.name} | {name: i for i, name in enumerate(names)}
    for pinned in pins:
        if pinned not in known:
            raise UsageError(f"inputs: the model has no input {pinned!r}; it has {', '.join(names)}")
    pinned_at = {known[pinned]: pin for pinned, pin in pins.items()}
    vocabulary = _vocabulary_size(model)
    specs = []
    for i, (name, (_, leaf)) in enumerate(zip(names, leaves, strict=True)):
        dtype, pin = pinned_at.get(i, (leaf.dtype, None))
        shape = fixed_shape(name, leaf.shape, pin, fill)
        kind = device_dtype(name, dtype)
        high = {"float32": 1, "int32": vocabulary, "int64": vocabulary}.get(kind, 2)
        keras_name = leaf.name if leaf.name and not structure.is_automatic(leaf.name) else None
        open_axes = tuple(axis for axis, size in enumerate(leaf.shape) if size is None)
        specs.append(NamedSpec(name, keras_name, kind, shape, high=high, open_axes=open_axes))
    return arguments, specs


def input_names(model: keras.Model) -> list[str]:
    """The names that the inputs of a built model get, in the order of its structure."""
    leaves = _flatten(_declared(model, {}))
    return structure.names([path for path, _ in leaves], [leaf.name for _, leaf in leaves], "input")


def signature_of(model: keras.Model, arguments: dict[str, Any], specs: Sequence[NamedSpec], output: str = "output") -> PlannedSignature:
    """The signature that calls `model` with `arguments`. An output without a name of its own is `output`.

    A functional model declares its outputs; a trial call tells those of a subclassed one.
    """
    options = {"training": False} if "training" in inspect.signature(model.call).parameters else {}

    def call(tensors: Sequence[Any]) -> list[tuple[structure.Path, Any]]:
        leaves = iter(tensors)
        values = {name: structure.rebuild(argument, leaves) for name, argument in arguments.items()}
        # One argument is the first one, however it is called; several go by name.
        return structure.flatten(model(*values.values(), **options) if len(values) == 1 else model(**values, **options))

    declared = structure.flatten(getattr(model, "_outputs_struct", None))
    leaves = declared or call([np.full(spec.shape, spec.low, spec.dtype) for spec in specs])
    if not leaves:
        raise ExportError("the model has no outputs")
    given: list[str | None] = [_given_name(leaf) for _, leaf in declared] or [None] * len(leaves)
    names = structure.names([path for path, _ in leaves], given, output)
    return PlannedSignature("serving_default", lambda *tensors: [leaf for _, leaf in call(tensors)], tuple(specs), tuple(names))


def device_dtype(name: str, dtype: str) -> DType:
    """The dtype at the boundary of the file: half and double precision become float32, unusual integers int32.

    Raises:
        ExportError: a dtype that no LiteRT tensor can have.
    """
    if dtype not in _DTYPES:
        raise ExportError(
            f"input {name!r} has dtype {dtype}, which no LiteRT tensor can have. "
            "Layers on strings (TextVectorization, StringLookup) belong into preprocessing: export the model behind them"
        )
    return _DTYPES[dtype]


def fixed_shape(name: str, shape: Sequence[int | None], pin: Sequence[int] | None, fill: Fill) -> tuple[int, ...]:
    """The sizes of an input of `shape`: those of `pin`, else a batch of 1 and what `fill` knows.

    Raises:
        UsageError: `pin` does not fit.
        ExportError: an open size that `fill` does not know.
    """
    return _filled(name, shape, fill) if pin is None else _pinned(name, shape, pin)


def _flatten(arguments: dict[str, Any]) -> list[tuple[structure.Path, Any]]:
    """The leaves of all arguments; a single argument's own name says nothing and is left out of the paths."""
    return structure.flatten(arguments if len(arguments) > 1 else next(iter(arguments.values())))


def _declared(model: keras.Model, pins: Pins) -> dict[str, Any]:
    """A structure of leaves with name, shape and dtype for each argument of a call."""
    inputs = getattr(model, "_inputs_struct", None)
    if inputs is not None:
        return {"inputs": inputs}
    shapes = getattr(model, "_build_shapes_dict", None) or {}
    parameters = inspect.signature(model.call).parameters
    given = {name: _Leaf(shape, name, dtype) for name, (dtype, shape) in pins.items()}
    if len(shapes) < 2 and given.keys() & list(parameters)[1:]:
        first = {name: _leaves(shape) for name, shape in zip(parameters, shapes.values(), strict=False)}
        arguments = {name: first.get(name, given.get(name)) for name in parameters}
        declared = {name: argument for name, argument in arguments.items() if argument is not None}
    elif shapes:
        declared = {argument.removesuffix("_shape"): _leaves(shape) for argument, shape in shapes.items()}
    elif given:  # a model that was never called: the caller says what it takes
        declared = {"inputs": next(iter(given.values())) if len(given) == 1 else given}
    else:
        raise ExportError("the model was never built, so its inputs are unknown. Call it once on data, or name its inputs and their shapes")
    required = [name for name, parameter in parameters.items() if parameter.default is parameter.empty and _is_named(parameter)]
    missing = [name for name in required[1:] if name not in declared]
    if missing and len(declared) == 1:
        raise ExportError(
            f"call({', '.join(required)}) takes several tensors, and Keras records the shape of the first one only. "
            f"Name the others: --input {missing[0]}:DTYPE[1,N] with numbers for its shape"
        )
    return declared


def _is_named(parameter: inspect.Parameter) -> bool:
    return parameter.kind in (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)


def _leaves(shape: Any) -> Any:
    if isinstance(shape, dict):
        return {key: _leaves(value) for key, value in shape.items()}
    if all(size is None or isinstance(size, int) for size in shape):
        return _Leaf(tuple(shape))
    return [_leaves(value) for value in shape]


def _filled(name: str, shape: Sequence[int | None], fill: Fill) -> tuple[int, ...]:
    sizes = []
    for axis, size in enumerate(shape):
        size = size if size is not None else 1 if axis == 0 else fill(name, axis)
        if size is None:
            wanted = ",".join(str(s or ("1" if i == 0 else "N")) for i, s in enumerate(shape))
            raise ExportError(
                f"input {name!r} has no fixed size along axis {axis}. Pin it: --input {name}:DTYPE[{wanted}] with a number for N"
            )
        sizes.append(int(size))
    return tuple(sizes)


def _pinned(name: str, shape: Sequence[int | None], pin: Sequence[int]) -> tuple[int, ...]:
    if len(pin) != len(shape) or any(size not in (None, wanted) for size, wanted in zip(shape, pin, strict=True)):
        raise UsageError(f"inputs: {name!r} has the shape {tuple(shape)}, which {tuple(pin)} does not fit")
    if any(size < 1 for size in pin):
        raise UsageError(f"inputs: {name!r}: expected positive sizes. Received: {tuple(pin)}")
    return tuple(pin)


def _vocabulary_size(model: keras.Model) -> int:
    """How far integers may go before some embedding has no row for them."""
    return min((layer.input_dim for layer in model._flatten_layers() if isinstance(layer, keras.layers.Embedding)), default=2)


def _given_name(tensor: Any) -> str | None:
    """The name that somebody gave to the layer which makes `tensor`; an automatic one (`dense_3`) is none."""
    operation = tensor._keras_history.operation
    automatic = keras.src.utils.naming.to_snake_case(type(operation).__name__)
    return None if re.fullmatch(rf"{automatic}(_\d+)?", operation.name) else str(operation.name)
