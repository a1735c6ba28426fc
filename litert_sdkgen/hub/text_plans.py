"""What the plans of all tasks have in common that take a text: its length, its tokens, samples, and KerasHub's own preprocessing."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ..errors import ExportError, UsageError
from ..exporter import plain
from ..exporter.plan import ExportPlan, NamedSpec, PlannedSignature, Sample
from ..manifest.model import Source, Task, TextStep
from . import packers, tokenizers, values
from .answer import Answer
from .registry import Request

FEEDS = ("token_ids", "padding_mask", "segment_ids")
_SAMPLES = (
    ("a wonderful film",),
    ("The service was slow, and the food was cold.",),
    ("I did not expect to like it, but I did!",),
    ("",),
    ("Naïve café — “quoted”, 100 % ２０２６ 日本語 😀",),
)
_PAIR = ("the first text", "and a second one")


def plan(
    task: Task, model: Any, request: Request, source: Source, answer: Callable[[Any, Request, PlannedSignature], Answer]
) -> ExportPlan:
    """Inputs in the order token_ids, padding_mask, segment_ids, as far as the model has them, at one fixed sequence length.

    `answer(model, request, signature)` says what becomes of the outputs.

    Raises:
        ExportError: no preprocessor, one that the device cannot repeat, or further inputs.
        UsageError: a length that the model cannot have.
    """
    preprocessor = model.preprocessor
    if preprocessor is None:
        raise ExportError(
            f"the {type(model).__name__} has no preprocessor, so nothing says how text becomes tokens. Export with --task tensors"
        )
    tokenizer = tokenizers.describe(preprocessor.tokenizer)
    with packers.at_length(preprocessor, _length(model, preprocessor, request)):
        packer = packers.describe(preprocessor)
        bare = plain.bare_model(model)
        arguments, specs = plain.input_specs(bare, request.inputs or {}, lambda name, axis: packer.sequence_length)
        specs = [values.sensible(spec, model) for spec in specs]
        answered = answer(model, request, plain.signature_of(bare, arguments, specs))
        signature = answered.signature.reordered(FEEDS)
        feeds = {spec.name: spec.name for spec in signature.inputs}
        texts = (*_SAMPLES, _PAIR) if packer.type == "multi_segment" else _SAMPLES
        samples = tuple(Sample(signature.key, inputs(preprocessor, text, signature.inputs), text=text) for text in texts)
    step = TextStep(tokenizer.tokenizer, packer, feeds)
    assets = tokenizer.assets | answered.assets
    return ExportPlan(request.name, task, source, bare, (signature,), (step,), answered.postprocess, assets, samples)


def inputs(preprocessor: Any, text: tuple[str, ...], specs: Sequence[NamedSpec]) -> dict[str, Any]:
    """What KerasHub's own preprocessor gives for one text or a pair, as the file's inputs want it.

    Raises:
        UsageError: a pair, for a preprocessor of single texts.
        ExportError: the model wants inputs that its preprocessor does not make.
    """
    packed = preprocessor(x=_segments(preprocessor, text), y=None)  # with an explicit label: a lone tuple would be taken for (x, y)
    missing = [spec.name for spec in specs if spec.name not in packed]
    if missing:
        raise ExportError(f"the model wants {', '.join(missing)}, which its preprocessor does not make ({', '.join(packed)})")
    return {spec.name: np.asarray(packed[spec.name]).astype(spec.dtype) for spec in specs}


def _segments(preprocessor: Any, text: tuple[str, ...]) -> Any:
    """A batch of one, as the preprocessor's packer takes it."""
    if packers.describe(preprocessor).type == "multi_segment":
        return tuple([segment] for segment in text)
    if len(text) != 1:
        raise UsageError(f"expected one text: the model's packer (StartEndPacker) takes no pairs. Received: {len(text)}")
    return [text[0]]


def _length(model: Any, preprocessor: Any, request: Request) -> int:
    most = getattr(model.backbone, "max_sequence_length", None)
    if request.sequence_length is None:
        return int(min(preprocessor.sequence_length, most or preprocessor.sequence_length))
    if request.sequence_length < 1:
        raise UsageError(f"--sequence-length: expected a positive number. Received: {request.sequence_length}")
    if most is not None and request.sequence_length > most:
        raise UsageError(f"--sequence-length: the model has {most} positions. Received: {request.sequence_length}")
    return request.sequence_length
