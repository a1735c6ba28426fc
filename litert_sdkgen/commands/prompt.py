"""`run` for a language model: the answer to a prompt, as it comes."""

import secrets
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from typing import TYPE_CHECKING

from . import argument_types

if TYPE_CHECKING:
    from ..bundle import Bundle


def configure(parser: ArgumentParser) -> None:
    """The options of a language model, in a group of their own."""
    group = parser.add_argument_group("language models")
    group.add_argument(
        "--max-tokens", type=argument_types.positive, metavar="N", help="end after N tokens (default: when the context is full)"
    )
    group.add_argument("--greedy", action="store_true", help="take the likeliest token each time (default: as the model was compiled)")
    group.add_argument("--seed", type=int, metavar="N", help="draw the same tokens each time, those that a device draws with this seed")


def answer(bundle: "Bundle", arguments: Namespace) -> Iterator[str]:
    """What the model adds to the prompt, piece by piece; never half a character.

    Raises:
        UsageError: not one prompt, or one that does not fit into the context.
        PresetError: KerasHub's tokenizer cannot be found.
    """
    from ..errors import UsageError
    from ..generation import CachedModel, generate
    from ..hub.generation.running import Text
    from ..litert import LiteRtFile
    from ..manifest.model import Sampler

    if len(arguments.content) != 1:
        raise UsageError(f"run: expected one prompt. Received: {len(arguments.content)}")
    (step,), post = bundle.manifest.preprocess, bundle.manifest.postprocess
    assert step.type == "text" and post is not None and post.type == "generation"  # the manifest's reader demands it of the task
    text = Text.of(bundle, arguments.preset)
    sampler = Sampler("greedy") if arguments.greedy else post.sampler
    seed = secrets.randbits(48) if arguments.seed is None else arguments.seed
    with LiteRtFile(bundle.model_file) as file:
        model = CachedModel(file, step, post, bundle.manifest.state)
        for token in generate(model, text.tokens(arguments.content[0]), post.stop_tokens, sampler, seed, arguments.max_tokens):
            yield text.add(token)
    yield text.end()
