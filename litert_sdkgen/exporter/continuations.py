"""Proves that a file with a state generates what Keras generates."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import VerificationError
from ..generation import CachedModel, Options, begin, generate
from ..litert import LiteRtFile, opened_in_little_memory
from ..manifest.steps import IdsStep, TextStep
from .plan import Continuation, ExportPlan
from .samples import pattern
from .tolerance import Tolerance


def follow(file: LiteRtFile, plan: ExportPlan, tolerance: Tolerance) -> tuple[Continuation, ...]:
    """The plan's continuations as far as the file generates them: it gets Keras' tokens one by one, and each must be the likeliest.

    Two tokens can be closer than the tolerance of the logits, so that rounding decides between them. The continuation is cut there, since
    the file alone would go on differently from Keras. With 8-bit weights the logits are not close enough to compare tokens: there are none.

    Raises:
        VerificationError: another token than Keras', by more than the tolerance.
    """
    if not plan.continuations or tolerance.cosine is not None:
        return ()
    (*_, step), post = plan.preprocess, plan.postprocess
    assert isinstance(step, TextStep | IdsStep) and post is not None and post.type == "generation"
    model = CachedModel(file, step, post, plan.state)
    followed = []
    for continuation in plan.continuations:
        tokens = continuation.tokens
        given = (_source(continuation), _pixels(plan, continuation), _bands(plan, continuation))
        text, cache = begin(file, model, plan.preprocess, post, continuation.prompt, *given)
        same = len(tokens)
        for i, wanted in enumerate(tokens):
            logits = cache.logits(text)
            best = int(np.argmax(logits))
            if best != wanted:
                same = min(same, i)
                margin = float(logits[best] - logits[wanted])
                allowed = 2 * tolerance.relative * max(1.0, float(np.max(np.abs(logits))))
                if not margin <= allowed:
                    raise VerificationError(
                        f"token {i + 1} after a prompt of {len(continuation.prompt)}: Keras generates {wanted}, the file prefers {best} "
                        f"by {margin:.3g} (allowed {allowed:.3g}). The file was not written. Please report this model"
                    )
            text.append(wanted)
        followed.append(replace(continuation, tokens=tokens[:same]))
    return tuple(continuation for continuation in followed if continuation.tokens)


def generated(path: Path, plan: ExportPlan) -> tuple[Continuation, ...]:
    """The plan's continuations of a text with the tokens that the file at `path` generates, whatever Keras does."""
    (*_, step), post = plan.preprocess, plan.postprocess
    assert step.type == "text" and post is not None and post.type == "generation"
    with opened_in_little_memory(path) as file:
        model = CachedModel(file, step, post, plan.state)
        return tuple(
            replace(given, tokens=tuple(generate(model, given.prompt, Options(max_tokens=len(given.tokens)))))
            for given in plan.continuations
            if given.text is not None
        )


def _source(continuation: Continuation) -> Any:
    """What the encoder reads of it: tokens, or the samples of a sound."""
    if continuation.sound is None:
        return continuation.source
    seed, count = continuation.sound
    return pattern(seed, (count,), "float32")


def _pixels(plan: ExportPlan, continuation: Continuation) -> list[Any]:
    """What the model takes of each picture."""
    step = plan.preprocess[0]
    return [pattern(k, step.shape, "float32") for k in continuation.pictures] if step.type == "image" else []


def _bands(plan: ExportPlan, continuation: Continuation) -> list[Any]:
    """The mel bands of each sound, as far as there are moments."""
    shape = next((spec.shape for signature in plan.signatures if signature.key == "encode_audio" for spec in signature.inputs[:1]), ())
    return [pattern(k, shape, "float32")[:, :frames] for k, frames in continuation.sounds]
