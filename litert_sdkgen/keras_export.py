"""Keras' own way to ask for a LiteRT file, `model.export("m.tflite", format="litert")`, answered by this tool's routes."""

import difflib
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, cast

from .errors import ExportError, UsageError
from .manifest.model import Quantize

_CONVERTER_OPTIONS = ("optimizations", "target_spec", "inference_input_type", "inference_output_type", "allow_custom_ops")


def export_tflite(
    model: Any,
    filepath: str | os.PathLike[str],
    input_signature: Any = None,
    max_sequence_length: int | None = None,
    image_size: int | tuple[int, int] | None = None,
    verbose: bool | None = None,
    litert_kwargs: dict[str, Any] | None = None,
) -> Path:
    """Writes `model` as a .tflite file that runs on LiteRT and equals Keras: the file that a bundle of it would hold.

    Args:
        model: a built Keras model, or a KerasHub task or backbone.
        filepath: where to; ends with `.tflite`.
        input_signature: shapes and dtypes as Keras takes them: specs with `shape` and `dtype` in the structure of the model's inputs.
        max_sequence_length: tokens of a text input, for KerasHub models.
        image_size: height and width in pixels, for KerasHub models that leave them open.
        verbose: whether to print where the file is; True by default, as in Keras.
        litert_kwargs: options of TensorFlow's converter: `optimizations` (a list with `tf.lite.Optimize.DEFAULT` or its name) and
            `target_spec` (with `supported_types`, such as `[tf.float16]`, and `supported_ops`, builtin ones only).

    Returns:
        The path of the file.

    Raises:
        UsageError: (a ValueError) a wrong extension, an option that does not exist, a size that cannot be inferred.
        ExportError: no phone can run the model, or its file differs from Keras. Nothing is written.
    """
    path = Path(filepath)
    if path.suffix != ".tflite":
        raise UsageError(f"filepath: a LiteRT file must end with '.tflite'. Received: {os.fspath(filepath)!r}")
    quantize = quantization_of(litert_kwargs or {})
    from .hub.keras_backend import require_keras

    keras = require_keras()
    if not isinstance(model, keras.Model):
        raise UsageError(f"model: expected a Keras model. Received: {type(model).__name__}")
    from .api import default_name
    from .exporter import single_file
    from .hub.planning import plan_for
    from .hub.registry import Request

    size = (image_size, image_size) if isinstance(image_size, int) else image_size
    pins = _pins(model, input_signature) if input_signature is not None else None
    request = Request(default_name(model), max_sequence_length, size, inputs=pins)
    try:
        plan, _ = plan_for(model, request)
    except ExportError:  # a typed task that lacks a preprocessor, say: its tensors are all that a single file needs
        plan, _ = plan_for(model, request, "tensors")
    single_file.write(plan, path, quantize)
    if verbose is None or verbose:
        print(f"Saved artifact at '{path}'.")
    return path


def patch_keras() -> Callable[[], None]:
    """Makes `model.export(..., format="litert")` of every Keras model and KerasHub task take this route; other formats stay as they are.

    Returns:
        A function that undoes it.
    """
    from .hub.keras_backend import require_keras

    keras = require_keras()
    original = keras.Model.export

    def export(
        self: Any, filepath: Any, format: str = "tf_saved_model", verbose: Any = None, input_signature: Any = None, **kwargs: Any
    ) -> Any:
        if format != "litert":
            return original(self, filepath, format=format, verbose=verbose, input_signature=input_signature, **kwargs)
        if not self.built:
            raise UsageError("The model is not built: its inputs are unknown. Call it on data once, or give it an Input, before exporting")
        own = {name: kwargs.pop(name) for name in ("max_sequence_length", "image_size") if name in kwargs}
        return export_tflite(
            self, filepath, input_signature, verbose=verbose, litert_kwargs=kwargs.pop("litert_kwargs", {}) | kwargs, **own
        )

    keras.Model.export = export

    def undo() -> None:
        keras.Model.export = original

    return undo


def quantization_of(options: dict[str, Any]) -> Quantize:
    """The quantization that options of TensorFlow's converter ask for.

    Raises:
        UsageError: an option that the converter does not have, or that no device could follow.
    """
    for name in options:
        if name == "representative_dataset":
            raise UsageError(
                "litert_kwargs: representative_dataset is not supported here. For calibrated integers export a bundle: "
                'litert_sdkgen.export(model, "app", quantize="int8", calibration="examples.npz")'
            )
        if name not in _CONVERTER_OPTIONS:
            near = difflib.get_close_matches(name, _CONVERTER_OPTIONS, n=1)
            hint = f" Did you mean {near[0]!r}?" if near else f" Known: {', '.join(_CONVERTER_OPTIONS)}"
            raise UsageError(f"litert_kwargs: there is no option {name!r}.{hint}")
    if options.get("allow_custom_ops"):
        raise UsageError("litert_kwargs: custom operations do not run on a phone without native code of your own, so they are not written")
    for name in ("inference_input_type", "inference_output_type"):
        if name in options and _name(options[name]) != "float32":
            raise UsageError(
                f"litert_kwargs: {name}: expected float32, since weights alone are quantized. Received: {_name(options[name])}"
            )
    types, ops = _target(options.get("target_spec"))
    if set(ops) - {"TFLITE_BUILTINS"}:
        raise UsageError(
            f"litert_kwargs: supported_ops: expected TFLITE_BUILTINS only; nothing else runs on LiteRT. Received: {', '.join(ops)}"
        )
    asked = [_name(entry).rpartition(".")[2].upper() for entry in _listed("optimizations", options.get("optimizations", []))]
    unknown = [entry for entry in asked if entry not in ("DEFAULT", "OPTIMIZE_FOR_SIZE", "OPTIMIZE_FOR_LATENCY")]
    if unknown:
        raise UsageError(f"litert_kwargs: optimizations: expected tf.lite.Optimize.DEFAULT. Received: {', '.join(unknown)}")
    if not asked:
        return "none"
    if types == ["float16"]:
        return "float16"
    if types and types != ["int8"]:
        raise UsageError(f"litert_kwargs: supported_types: expected float16 or int8. Received: {', '.join(types)}")
    return "dynamic_int8"


def _target(spec: Any) -> tuple[list[str], list[str]]:
    """Names of the supported types and operation sets of a target_spec, which is TensorFlow's object or a dict."""
    if spec is None:
        return [], []
    fields = spec if isinstance(spec, dict) else {"supported_types": spec.supported_types, "supported_ops": spec.supported_ops}
    unknown = set(fields) - {"supported_types", "supported_ops"}
    if unknown:
        raise UsageError(f"litert_kwargs: target_spec: there is no option {sorted(unknown)[0]!r}. Known: supported_ops, supported_types")
    types = [_name(entry) for entry in _listed("supported_types", fields.get("supported_types", []))]
    return types, [_name(entry).rpartition(".")[2] for entry in _listed("supported_ops", fields.get("supported_ops", []))]


def _listed(name: str, value: Any) -> list[Any]:
    """TensorFlow takes any iterable and silently ignores strings in it; here a string means itself."""
    if isinstance(value, str):
        return [value]
    if not isinstance(value, list | tuple | set | frozenset):
        raise UsageError(f"litert_kwargs: {name}: expected a list. Received: {value!r}")
    return list(value)


def _name(value: Any) -> str:
    """Of a tf.DType, an enum's member, a NumPy type or a string."""
    return cast(str, value if isinstance(value, str) else getattr(value, "name", None) or getattr(value, "__name__", None) or str(value))


def _pins(model: Any, signature: Any) -> dict[str, tuple[str, tuple[int, ...]]]:
    """Keras' input signature as sizes by input name; what it leaves open stays open."""
    from .exporter import plain, structure

    if isinstance(signature, list | tuple) and len(signature) == 1:  # Keras wraps the structure as the list of call arguments
        (signature,) = signature
    given = [leaf for _, leaf in structure.flatten(signature)]
    names = plain.input_names(plain.bare_model(model))
    if len(given) != len(names):
        raise UsageError(f"input_signature: expected {len(names)} specs ({', '.join(names)}). Received: {len(given)}")
    pins = {}
    for name, spec in zip(names, given, strict=True):
        shape: Sequence[Any] = tuple(getattr(spec, "shape", None) or ())
        sizes = [1 if axis == 0 and size is None else size for axis, size in enumerate(shape)]
        if all(size is not None for size in sizes):
            pins[name] = (_name(spec.dtype), tuple(int(size) for size in sizes))
    return pins
