"""Options of TensorFlow's LiteRT converter, as Keras passes them on in `litert_kwargs`, in this tool's own terms."""

import difflib
import importlib.util
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any, cast

from .errors import MissingDependencyError, UsageError
from .manifest.quantization import Quantize

if TYPE_CHECKING:
    from .exporter.quantization import Quantization

_OPTIONS = (
    "optimizations",
    "representative_dataset",
    "target_spec",
    "inference_input_type",
    "inference_output_type",
    "allow_custom_ops",
    "aot_compile_targets",
)
_TARGET_OPTIONS = ("supported_types", "supported_ops")
_BUILTINS = ("TFLITE_BUILTINS", "TFLITE_BUILTINS_INT8", "EXPERIMENTAL_TFLITE_BUILTINS_ACTIVATIONS_INT16_WEIGHTS_INT8")
_VENDORS = {
    "qualcomm": "ai_edge_litert_sdk_qualcomm",
    "mediatek": "ai_edge_litert_sdk_mediatek",
    "google_tensor": "ai_edge_litert_sdk_google_tensor",
    "intel_openvino": "ai_edge_litert_sdk_intel",
}
"""Vendors of ai_edge_litert.aot -> the module with their compiler, a package of its own."""


def quantization_of(options: dict[str, Any]) -> "Quantization":
    """The quantization that options of TensorFlow's converter ask for. A string stands for the constant of that name.

    Raises:
        UsageError: an option that the converter does not have, or that no device could follow.
        MissingDependencyError: a chip's compiler is asked for, and not installed.
    """
    from .exporter import calibration
    from .exporter.quantization import Quantization

    for name in options:
        _check_known(name, _OPTIONS, "litert_kwargs: there is no option")
    if options.get("allow_custom_ops"):
        raise UsageError("litert_kwargs: custom operations do not run on a phone without native code of your own, so they are not written")
    for name in ("inference_input_type", "inference_output_type"):
        if name in options and name_of(options[name]) != "float32":
            raise UsageError(
                f"litert_kwargs: {name}: expected float32, since LiteRT converts inside the file. Received: {name_of(options[name])}"
            )
    _refuse_targets(_listed("aot_compile_targets", options.get("aot_compile_targets") or []))
    dataset = options.get("representative_dataset")
    mode = _mode(options, calibrated=dataset is not None)
    return Quantization(mode, examples=calibration.of_dataset(_generator(dataset)) if dataset is not None else None)


def _mode(options: dict[str, Any], calibrated: bool) -> Quantize:
    types, ops = _target(options.get("target_spec"))
    others = sorted(set(ops) - set(_BUILTINS))
    if others:
        raise UsageError(
            f"litert_kwargs: supported_ops: expected {' or '.join(_BUILTINS)}; nothing else runs on LiteRT. Received: {', '.join(others)}"
        )
    asked = [name_of(entry).rpartition(".")[2].upper() for entry in _listed("optimizations", options.get("optimizations") or [])]
    unknown = [entry for entry in asked if entry not in ("DEFAULT", "OPTIMIZE_FOR_SIZE", "OPTIMIZE_FOR_LATENCY")]
    if unknown:
        raise UsageError(f"litert_kwargs: optimizations: expected tf.lite.Optimize.DEFAULT. Received: {', '.join(unknown)}")
    if set(types) - {"float16", "int8", "float32"} or len(types) > 1:
        raise UsageError(f"litert_kwargs: supported_types: expected float16 or int8. Received: {', '.join(types)}")
    integers = [name for name in ops if name != "TFLITE_BUILTINS"]
    if integers and not calibrated:
        raise UsageError(f"litert_kwargs: {integers[0]} needs a representative_dataset, which shows the values that activations take")
    if not asked:
        if calibrated:
            raise UsageError("litert_kwargs: representative_dataset has no effect without optimizations=[tf.lite.Optimize.DEFAULT]")
        return "none"
    if types == ["float16"]:
        return "float16"
    if not calibrated:
        return "dynamic_int8"
    return "int16x8" if _BUILTINS[2] in integers else "int8"


def _target(spec: Any) -> tuple[list[str], list[str]]:
    """Names of the supported types and operation sets of a target_spec, which is TensorFlow's object or a dict."""
    if spec is None:
        return [], []
    fields = spec if isinstance(spec, dict) else {name: getattr(spec, name) for name in _TARGET_OPTIONS}
    for name in fields:
        _check_known(name, _TARGET_OPTIONS, "litert_kwargs: target_spec: there is no option")
    types = [name_of(entry) for entry in _listed("supported_types", fields.get("supported_types", []))]
    return types, [name_of(entry).rpartition(".")[2] for entry in _listed("supported_ops", fields.get("supported_ops", []))]


def _generator(dataset: Any) -> Callable[[], Any]:
    """TensorFlow takes a function that gives a generator, or an object around one."""
    function = getattr(dataset, "input_gen", dataset)
    if not callable(function):
        raise UsageError(f"litert_kwargs: representative_dataset: expected a generator function. Received: {type(dataset).__name__}")
    return cast(Callable[[], Any], function)


def _refuse_targets(targets: Collection[Any]) -> None:
    """Compiling for one chip ahead of time is the vendor's; the file that is written here runs on all of them."""
    for target in targets:
        if not isinstance(target, str) and not hasattr(target, "backend_id"):
            raise UsageError(f"litert_kwargs: aot_compile_targets: expected targets of ai_edge_litert.aot. Received: {target!r}")
        vendor = target.partition(":")[0].lower() if isinstance(target, str) else target.backend_id()
        _check_known(vendor, tuple(_VENDORS), "litert_kwargs: aot_compile_targets: there is no vendor")
        module = _VENDORS[vendor]
        if importlib.util.find_spec(module) is None:
            raise MissingDependencyError(module, f"Compiling ahead of time for {vendor}", command=f"pip install {module.replace('_', '-')}")
        raise UsageError(
            f"litert_kwargs: aot_compile_targets: the compiler for {vendor} is installed, but a file for one chip cannot be compared with "
            "Keras here. Export without it, and pass the file to ai_edge_litert.aot.aot_compile"
        )


def _check_known(name: str, known: tuple[str, ...], problem: str) -> None:
    if name not in known:
        near = difflib.get_close_matches(str(name), known, n=1)
        hint = f"Did you mean {near[0]!r}?" if near else f"Known: {', '.join(known)}"
        raise UsageError(f"{problem} {name!r}. {hint}")


def _listed(name: str, value: Any) -> list[Any]:
    """TensorFlow takes any iterable and silently ignores strings in it; here a string means itself."""
    if isinstance(value, str):
        return [value]
    if not isinstance(value, list | tuple | set | frozenset):
        raise UsageError(f"litert_kwargs: {name}: expected a list. Received: {value!r}")
    return list(value)


def name_of(value: Any) -> str:
    """Of a tf.DType, an enum's member, a NumPy type or a string."""
    return cast(str, value if isinstance(value, str) else getattr(value, "name", None) or getattr(value, "__name__", None) or str(value))
