"""What the tasks have in common that KerasHub has no class for: a backbone as it is, with what makes its inputs."""

from collections.abc import Container
from typing import Any, ClassVar, Self

import keras_hub
from keras_hub.src.utils import preset_utils


def has_files(preset: str, *names: str) -> bool:
    """Whether `preset` has the configs `names` of what makes inputs; a foreign checkpoint always has what KerasHub makes them of."""
    if not isinstance(preset_utils.get_preset_loader(preset), preset_utils.KerasPresetLoader):
        return True
    return all(preset_utils.check_file_exists(preset, name) for name in names)


class OwnTask(keras_hub.models.Task):  # type: ignore[misc]  # KerasHub has no types
    """A task on one of `backbones`, classes of KerasHub, that needs no further weights.

    `made_by` is the class of KerasHub that makes inputs, the second argument of a subclass, and `files` are its configs in a preset.
    """

    backbones: ClassVar[Container[Any]]
    made_by: ClassVar[Any]
    files: ClassVar[tuple[str, ...]]

    @classmethod
    def from_preset(cls, preset: str, **options: Any) -> Self:
        """The backbone of `preset` with what makes its inputs."""
        return cls(keras_hub.models.Backbone.from_preset(preset, **options), cls.made_by.from_preset(preset))

    @classmethod
    def fits(cls, preset: str) -> bool:
        """Whether the preset has a backbone for this task, and says how a user's input becomes tensors."""
        return preset_utils.get_preset_loader(preset).check_backbone_class() in cls.backbones and has_files(preset, *cls.files)
