"""Speech in, its words out."""

from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from ...manifest import Manifest
from ..signatures import SignatureCode
from .text_generator import TextGenerator, imports_of


@dataclass(frozen=True)
class AudioToText(TextGenerator):
    """See `TextGenerator`; its text has no tokens that a caller could count."""

    partial: ClassVar[str] = "tasks/audio_to_text.jinja"
    interface: ClassVar[Markup | None] = Markup("SpeechToText")
    engine: ClassVar[Markup] = Markup("SpeechTranscriber")
    signatures: ClassVar[tuple[str, ...]] = ("encode", "decode")
    imports: ClassVar[frozenset[str]] = imports_of("SpeechTranscriber") - {"TextGenerator"} | {"Sound", "SpeechToText"}
    selftest_imports: ClassVar[frozenset[str]] = frozenset(("SpeechTranscriber",))

    @classmethod
    def of(cls, manifest: Manifest, signature: SignatureCode) -> "AudioToText":
        cls.check(manifest)
        return cls()
