"""Keras' own way to ask for a LiteRT file, `model.export("m.tflite", format="litert")`, answered by this tool's routes."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from .converter_options import name_of, quantization_of
from .errors import ExportError, UsageError


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
        litert_kwargs: options of TensorFlow's converter: `optimizations` (a list with `tf.lite.Optimize.DEFAULT` or its name),
            `target_spec` (with `supported_types`, such as `[tf.float16]`, and `supported_ops`, builtin ones only) and
            `representative_dataset` (a function that gives examples: dicts of arrays by input name, or lists of one array).

    Returns:
        The path of the file.

    Raises:
        UsageError: (a ValueError) a wrong extension, an option that does not exist, a size that cannot be inferred.
        ExportError: no phone can run the model, or its file differs from Keras. Nothing is written.
    """
    path = Path(filepath)
    if path.suffix != ".tflite":
        raise UsageError(f"filepath: a LiteRT file must end with '.tflite'. Received: {os.fspath(filepath)!r}")
    from .hub.keras_backend import require_keras

    keras = require_keras()
    quantization = quantization_of(litert_kwargs or {})
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
    single_file.write(plan, path, quantization)
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
            pins[name] = (name_of(spec.dtype), tuple(int(size) for size in sizes))
    return pins
