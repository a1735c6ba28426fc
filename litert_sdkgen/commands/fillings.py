"""`run` for a masked language model: what may stand at each mask of a text."""

from argparse import Namespace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..bundle import Bundle


def lines(bundle: "Bundle", arguments: Namespace) -> list[str]:
    """The filled text (or pair), then for each mask its likeliest tokens.

    Raises:
        UsageError: not a text with masks that the model reads.
        PresetError: KerasHub's preprocessor cannot be found.
    """
    from ..answers.mask_filling import fill
    from ..errors import UsageError
    from ..hub import running
    from ..litert import LiteRtFile

    texts, post = tuple(arguments.content), bundle.manifest.postprocess
    if len(texts) not in (1, 2):
        raise UsageError(f"run: expected one text, or two for a model of pairs. Received: {len(texts)}")
    (step,) = bundle.manifest.preprocess
    assert step.type == "text" and step.mask is not None and post is not None and post.type == "mask_filling"  # as the reader demands
    preprocessor = running.preprocessor_of(bundle, arguments.preset)
    inputs = running.prepare(bundle, preprocessor, texts)
    with LiteRtFile(bundle.model_file) as file:
        logits = file.run(bundle.manifest.signatures[0].key, inputs)[post.output]
    tokens = inputs[step.feeds["token_ids"]].ravel().tolist()
    masks = sum(text.count(step.mask.token) for text in texts)
    positions = inputs[step.feeds["mask_positions"]].ravel().tolist()[:masks]
    known, decode = post.vocabulary_size, preprocessor.tokenizer.detokenize
    filled = fill(texts, step.mask.token, tokens, positions, logits[0], known, arguments.top, decode)
    shown = [*filled.texts]
    for position, candidates in zip(filled.positions, filled.candidates, strict=True):
        shown += [f"token {position}:", *(f"  {candidate.token} {candidate.score:.6f}" for candidate in candidates)]
    return shown
