"""`run --chat`: a conversation in the terminal, or with the lines of the standard input."""

import contextlib
import signal
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from . import argument_types, prompt

if TYPE_CHECKING:
    from ..bundle import Bundle
    from ..manifest.generation import ChatTemplate


def configure(parser: ArgumentParser) -> None:
    """The options of a conversation, in a group of their own."""
    group = parser.add_argument_group("conversations", "with a model that was exported with a chat template")
    group.add_argument("--chat", action="store_true", help="talk: a line is a message (default: on a terminal, without a prompt)")
    group.add_argument("--system", type=argument_types.text, metavar="TEXT", help="what the model is told first")


def is_wanted(bundle: "Bundle", arguments: Namespace) -> bool:
    """Whether the user said so, or gave no prompt on a terminal to a model that can talk."""
    can_talk = _format(bundle) is not None
    return bool(arguments.chat or arguments.system or (can_talk and not arguments.content and not arguments.input and sys.stdin.isatty()))


def hold(bundle: "Bundle", arguments: Namespace) -> None:
    """Answers line by line until the input ends. Ctrl-C ends an answer, which stays in the conversation as far as it came.

    Raises:
        UsageError: a model without a chat template, a prompt as well, or a conversation that the template or the context does not take.
        PresetError: KerasHub's tokenizer cannot be found.
    """
    from ..errors import UsageError
    from ..generation import CachedModel
    from ..hub.generation.conversation import Conversation
    from ..hub.generation.running import Text
    from ..litert import LiteRtFile

    template = _format(bundle)
    if template is None:
        raise UsageError(f"--chat: {bundle.manifest.name} was exported without a chat template. Export it with --chat-template FILE.jinja")
    if bundle.manifest.model.format is not None:
        raise UsageError(
            f"--chat: {bundle.manifest.name} is a file of LiteRT-LM, which answers single prompts here. Export it as a .tflite"
        )
    if arguments.content or arguments.input:
        raise UsageError("--chat: messages are typed, or come as lines of the standard input. Received: a prompt as well")
    options = prompt.options_of(bundle, arguments)
    (*_, step), post = bundle.manifest.preprocess, bundle.manifest.postprocess
    assert step.type == "text" and post is not None and post.type == "generation"  # the manifest's reader demands it of the task
    text = Text.of(bundle, arguments.preset)
    with LiteRtFile(bundle.model_file) as file:
        model = CachedModel(file, step, post, bundle.manifest.state)
        conversation = Conversation(bundle, template, model, text, arguments.system)
        for message in _messages():
            with _interruptible() as goes_on:
                for piece in conversation.send(message, options, arguments.stop, goes_on):
                    print(piece, end="", flush=True)
            print(flush=True)


def _format(bundle: "Bundle") -> "ChatTemplate | None":
    post = bundle.manifest.postprocess
    return post.chat if post is not None and post.type == "generation" else None


def _messages() -> Iterator[str]:
    """The lines that are typed, or that the standard input has; empty ones are none."""
    if not sys.stdin.isatty():
        yield from (line.rstrip("\n") for line in sys.stdin if line.strip())
        return
    with contextlib.suppress(ImportError):
        import readline  # noqa: F401  gives `input` its editing
    print("Ctrl-C ends an answer, Ctrl-D the conversation.", file=sys.stderr)
    while True:
        try:
            line = input("> ")
        except KeyboardInterrupt:
            print()
            continue
        except EOFError:
            print()
            return
        if line.strip():
            yield line


@contextlib.contextmanager
def _interruptible() -> Iterator[Callable[[], bool]]:
    """Tells whether Ctrl-C was not pressed yet. The token at hand is read to its end, so that the cache stays whole; a second one kills."""
    pressed = False

    def press(*_: object) -> None:
        nonlocal pressed
        if pressed:
            raise KeyboardInterrupt
        pressed = True

    former = signal.signal(signal.SIGINT, press)
    try:
        yield lambda: not pressed
    finally:
        signal.signal(signal.SIGINT, former)
