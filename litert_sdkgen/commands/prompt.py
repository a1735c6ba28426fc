"""`run` for a language model: the answer to a prompt, or what it makes of a text, as it comes."""

import contextlib
import secrets
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import argument_types, sound_file

if TYPE_CHECKING:
    from ..bundle import Bundle
    from ..generation import Options
    from ..hub.generation.running import Text
    from ..manifest.generation import Sampler
    from ..manifest.steps import PreprocessStep


def configure(parser: ArgumentParser) -> None:
    """The options of a language model, in a group of their own."""
    group = parser.add_argument_group("language models")
    group.add_argument(
        "--image", type=Path, action="append", default=[], metavar="FILE", help="a picture in the prompt, of a model that sees; repeatable"
    )
    group.add_argument(
        "--decoder-prompt", default="", metavar="TEXT", help="go on from this, of a model that turns a text into another: its first words"
    )
    group.add_argument(
        "--sound", type=Path, action="append", default=[], metavar="FILE", help="a WAV file in the prompt, of one that hears; repeatable"
    )
    group.add_argument("--max-tokens", type=argument_types.positive, metavar="N", help="end after N tokens (default: no limit)")
    group.add_argument("--greedy", action="store_true", help="take the likeliest token each time (default: as the model was compiled)")
    group.add_argument("--top-k", type=argument_types.positive, metavar="K", help="draw from the K likeliest tokens")
    group.add_argument(
        "--top-p", type=argument_types.probability, metavar="P", help="draw from the likeliest tokens that exceed P together"
    )
    group.add_argument("--beams", type=argument_types.positive, metavar="N", help="take the likeliest of N texts followed at once")
    group.add_argument(
        "--temperature", type=argument_types.positive_number, metavar="T", help="below 1 prefers likely tokens more (default: the model's)"
    )
    group.add_argument("--seed", type=int, metavar="N", help="draw the same tokens each time, those that a device draws with this seed")
    group.add_argument(
        "--stop", action="append", default=[], type=argument_types.text, metavar="TEXT", help="end before this text; repeatable"
    )
    group.add_argument(
        "--context-end",
        choices=("stop", "error", "slide"),
        default="stop",
        help="when the context is full: end, fail, or forget the older half and go on (default: %(default)s)",
    )


def answer(bundle: "Bundle", arguments: Namespace) -> Iterator[str]:
    """What the model adds to the prompt, or makes of the text, piece by piece; never half a character, and no part of a stop string.

    Raises:
        UsageError: not one prompt, one that does not fit into the context, or samplers that exclude each other.
        PresetError: KerasHub's tokenizer cannot be found.
    """
    from ..errors import UsageError
    from ..generation import CachedModel, begin, encoded_steps, generate
    from ..hub.generation.running import Text
    from ..litert import LiteRtFile

    if len(arguments.content) != 1:
        raise UsageError(f"run: expected one prompt. Received: {len(arguments.content)}")
    options = options_of(bundle, arguments)
    if bundle.manifest.model.format is not None:
        yield from _contained(bundle, arguments, options)
        return
    steps, post, content = bundle.manifest.preprocess, bundle.manifest.postprocess, arguments.content[0]
    step = steps[-1]
    # The manifest's reader demands these of the task.
    assert step.type == "text" and step.packer.type == "prompt" and post is not None and post.type == "generation"
    text = Text.of(bundle, arguments.preset)
    first, encoded = steps[0], encoded_steps(steps, post)
    is_seen = bool(encoded) and all(each.type == "image" for each in encoded)  # the picture itself is the prompt
    if arguments.image and (first.type != "image" or is_seen):
        reads = "a picture alone: name its file instead" if is_seen else "no pictures"
        raise UsageError(f"--image: for language models that see; {bundle.manifest.name} reads {reads}. Received: {arguments.image[0]}")
    if arguments.decoder_prompt and bundle.manifest.task != "seq2seq_lm":
        raise UsageError(f"--decoder-prompt: for models that turn a text into another. Received: a {bundle.manifest.task}")
    if arguments.sound and post.sounds is None:
        raise UsageError(f"--sound: for language models that hear; {bundle.manifest.name} hears nothing. Received: {arguments.sound[0]}")
    source = next((_read(text, each, content) for each in encoded if each.type != "image"), None)
    shown = [Path(content)] if is_seen else arguments.image
    pictures = [text.pixels(path, first) for path in shown] if first.type == "image" else []
    log_mel = next((each for each in steps if each.type == "log_mel"), None)
    sounds = [text.bands(sound_file.read(path, log_mel.sampling_rate), log_mel) for path in arguments.sound] if log_mel else []
    prompt = (*step.packer.start, *text.plain_tokens(arguments.decoder_prompt)) if encoded else text.tokens(content, sounds)
    with LiteRtFile(bundle.model_file) as file:
        model = CachedModel(file, step, post, bundle.manifest.state)
        tokens, cache = begin(file, model, steps, post, prompt, source, pictures, sounds)
        yield from text.stream(generate(model, tokens, options, cache), arguments.stop)


def _contained(bundle: "Bundle", arguments: Namespace, options: "Options") -> Iterator[str]:
    """As `answer`, by the runtime that a container is for, which has the tokenizer in it."""
    from ..errors import UsageError
    from ..generation import StopStrings
    from ..litertlm.engine import TextEngine

    if arguments.context_end != "stop":
        raise UsageError(
            f"--context-end: LiteRT-LM ends an answer where the context is full: expected stop. Received: {arguments.context_end}"
        )
    stops = StopStrings(arguments.stop)
    with (
        TextEngine(bundle.model_file) as engine,
        contextlib.closing(engine.pieces(arguments.content[0], options.sampler, options.seed, options.max_tokens)) as pieces,
    ):
        for piece in pieces:
            yield stops.add(piece)
            if stops.is_found:
                return
    yield stops.end()


def _read(text: "Text", source: "PreprocessStep", content: str) -> Any:
    """What an encoder reads: the tokens of a text, or the samples of a sound's file."""
    return sound_file.read(Path(content), source.sampling_rate) if source.type == "audio" else text.source(content, source)


def options_of(bundle: "Bundle", arguments: Namespace) -> "Options":
    """What the command line says of generation, and the model itself of the rest.

    Raises:
        UsageError: samplers that exclude each other.
    """
    from ..generation import Options
    from ..manifest.steps import IdsStep, TextStep

    (*_, step), post = bundle.manifest.preprocess, bundle.manifest.postprocess
    assert isinstance(step, TextStep | IdsStep) and step.packer.type == "prompt" and post is not None and post.type == "generation"
    seed = secrets.randbits(48) if arguments.seed is None else arguments.seed
    sampler = _sampler(post.sampler, arguments)
    return Options(sampler, post.stop_tokens, seed, arguments.max_tokens, arguments.context_end, step.packer.start)


def _sampler(compiled: "Sampler", arguments: Namespace) -> "Sampler":
    from dataclasses import replace

    from ..errors import UsageError
    from ..manifest.generation import Sampler

    drawn = {"--top-k": arguments.top_k, "--top-p": arguments.top_p, "--temperature": arguments.temperature}
    if arguments.beams is not None and (arguments.greedy or arguments.top_k is not None or arguments.top_p is not None):
        raise UsageError("--beams: a beam search draws no tokens: leave --greedy, --top-k and --top-p out. Received: both")
    if arguments.greedy:
        for option, value in drawn.items():
            if value is not None:
                raise UsageError(f"{option}: --greedy takes the likeliest token, whatever the others are. Received: both")
        return Sampler("greedy")
    temperature = compiled.temperature if arguments.temperature is None else arguments.temperature
    if arguments.beams is not None:
        return Sampler("beam", temperature, beams=arguments.beams)
    if arguments.top_p is not None:
        return Sampler("top_p", temperature, arguments.top_k, arguments.top_p)
    if arguments.top_k is not None:
        return Sampler("top_k", temperature, arguments.top_k)
    if arguments.temperature is not None and compiled.method == "greedy":
        return Sampler("random", temperature)
    return replace(compiled, temperature=temperature)
