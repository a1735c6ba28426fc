"""A conversation with a bundle's language model, as the device's runtime holds it: its template evaluated, its cache kept between turns."""

import json
from collections.abc import Callable, Iterator, Sequence

from ... import chat
from ...bundle import Bundle
from ...errors import ManifestError, UsageError
from ...generation import CachedModel, CachedText, Options, generate
from ...manifest.generation import ChatTemplate
from .running import Text

Message = dict[str, str]


class Conversation:
    """`send` answers as `generate` would to all that was said, written as the template wants it. `messages` is what was said so far.

    Args:
        bundle: of a model with a chat template, which is `format`.
        model: its file, open.
        text: its tokenizer.
        system: what the model is told first, for templates that have such a message.
    """

    def __init__(self, bundle: Bundle, format: ChatTemplate, model: CachedModel, text: Text, system: str | None = None) -> None:
        self.messages: list[Message] = [] if system is None else [{"role": "system", "content": system}]
        self._leading = len(self.messages)
        self._format, self._model, self._text = format, model, text
        self._tree = json.loads((bundle.directory / format.template).read_bytes())
        self._cache = CachedText(model)
        post = bundle.manifest.postprocess
        kinds = (post.pictures, post.sounds) if post is not None and post.type == "generation" else ()
        self._places = {kind.marker.token for kind in kinds if kind is not None and kind.marker is not None}

    def send(
        self, content: str, options: Options, stop_strings: Sequence[str] = (), goes_on: Callable[[], bool] = lambda: True
    ) -> Iterator[str]:
        """The answer to `content`, piece by piece; `goes_on` is asked after each token. An answer that is cut stays as far as it came.

        Raises:
            UsageError: the template refuses the conversation, or it is longer than the context; nothing was said then.
        """
        said = [*self.messages, {"role": "user", "content": content}]
        prompt = self._tokens(said)
        while options.context_end == "slide" and len(prompt) >= self._model.context_length and len(said) > self._leading + 2:
            said = said[: self._leading] + said[self._leading + 2 :]
            prompt = self._tokens(said)
        if not self._places.isdisjoint(prompt):
            raise UsageError(
                "a conversation has no pictures and no sounds; ask about them with run BUNDLE PROMPT --image FILE --sound FILE"
            )
        if len(prompt) > self._model.context_length:
            raise UsageError(
                f"the conversation has {len(prompt)} tokens; the model was exported for a context of {self._model.context_length}. "
                "--context-end slide forgets the oldest messages"
            )
        shown = ""
        for piece in self._text.fresh().stream(self._drawn(prompt, options, goes_on), stop_strings):
            shown += piece
            yield piece
        self.messages = [*said, {"role": "assistant", "content": shown}]

    def _drawn(self, prompt: Sequence[int], options: Options, goes_on: Callable[[], bool]) -> Iterator[int]:
        for token in generate(self._model, prompt, options, self._cache):
            yield token
            if not goes_on():
                return

    def _tokens(self, messages: list[Message]) -> list[int]:
        """What the model wants in front stands there once, and the text of the end token is the token that ends an answer."""
        form = self._format
        try:
            text = chat.render_tree(self._tree, messages, {"bos_token": form.start_token, "eos_token": form.end_token})
        except chat.Refused as error:
            raise UsageError(f"the chat template does not take this conversation: {error}") from None
        except chat.Unsupported as error:
            raise ManifestError(form.template, str(error)) from None
        prompt = text.removeprefix(form.start_token) if self._text.tokens("") else text
        if not form.end_token or form.end_token_id is None:
            return self._text.tokens(prompt)
        first, *others = prompt.split(form.end_token)
        tokens = self._text.tokens(first)
        for part in others:
            tokens += [form.end_token_id, *self._text.plain_tokens(part)]
        return tokens
