"""The public function `export`: from a model to a bundle and its wrappers in an Android module."""

import os
import re
import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from .bundle import Bundle
from .codegen import Options, default_class_name, generate, generate_tests, is_testable
from .errors import PresetError, UsageError
from .manifest import Manifest
from .manifest.answers import Activation, DepthKind
from .manifest.model import CacheDType, Format
from .progress import Progress, silent
from .project import Project, check_size

if TYPE_CHECKING:
    from .exporter.quantization import CalibrationData, Choice
    from .exporter.quantization_report import Comparison


class SdkgenWarning(UserWarning):
    """Something that the user should know about an export that succeeded."""


def export(
    model: Any,
    out: str | os.PathLike[str],
    *,
    name: str | None = None,
    task: str | None = None,
    class_name: str | None = None,
    package: str | None = None,
    language: Literal["kotlin", "java"] = "kotlin",
    runner: Literal["compiled", "interpreter"] = "compiled",
    target: Literal["android", "jvm"] = "android",
    format: Literal["tflite", "litertlm"] = "tflite",
    sources: bool = True,
    samples: bool = True,
    coroutines: bool = True,
    sequence_length: int | None = None,
    context_length: int | None = None,
    cache_dtype: CacheDType | None = None,
    audio_in_graph: bool = False,
    sampler: str | None = None,
    depth: DepthKind | None = None,
    chat_template: str | None = None,
    image_size: int | tuple[int, int] | None = None,
    labels: Sequence[str] | None = None,
    quantize: "Choice" = "none",
    calibration: "CalibrationData | None" = None,
    inputs: dict[str, tuple[str, tuple[int, ...]]] | None = None,
    image: str | Mapping[str, object] | None = None,
    activation: Activation | None = None,
    dynamic: Sequence[str] = (),
    custom_objects: Mapping[str, Any] | Sequence[str] = (),
    tolerance: float | None = None,
    max_bytes: int | None = None,
    progress: Progress = silent,
    quantized: "Callable[[Comparison], None] | None" = None,
) -> Bundle:
    """Exports `model` into the Android module `out`: a bundle below its assets, and typed wrappers in its sources.

    Args:
        model: a Keras model, a KerasHub task or backbone, the path of a `.keras`, `.h5` or `.tflite` file or of a SavedModel, or a
            preset: a name, a `kaggle://` or `hf://` handle, or a local directory.
        out: the module's folder; a missing or empty one becomes the skeleton of a module.
        name: snake_case name of the bundle; the last part of the preset or file by default.
        task: a task or class that `litert-sdkgen tasks` lists, such as `text_classifier` or `BertTextClassifier`, or `tensors`.
        class_name: the wrapper's class; `name` in PascalCase by default.
        package: the wrapper's package; the module's namespace and `.litert` by default.
        language: of the wrapper; the runtime below it is Kotlin.
        runner: what the wrapper opens: LiteRT 2's CompiledModel, or the classic Interpreter.
        target: an Android module, or a plain JVM module.
        format: `litertlm` puts a language model or a text embedder into a file of LiteRT-LM, Google's runtime for them.
        sources: False writes the bundle alone.
        samples: False leaves samples.json and the test that replays it out.
        coroutines: False leaves `await` and `stream` out, for modules without kotlinx-coroutines.
        sequence_length: tokens of a text input, special ones included.
        context_length: tokens that a language model's prompt and answer can have together.
        audio_in_graph: an encoder of sound takes samples, and its graph computes the log-mel bands; not with `quantize`.
        depth: what the numbers of a plain `depth_estimator` grow with: the distance (`metric`), or nearness (`relative`).
        cache_dtype: how a language model keeps what it has read: `float32` by default; `float16` takes half the memory.
        sampler: how a language model chooses each token unless the app says otherwise: `greedy`, `top_k`, `top_p`, `random`, `beam`, or
            `contrastive`, which an app can choose only if it is named here; what the model was compiled with by default.
        chat_template: Jinja that writes a conversation as the language model wants it, for `conversation()`; the preset's own by
            default, where it has one.
        image_size: height and width in pixels, where the model leaves them open.
        labels: the classes' names, in the order of the model's outputs.
        quantize: weights as float32 or float16; `dynamic_int8`, `int4`: integers with float32 activations; `weight_int8`: integers in
            the file only; `int8`, `int16x8`: activations too, by calibration. A recipe of ai-edge-quantizer, as the path of its `.json`
            or as its rules, decides by operation and layer.
        calibration: examples for calibration, and for the report of how often the answers stay the same: an .npz file or a dict of
            arrays [examples, ...] by input name, a `.txt` file with one text per line, or a folder of pictures; the bundle's samples by
            default.
        inputs: dtype and shape of any input by its Keras name, such as `{"token_ids": ("int32", (1, 64))}`.
        image: how pictures become the input of a plain model's `image_classifier`: a text such as `scale=1/255 resize=pad color=bgr`, or
            a mapping; see `ImageOptions`.
        activation: what makes scores of a plain classifier's numbers; told by its answers to the samples where it can be.
        dynamic: sizes that callers choose at each call, among `batch`, `sequence`, `height` and `width`; for named tensors and `target`
            "jvm", since LiteRT's Android classes cannot resize.
        custom_objects: the classes and functions of its own that a saved model needs: by name, or as references `module:name`.
        tolerance: the largest difference to Keras, relative to the scale of its outputs, in place of the mode's own.
        max_bytes: the most that the .tflite file may have.
        progress: called as `progress(phase, done, total, unit)` at the start of each phase, a line of text, and again within a long one.
        quantized: called after a quantization with what it cost and gained: agreement with Keras, size, speed.

    Returns:
        The bundle as it lies in `out`.

    Raises:
        UsageError: an option that does not fit the model or the module.
        PresetError: `model` cannot be found or read.
        ExportError: no phone can run the model, or its file differs from Keras (VerificationError). Nothing is written.
        SdkgenError: `out` cannot be written to, or the model is too large for an app's assets.
    """
    from .hub.keras_backend import require_keras

    if name is not None and not re.fullmatch(r"[a-z][a-z0-9_]{0,127}", name):
        raise UsageError(f"--name: expected snake_case, such as demo_sentiment_en. Received: {name!r}")
    name = name or default_name(model)
    project = Project.at(Path(out), language, target)
    options = Options(
        package=package or project.default_package,
        class_name=class_name or default_class_name(name),
        bundle_path=name,
        language=language,
        target=target,
        runner=runner,
        coroutines=coroutines and language == "kotlin",
    )
    container: Format | None = None
    if format == "litertlm":
        container = format
        if target != "android":
            raise UsageError(f"--format litertlm: its wrapper opens LiteRT-LM's library for Android. Received: target {target!r}")
        from .litertlm import libraries

        libraries.require("--format litertlm")
    progress("loading Keras")
    keras = require_keras()
    from .exporter import routes, run_time_sizes
    from .exporter.quantization import Quantization
    from .exporter.tolerance import Tolerance
    from .hub import custom_objects as custom
    from .hub.image_options import ImageOptions
    from .hub.planning import plan_for
    from .hub.registry import Request

    quantization = Quantization.of(quantize, calibration)
    if audio_in_graph and quantization.mode != "none":
        raise UsageError("--audio-in-graph: a Fourier transform needs float32. Leave it to the device, or --quantize out")
    progress("loading the model")
    size = (image_size, image_size) if isinstance(image_size, int) else image_size
    open_sizes = run_time_sizes.checked(dynamic)
    request = Request(
        name,
        sequence_length,
        size,
        tuple(labels) if labels is not None else None,
        inputs,
        context_length,
        chat_template,
        ImageOptions.of(image) if image is not None else None,
        activation,
        open_sizes,
        cache_dtype,
        container,
        audio_in_graph,
        sampler,
        depth,
    )
    with keras.saving.custom_object_scope(custom.resolve(custom_objects)):
        plan, notes = plan_for(model, request, task)
    plan = run_time_sizes.opened(plan, open_sizes)
    for note in notes:
        warnings.warn(note, SdkgenWarning, stacklevel=2)

    write_sources = sources and not project.applies_plugin
    files: dict[str, dict[str, str]] = {}

    def approve(manifest: Manifest) -> None:
        """Everything that could stop the sources is found before the bundle is swapped in."""
        if sources and target == "android" and (note := check_size(manifest.model)):
            warnings.warn(note, SdkgenWarning, stacklevel=2)
        if not write_sources:
            return
        if target == "android" and runner == "compiled" and (unsigned := _unsigned(manifest)):
            warnings.warn(
                f"{', '.join(unsigned)}: uint8, which LiteRT's CompiledModel on Android does not have. Generate with --runner interpreter",
                SdkgenWarning,
                stacklevel=2,
            )
        files["main"] = generate(manifest, options)
        files["test"] = generate_tests(manifest, options) if is_testable(manifest, options) else {}
        project.check(files["main"], files["test"])

    bundle = routes.export(
        plan,
        project.bundle_directory(name),
        quantization,
        Tolerance.of(quantization.mode, tolerance),
        keep_samples=samples,
        max_bytes=max_bytes,
        approve=approve,
        progress=progress,
        quantized=quantized or (lambda comparison: None),
    )
    if write_sources:
        progress("writing the sources")
        project.write(files["main"], files["test"])
    return bundle


def _unsigned(manifest: Manifest) -> list[str]:
    """Names of the tensors that callers pass or get as uint8."""
    return [
        tensor.name for signature in manifest.signatures for tensor in (*signature.inputs, *signature.outputs) if tensor.dtype == "uint8"
    ]


def default_name(model: Any) -> str:
    """snake_case of a preset's last part, a file's stem or a model's name."""
    text = (
        Path(re.sub(r"^\w+://", "", os.fspath(model))).name
        if isinstance(model, str | os.PathLike)
        else str(getattr(model, "name", "model"))
    )
    text = re.sub(r"\.(keras|h5|hdf5|tflite)\Z", "", text)
    words = re.sub(r"[^A-Za-z0-9]+", "_", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", text)).strip("_").lower()
    if not words:
        raise PresetError(f"no name can be made of {model!r}; choose one with --name")
    return words if words[0].isalpha() else f"model_{words}"
