"""A bundle's prompts and answers through KerasHub's own tokenizer: the Python side of `run`."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import keras_hub

from ...bundle import Bundle
from ...errors import PresetError
from ...generation import StopStrings
from ...manifest.generation import Pictures, Sounds
from ...manifest.steps import ImageStep, LogMelStep, PreprocessStep
from .. import pictures, presets
from ..registry import exporters
from . import pictures as pictured
from . import prompts, sounds, sources

_INCOMPLETE = "\ufffd"


@dataclass
class Text:
    """An answer while it comes. `special` tokens are no part of it."""

    preprocessor: Any
    special: frozenset[int]
    _pictures: Pictures | None = None
    _sounds: Sounds | None = None
    _tokens: list[int] = field(default_factory=list)
    _shown: str = ""

    @classmethod
    def of(cls, bundle: Bundle, preset: str | None) -> "Text":
        """An answer of a language model, with the tokenizer of `preset`, or else of the preset that is recorded in the bundle.

        Raises:
            PresetError: no preset is known, or it cannot be loaded.
        """
        location = preset or bundle.manifest.source.preset
        if location is None:
            raise PresetError("the bundle was exported from a local directory, which is not recorded in it: name it with --preset")
        post = bundle.manifest.postprocess
        assert post is not None and post.type == "generation"  # the manifest's reader demands it of the task
        base = getattr(keras_hub.models, str(exporters()[bundle.manifest.task].preprocessor_class))
        return cls(presets.load_preprocessor(base, location), frozenset(post.special_tokens), post.pictures, post.sounds)

    def tokens(self, prompt: str, bands: Sequence[Any] = ()) -> list[int]:
        """The prompt's tokens, with those that KerasHub puts before them; `bands` are what an encoder reads of each sound in it."""
        heard = sounds.expanded(prompt, self._sounds, [each.shape[1] for each in bands])
        return prompts.prompt_tokens(self.preprocessor, pictured.expanded(self.preprocessor, heard, self._pictures))

    def source(self, text: str, step: PreprocessStep) -> list[int]:
        """The tokens that an encoder reads of `text`, with those that KerasHub puts around them, without padding."""
        assert step.type == "text" and step.packer.type == "start_end"  # the manifest's reader demands it of the task
        with sources.at_lengths(self.preprocessor, step.packer.sequence_length, self.preprocessor.decoder_sequence_length):
            return sources.source_tokens(self.preprocessor, text)

    def pixels(self, picture: Path, step: ImageStep) -> Any:
        """float32[1, height, width, channels] that an encoder reads of a picture's file.

        Raises:
            UsageError: the file holds no picture.
        """
        return pictured.pixels(self.preprocessor, pictures.as_channels(pictures.read(picture), step.channels), step.height, step.width)

    def bands(self, samples: Any, step: LogMelStep) -> Any:
        """float32[1, n, bands] that an encoder reads of a sound in a prompt, float32[m] at the step's sampling rate.

        Raises:
            UsageError: the sound is too short.
        """
        return sounds.features(self.preprocessor, samples, step)

    def plain_tokens(self, text: str) -> list[int]:
        """The tokens of a text alone."""
        return sources.plain_tokens(self.preprocessor, text)

    def fresh(self) -> "Text":
        """Another answer of the same model."""
        return Text(self.preprocessor, self.special, self._pictures, self._sounds)

    def stream(self, tokens: Iterable[int], stop_strings: Sequence[str]) -> Iterator[str]:
        """The text of `tokens` piece by piece; never half a character, and no part of a stop string, which ends it."""
        stops = StopStrings(stop_strings)
        for token in tokens:
            yield stops.add(self.add(token))
            if stops.is_found:
                return
        yield stops.add(self.end()) + stops.end()

    def add(self, token: int) -> str:
        """The text that `token` adds; nothing while a character is incomplete."""
        if token in self.special:
            return ""
        self._tokens.append(token)
        text = self._text()
        return "" if text.endswith(_INCOMPLETE) else self._show(text)

    def end(self) -> str:
        """What was held back."""
        return self._show(self._text()) if self._tokens else ""

    def _text(self) -> str:
        try:
            found = self.preprocessor.tokenizer.detokenize(self._tokens)
        except UnicodeDecodeError as error:  # a tokenizer that takes whole characters only; the last one may come yet
            found = error.object.decode("utf-8", "replace")
        return "".join(found)  # a string, a list of one, or a list of letters

    def _show(self, text: str) -> str:
        added, self._shown = text[len(self._shown) :], text
        return added
