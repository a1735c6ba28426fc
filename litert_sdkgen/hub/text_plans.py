"""What the plans of all tasks have in common that take a text: its length, its tokens, samples, and KerasHub's own preprocessing."""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from ..errors import ExportError, UsageError
from ..exporter import plain
from ..exporter.plan import ExportPlan, NamedSpec, PlannedSignature, Sample
from ..manifest.model import Source, Task
from ..manifest.steps import TextStep
from . import lengths, packers, tokenizers, values
from .answer import Answer
from .reading import Reading
from .registry import Request

_FEEDS = ("token_ids", "padding_mask", "segment_ids")
SAMPLES: tuple[tuple[str, ...], ...] = (
    ("a wonderful film",),
    ("The service was slow, and the food was cold.",),
    ("I did not expect to like it, but I did!",),
    ("",),
    ("Naïve café — “quoted”, 100 % ２０２６ 日本語 😀",),
    ("the first text", "and a second one"),
)


def plan(
    task: Task,
    model: Any,
    request: Request,
    source: Source,
    answer: Callable[[Any, Request, PlannedSignature], Answer],
    reading: Reading | None = None,
) -> ExportPlan:
    """Inputs in the order token_ids, padding_mask, segment_ids, as far as the model has them, at one fixed sequence length.

    `answer(model, request, signature)` says what becomes of the outputs. `reading` tells how texts become tensors, where that is not what
    the preprocessor does when it is called.

    Raises:
        ExportError: no preprocessor, one that the device cannot repeat, or further inputs.
        UsageError: a length that the model cannot have.
    """
    preprocessor = preprocessor_of(model)
    reading = reading or Reading(inputs, SAMPLES)
    tokenizer = tokenizers.describe(preprocessor.tokenizer)
    with packers.at_length(preprocessor, length_of(model.backbone, preprocessor, request)):
        packer = packers.describe(preprocessor)
        length, sizes = packer.sequence_length, reading.sizes
        bare = plain.bare_model(model)
        arguments, specs = plain.input_specs(bare, request.inputs or {}, lambda name, axis: min(length, sizes.get(name, length)))
        specs = [values.sensible(spec, model, length) for spec in specs]
        answered = answer(model, request, plain.signature_of(bare, arguments, specs))
        signature = answered.signature.reordered(_FEEDS)
        feeds = {spec.name: spec.name for spec in signature.inputs}
        samples = tuple(_samples(reading, preprocessor, signature))
    step = TextStep(tokenizer.tokenizer, packer, feeds, reading.mask)
    assets = tokenizer.assets | answered.assets
    return ExportPlan(request.name, task, source, bare, (signature,), (step,), answered.postprocess, assets, samples)


def preprocessor_of(model: Any) -> Any:
    """The preprocessor of a task.

    Raises:
        ExportError: it has none.
    """
    if model.preprocessor is None:
        raise ExportError(
            f"the {type(model).__name__} has no preprocessor, so nothing says how text becomes tokens. Export with --task tensors"
        )
    return model.preprocessor


def inputs(preprocessor: Any, text: tuple[str, ...], specs: Sequence[NamedSpec]) -> dict[str, Any]:
    """What KerasHub's own preprocessor gives for one text or a pair, as the file's inputs want it.

    Raises:
        UsageError: a pair, for a preprocessor of single texts.
        ExportError: the model wants inputs that its preprocessor does not make.
    """
    packers.check_segments(preprocessor, len(text))
    batch = tuple([segment] for segment in text) if packers.describe(preprocessor).type == "multi_segment" else [text[0]]
    packed = preprocessor(x=batch, y=None)  # with an explicit label: a lone tuple would be taken for (x, y)
    missing = [spec.name for spec in specs if spec.name not in packed]
    if missing:
        raise ExportError(
            f"the model wants {', '.join(missing)}, which its preprocessor does not make ({', '.join(packed)}). Export with --task tensors"
        )
    return {spec.name: np.asarray(packed[spec.name]).astype(spec.dtype) for spec in specs}


def _samples(reading: Reading, preprocessor: Any, signature: PlannedSignature) -> Iterator[Sample]:
    """Of the texts those that the model takes at its sizes."""
    for text in reading.samples:
        with contextlib.suppress(UsageError):
            yield Sample(signature.key, reading.inputs(preprocessor, text, signature.inputs), text=text)


def length_of(encoder: Any, preprocessor: Any, request: Request) -> int:
    """Tokens of a text: what the caller asks for, else the preprocessor's, as far as `encoder` has positions.

    Raises:
        UsageError: a length that `encoder` cannot have.
    """
    return lengths.chosen("--sequence-length", encoder, request.sequence_length, preprocessor.sequence_length)
