"""`run` for a recommender: the ids that follow those of a history, as they come."""

import re
from argparse import Namespace
from collections.abc import Iterator
from typing import TYPE_CHECKING

from . import prompt

if TYPE_CHECKING:
    from ..bundle import Bundle

_ID = re.compile(r"[0-9]{1,9}\Z")


def answer(bundle: "Bundle", arguments: Namespace) -> Iterator[str]:
    """Ids with spaces between them, one piece each.

    Raises:
        UsageError: not one history of ids that the model knows, as many as it reads at most, or an option of language models.
    """
    from ..errors import UsageError
    from ..generation import CachedModel, begin, generate
    from ..litert import LiteRtFile
    from ..manifest.steps import IdsStep, PaddedPacker

    source, step = bundle.manifest.preprocess
    post = bundle.manifest.postprocess
    # The manifest's reader demands these of the task.
    assert isinstance(source, IdsStep) and isinstance(source.packer, PaddedPacker) and isinstance(step, IdsStep)
    assert step.packer.type == "prompt" and post is not None and post.type == "generation"
    for option in ("image", "sound", "decoder_prompt", "stop"):
        if getattr(arguments, option):
            given = getattr(arguments, option)
            raise UsageError(f"--{option.replace('_', '-')}: for models of texts; {bundle.manifest.name} reads ids. Received: {given}")
    words, most = " ".join(arguments.content).split(), source.packer.sequence_length
    wrong = [word for word in words if not _ID.match(word)]
    if wrong or not 1 <= len(words) <= most:
        received = repr(wrong[0]) if wrong else f"{len(words)} ids"
        raise UsageError(f"run: expected 1 to {most} ids of the latest items, the oldest first, such as '12 7 93'. Received: {received}")
    options = prompt.options_of(bundle, arguments)
    with LiteRtFile(bundle.model_file) as file:
        known = int(file.tensor_details("decode")[1][post.output]["shape"][-1])
        ids = [int(word) for word in words]
        if max(ids) >= known:
            raise UsageError(f"run: expected ids from 0 to {known - 1}, which the model knows. Received: {max(ids)}")
        model = CachedModel(file, step, post, bundle.manifest.state)
        tokens, cache = begin(file, model, bundle.manifest.preprocess, post, step.packer.start, ids)
        for i, token in enumerate(generate(model, tokens, options, cache)):
            yield f" {token}" if i else str(token)
