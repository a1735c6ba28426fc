"""Which KerasHub tasks the tool knows: one module in `tasks/` for each, found by looking into that folder."""

import functools
import importlib
import pkgutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import keras_hub

from ..exporter.plain import Pins
from ..exporter.plan import Array, ExportPlan, NamedSpec
from ..manifest.answers import Activation, DepthKind
from ..manifest.model import CacheDType, Format, Source
from . import tasks
from .audio_encoder import AudioEncoder
from .image_embedder import ImageEmbedder
from .image_options import ImageOptions
from .image_text_matcher import ImageTextMatcher

OWN_CLASSES: dict[str, Any] = {cls.__name__: cls for cls in (AudioEncoder, ImageEmbedder, ImageTextMatcher)}
"""Tasks that KerasHub has no class for, on its backbones; each tells by `fits(preset)` whether a preset has what it takes."""


@dataclass(frozen=True)
class Request:
    """What the caller fixed; None leaves it to the model."""

    name: str
    sequence_length: int | None = None
    image_size: tuple[int, int] | None = None
    labels: tuple[str, ...] | None = None
    inputs: Pins | None = None
    context_length: int | None = None
    chat_template: str | None = None
    image: ImageOptions | None = None
    activation: Activation | None = None
    dynamic: tuple[str, ...] = ()
    cache_dtype: CacheDType | None = None
    format: Format | None = None
    audio_in_graph: bool = False
    sampler: str | None = None
    depth: DepthKind | None = None


@dataclass(frozen=True)
class TaskExporter:
    """How one kind of task is exported, and what KerasHub's own preprocessor makes of a user's input.

    `task` is the manifest's word for it, `keras_class` the name of KerasHub's base class, or one of `OWN_CLASSES`.
    `plan(model, request, source)` makes the plan. `inputs(preprocessor, given, specs)` gives the model's tensors by name for a tuple of
    texts or a picture's array float32[height, width, 3]; `sequence_length` is set on the preprocessor before. Both are None where
    tensors are the input. `of_tensors(plan, request)` makes the task of a plan of named tensors, by the caller's options; None where
    options cannot tell enough. `handles(model)` tells whether a model of the class is one for this exporter; the others are exported
    as tensors.
    """

    task: str
    keras_class: str
    plan: Callable[[Any, Request, Source], ExportPlan]
    preprocessor_class: str | None = None
    inputs: Callable[[Any, Any, Sequence[NamedSpec]], dict[str, Array]] | None = None
    handles: Callable[[Any], bool] = lambda model: True
    of_tensors: Callable[[ExportPlan, Request], ExportPlan] | None = None


@functools.cache
def exporters() -> dict[str, TaskExporter]:
    """Exporters by the manifest's task name."""
    modules = (importlib.import_module(f"{tasks.__name__}.{module.name}") for module in pkgutil.iter_modules(tasks.__path__))
    return {exporter.task: exporter for exporter in (module.EXPORTER for module in modules)}


def class_of(name: str) -> Any:
    """The class that `TaskExporter.keras_class` or a user means, None for a name that means none."""
    return OWN_CLASSES.get(name) or getattr(keras_hub.models, name, None)


def exporter_of(model: Any) -> TaskExporter:
    """The exporter for a KerasHub task or backbone, by the narrowest class; `tensors` for what has no exporter of its own."""
    fitting = [exporter for exporter in exporters().values() if isinstance(model, class_of(exporter.keras_class) or ())]
    # A Seq2SeqLM is a CausalLM to KerasHub, but generates in another way.
    narrowest = max(fitting, key=lambda exporter: len(class_of(exporter.keras_class).__mro__), default=None)
    return narrowest if narrowest is not None and narrowest.handles(model) else exporters()["tensors"]
