"""From whatever the user names to an export plan."""

import os
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import keras
import keras_hub

from .. import chat, demo
from ..errors import UsageError
from ..exporter import adoption, plain, saved_model
from ..exporter.plan import ExportPlan
from ..manifest.model import Source
from . import by_options, model_files, presets
from .generation import chat_templates
from .preparation import preparation
from .registry import Request, TaskExporter, exporter_of, exporters

_FINISHED = {"saved_model": saved_model.plan, "tflite": adoption.plan}
"""Models without a Keras object: how each kind of file or folder becomes a plan."""
_GENERATING = ("causal_lm", "seq2seq_lm", "audio_to_text", "image_to_text", "item_recommender")


def plan_for(model: Any, request: Request, task: str | None = None) -> tuple[ExportPlan, tuple[str, ...]]:
    """The plan, and what the user should be told.

    Raises:
        UsageError: an option that this model cannot have.
        PresetError: the model cannot be found or read.
    """
    plan, notes = _plan_for(model, request, task)
    if request.format is not None and plan.container is None:
        raise UsageError(f"--format {request.format}: for language models that continue a text, and text embedders. Received: {plan.task}")
    return plan, notes


def _plan_for(model: Any, request: Request, task: str | None) -> tuple[ExportPlan, tuple[str, ...]]:
    if isinstance(model, str | os.PathLike):
        kind = model_files.kind_of(Path(model))
        if kind is None:
            return _plan_preset(os.fspath(model), request, task)
        if kind in _FINISHED:
            return by_options.plan(partial(_FINISHED[kind], Path(model)), request, task), ()
        model = model_files.load(Path(model))
    if isinstance(model, keras_hub.models.Task | keras_hub.models.Backbone):
        return _plan_hub_model(model, request, task)
    if isinstance(model, keras.Model):
        return by_options.plan(partial(plain.plan, model), request, task), ()
    raise UsageError(f"expected a Keras model, a KerasHub task, a model file or a preset. Received: {type(model).__name__}")


def _plan_preset(preset: str, request: Request, task: str | None) -> tuple[ExportPlan, tuple[str, ...]]:
    if request.labels is None and demo.preset_directory(preset) is not None:
        request = replace(request, labels=tuple(demo.LABELS))
    loaded = presets.load(preset, task, request.labels)
    request = replace(request, labels=request.labels or loaded.labels)
    exporter = exporters()["tensors"] if task == "tensors" else exporter_of(loaded.model)
    _check_options(request, exporter.task)
    by_options.refuse(request, type(loaded.model).__name__)
    notes: tuple[str, ...] = ()
    if exporter.task == "causal_lm" and request.chat_template is None:
        own, problems = _own_chat_template(preset, loaded.model)
        request, notes = replace(request, chat_template=own), problems
    plan = _planned(exporter, loaded.model, request, loaded.source)
    return plan, (*loaded.warnings, *notes, *plan.left_out)


def _own_chat_template(preset: str, model: Any) -> tuple[str | None, tuple[str, ...]]:
    """The template that lies with the preset, or why it cannot be had."""
    source = chat_templates.of_preset(presets.resolve(preset))
    if source is None:
        return None, ()
    try:
        chat_templates.describe(source, model.preprocessor.tokenizer)
    except (chat.Unsupported, chat.Refused) as error:
        return None, (f"the preset's chat template is left out, so there is no conversation(): {error}",)
    return source, ()


def _plan_hub_model(model: Any, request: Request, task: str | None) -> tuple[ExportPlan, tuple[str, ...]]:
    exporter = exporters()["tensors"] if task == "tensors" else exporter_of(model)
    if task not in (None, exporter.task, exporter.keras_class, type(model).__name__):
        raise UsageError(f"--task: a {type(model).__name__} is exported as {exporter.task}. Received: {task!r}")
    _check_options(request, exporter.task)
    by_options.refuse(request, type(model).__name__)
    plan = _planned(exporter, model, request, Source("keras_hub", type(model).__name__))
    return plan, plan.left_out


def _planned(exporter: TaskExporter, model: Any, request: Request, source: Source) -> ExportPlan:
    plan = exporter.plan(model, request, source)
    return replace(plan, prepare=preparation(exporter, getattr(model, "preprocessor", None), plan))


def _check_options(request: Request, task: str) -> None:
    context, template = request.context_length, request.chat_template and "a template"
    if request.audio_in_graph and task != "audio_encoder":
        raise UsageError(f"--audio-in-graph: for encoders of sound (audio_encoder); this is a {task}")
    for option, value, tasks in (
        ("--context-length", context, _GENERATING),
        ("--cache-dtype", request.cache_dtype, _GENERATING),
        ("--sampler", request.sampler, _GENERATING),
        ("--chat-template", template, ("causal_lm",)),
        ("--format", request.format, ("causal_lm", "text_embedder")),
    ):
        if value is not None and task not in tasks:
            whom = "language models and text embedders" if "text_embedder" in tasks else "language models"
            raise UsageError(f"{option}: for {whom}; this is a {task}. Received: {value}")
