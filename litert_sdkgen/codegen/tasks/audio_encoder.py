"""A sound in, what the model hears in each of its moments out."""

from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from ...manifest import Manifest
from ..signatures import SignatureCode, TensorCode
from .feeds import FeedCode, feeds_of, postprocessed_output, source_of
from .task import TaskCode


@dataclass(frozen=True)
class AudioEncoder(TaskCode):
    """The one output holds the values of all frames."""

    feeds: tuple[FeedCode, ...]
    output: TensorCode

    partial: ClassVar[str] = "tasks/audio_encoder.jinja"
    interface: ClassVar[Markup | None] = Markup("AudioEncoder")
    imports: ClassVar[frozenset[str]] = frozenset(("AudioEncoder", "EncodedSound", "Sound", "SoundPreprocessor"))

    def source_of(self, tensor: TensorCode) -> str | None:
        return source_of(self.feeds, tensor)

    @classmethod
    def of(cls, manifest: Manifest, signature: SignatureCode) -> "AudioEncoder":
        return cls(feeds_of(manifest, signature, carriers=("FloatArray",)), postprocessed_output(manifest, signature))
