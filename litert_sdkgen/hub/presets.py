"""Finds and loads presets: a name, a handle, a local directory, or one of the presets that ship inside this package."""

import contextlib
import difflib
import inspect
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import keras_hub
from keras_hub.src.utils import preset_utils

from .. import demo
from ..errors import PresetError, UsageError
from ..exporter.checkpoint import SMALL_CHECKPOINT, left_on_disk
from ..exporter.checkpoint.stored_values import is_on_disk
from ..exporter.variables import size_of
from ..manifest.model import Source
from .own_task import has_files
from .registry import OWN_CLASSES, class_of, exporters

_SCHEMES = ("kaggle://", "hf://", "modelscope://")


@dataclass(frozen=True)
class Loaded:
    """A task or backbone with its weights, its origin, its classes (where the checkpoint names them), and what the user should know."""

    model: Any
    source: Source
    labels: tuple[str, ...] | None = None
    warnings: tuple[str, ...] = field(default=())


def load(preset: str, task: str | None = None, labels: tuple[str, ...] | None = None) -> Loaded:
    """The model that `preset` holds.

    Args:
        preset: a built-in or embedded preset name, a `kaggle://` or `hf://` handle, or a local directory made by `save_to_preset`
            or holding a Hugging Face checkpoint.
        task: a task such as `text_classifier` or a class such as `BertTextClassifier`; `tensors` takes the bare backbone.
            Without it the task that the preset was saved with, else a task that a bare backbone has by itself (a language model, an
            embedder of texts or pictures), else the backbone.
        labels: the classes of a head that the preset lacks.

    Raises:
        PresetError: no such preset, or it cannot be downloaded or read.
        UsageError: `task` is no task of this model, or a missing head needs `labels`.
    """
    location = resolve(preset)
    config, saved = _saved(location, preset)
    wanted = _task_class(task) if task is not None else saved or _text_task(location) or _own_task(location, preset)
    source_preset = None if os.path.isdir(location) and demo.preset_directory(preset) is None else preset
    if wanted is None or not issubclass(wanted, keras_hub.models.Task):
        model = _load(keras_hub.models.Backbone, location, preset)
        return Loaded(model, Source("keras_hub", type(model).__name__, source_preset), warnings=_memory_notes(model, preset))
    concrete = _of_family(location, preset, wanted)
    has_head = saved is not None and issubclass(saved, wanted)
    options: dict[str, Any] = {}
    warnings: tuple[str, ...] = ()
    if not has_head and "num_classes" in inspect.signature(concrete.__init__).parameters:
        if not labels:
            raise UsageError(f"the preset {preset!r} has no {wanted.__name__} head; name the classes of a new one with --labels")
        options["num_classes"] = len(labels)
        warnings = (
            f"the preset {preset!r} has no {wanted.__name__} head: its weights are random, and so are its answers until it is trained",
        )
    model = _load(wanted, location, preset, **options)
    known_labels = _labels(config) if has_head else labels
    notes = (*warnings, *_memory_notes(model, preset))
    return Loaded(model, Source("keras_hub", type(model).__name__, source_preset), known_labels, notes)


def _memory_notes(model: Any, preset: str) -> tuple[str, ...]:
    """Why a model, which has a byte for each parameter at least, is in memory as a whole."""
    if size_of(model) <= SMALL_CHECKPOINT or is_on_disk(model):
        return ()
    return (
        f"the weights of the preset {preset!r} are all in memory: its files hold them compressed or in more bits than the model has, "
        "or the model computes them while it is loaded",
    )


def load_preprocessor(base: Any, preset: str) -> Any:
    """The preprocessor of `preset` below KerasHub's class `base`, without the model's weights.

    Raises:
        PresetError: no such preset, or it cannot be read.
    """
    return _load(base, resolve(preset), preset)


def resolve(preset: str) -> str:
    """What KerasHub takes for `preset`: a directory, a handle, or a built-in name.

    Raises:
        PresetError: none of these; the error lists the nearest names.
    """
    embedded = demo.preset_directory(preset)
    if embedded is not None:
        return str(embedded)
    if preset.startswith(_SCHEMES) or preset in builtin_names():
        return preset
    path = Path(preset)
    if path.is_dir():
        if not (path / "config.json").is_file():
            raise PresetError(
                f"{preset}: the directory has no config.json, so it is neither a KerasHub preset nor a Hugging Face checkpoint"
            )
        return str(path)
    near = difflib.get_close_matches(preset, [*builtin_names(), *demo.PRESETS], n=5)
    hint = f" Did you mean {', '.join(near)}?" if near else ""
    raise PresetError(
        f"there is no preset {preset!r}: not a built-in name, no kaggle:// or hf:// handle, and no such directory.{hint} "
        "A local directory made by save_to_preset works too"
    )


def builtin_names() -> list[str]:
    """Every preset name that the installed KerasHub knows."""
    return sorted(keras_hub.models.Backbone.presets)


def _saved(location: str, preset: str) -> tuple[dict[str, Any], Any]:
    """The preset's config, and the task class whose head it holds: None for a bare backbone."""
    try:
        loader = preset_utils.get_preset_loader(location)
        if isinstance(loader, preset_utils.KerasPresetLoader):
            if not preset_utils.check_file_exists(location, preset_utils.TASK_CONFIG_FILE):
                return loader.config, None
            return loader.config, preset_utils.check_config_class(preset_utils.load_json(location, preset_utils.TASK_CONFIG_FILE))
    except Exception as error:  # downloads and foreign configs fail with whatever their libraries raise
        raise _unreadable(preset, error) from error
    # Of foreign checkpoints KerasHub converts the heads of image classifiers only: timm's, and transformers' by this name.
    foreign = str((loader.config.get("architectures") or ["timm" if "architecture" in loader.config else ""])[0])
    return loader.config, keras_hub.models.ImageClassifier if foreign == "timm" or "ForImageClassification" in foreign else None


def _text_task(location: str) -> Any:
    """The class that reads texts with a bare backbone, which lacks no weights for that: None for other families or without tokenizer."""
    if not has_files(location, preset_utils.TOKENIZER_CONFIG_FILE):
        return None
    backbone = preset_utils.get_preset_loader(location).check_backbone_class()
    for base in (keras_hub.models.CausalLM, keras_hub.models.TextEmbedder):
        with contextlib.suppress(ValueError):  # the family has none
            return preset_utils.find_subclass(location, base, backbone)
    return None


def _own_task(location: str, preset: str) -> Any:
    """The task of ours that takes the preset's backbone as it is."""
    try:
        return next((own for own in OWN_CLASSES.values() if own.fits(location)), None)
    except Exception as error:  # a config that means nothing to KerasHub
        raise _unreadable(preset, error) from error


def _of_family(location: str, preset: str, wanted: Any) -> Any:
    """The class below `wanted` for the preset's architecture. Whether it has the task at all comes before what its head would need."""
    if wanted in OWN_CLASSES.values():
        if not wanted.fits(location):
            raise UsageError(
                f"the preset {preset!r} has no {wanted.__name__}: its backbone is of another kind, or it lacks a converter or tokenizer"
            )
        return wanted
    backbone = preset_utils.get_preset_loader(location).check_backbone_class()
    if wanted.backbone_cls is backbone:
        return wanted
    try:
        return preset_utils.find_subclass(preset, wanted, backbone)
    except ValueError as error:
        raise UsageError(f"the preset {preset!r} has no {wanted.__name__}: {error}") from error


def _labels(config: dict[str, Any]) -> tuple[str, ...] | None:
    """The classes that a transformers config names, unless they are its placeholders."""
    names = config.get("id2label")
    if not isinstance(names, dict) or set(names) != {str(i) for i in range(len(names))} or names.get("0") == "LABEL_0":
        return None
    return tuple(str(names[str(i)]) for i in range(len(names)))


def _task_class(task: str) -> Any:
    """The KerasHub class that `task` names, None for `tensors`."""
    if task in ("tensors", "backbone"):
        return None
    name = task if task[:1].isupper() else "".join(part.capitalize() for part in task.split("_")).replace("Lm", "LM")
    exporter = exporters().get(task)
    found = class_of(exporter.keras_class if exporter else name)
    if not (isinstance(found, type) and issubclass(found, keras_hub.models.Task)):
        known = sorted(cls.__name__ for cls in keras_hub.models.Task.__subclasses__())
        raise UsageError(f"--task: expected tensors, or one of {', '.join(known)} (or a class below them). Received: {task!r}")
    return found


def _load(cls: Any, location: str, preset: str, **options: Any) -> Any:
    try:
        with left_on_disk():
            return cls.from_preset(location, **options)
    except Exception as error:
        raise _unreadable(preset, error) from error


def _unreadable(preset: str, error: Exception) -> PresetError:
    reason = " ".join(str(error).split()) or type(error).__name__
    remote = preset.startswith(_SCHEMES) or preset in builtin_names()
    advice = " Where downloads are not possible, a local directory made by save_to_preset works" if remote else ""
    return PresetError(f"the preset {preset!r} could not be loaded: {reason[:600]}.{advice}")
